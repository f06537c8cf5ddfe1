"use client";

import { z } from "zod";
import { useTabState } from "@/client/tab-state.ts";
import { changesOf, Draft, type DraftMember, draftOf, draftOn, type Member } from "./draft.ts";
import { keyOf, type RoutePolicyRef } from "../route-policy.ts";

const Drafts = z.record(z.string(), Draft);
const none: z.infer<typeof Drafts> = {};

/** Drafts of all origins and regions: looking at another one, or at another page, keeps them. */
export function useDrafts() {
  const [drafts, change] = useTabState("traffic", Drafts, none);
  const store = (subject: RoutePolicyRef, draft: Draft | null) => {
    const key = keyOf(subject);
    change(({ [key]: _old, ...others }) => (draft ? { ...others, [key]: draft } : others));
  };
  return { draftOf: (subject: RoutePolicyRef) => drafts[keyOf(subject)], store };
}

type DraftSource = {
  members: readonly Member[];
  /** Of the newest change that is shown. */
  revision: string;
  stored: Draft | undefined;
  onStore: (draft: Draft | null) => void;
};

export type MemberDraft = {
  draft: Draft;
  changes: DraftMember[];
  /** Somebody else's change came after the draft was begun. */
  isOutdated: boolean;
  edit: (change: (draft: Draft) => Draft) => void;
  discard: () => void;
  /** Rebases the draft on what is set now. */
  keep: () => void;
};

/** A draft without changes follows what is set; one with changes stays at what the person saw. */
export function useMemberDraft({ members, revision, stored, onStore }: DraftSource): MemberDraft {
  const kept = draftOn(members, stored ?? draftOf(members, revision));
  const changes = changesOf(members, kept);
  const draft = changes.length > 0 ? kept : { ...kept, baseRevision: revision };
  return {
    draft,
    changes,
    isOutdated: draft.baseRevision !== revision,
    edit: (change) => onStore(change(draft)),
    discard: () => onStore(null),
    keep: () => onStore({ ...draft, baseRevision: revision }),
  };
}
