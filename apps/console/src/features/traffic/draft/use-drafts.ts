"use client";

import { useState } from "react";
import type { Draft } from "./draft.ts";
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
