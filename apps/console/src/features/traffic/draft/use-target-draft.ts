"use client";

import { changesOf, type Draft, draftOf, draftOn, type DraftTarget, type Target } from "./draft.ts";

type DraftSource = {
  targets: readonly Target[];
  /** Of the newest change that is shown. */
  revision: string;
  stored: Draft | undefined;
  onStore: (draft: Draft | null) => void;
};

export type TargetDraft = {
  draft: Draft;
  changes: DraftTarget[];
  /** Somebody else's change came after the draft was begun. */
  isOutdated: boolean;
  edit: (change: (draft: Draft) => Draft) => void;
  discard: () => void;
  /** Rebases the draft on what is set now. */
  keep: () => void;
};

/** A draft without changes follows what is set; one with changes stays at what the person saw. */
export function useTargetDraft({ targets, revision, stored, onStore }: DraftSource): TargetDraft {
  const kept = draftOn(targets, stored ?? draftOf(targets, revision));
  const changes = changesOf(targets, kept);
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
