"use client";

import { useState } from "react";
import { changesOf, type Draft, type DraftMember, draftOf, draftOn, type Member } from "./draft.ts";
import { keyOf, type RoutePolicyRef } from "../route-policy.ts";

/** Drafts of all origins and regions: looking at another one keeps them. */
export function useDrafts() {
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map());
  const store = (subject: RoutePolicyRef, draft: Draft | null) => {
    setDrafts((current) => {
      const next = new Map(current);
      if (draft) next.set(keyOf(subject), draft);
      else next.delete(keyOf(subject));
      return next;
    });
  };
  return { draftOf: (subject: RoutePolicyRef) => drafts.get(keyOf(subject)), store };
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
