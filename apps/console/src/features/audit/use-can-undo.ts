"use client";

import type { AuditChange } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/client/query/trpc.ts";

const undoable = new Set(["traffic", "nodes"]);

/** Whether the Traffic page can put back what this change replaced: it is the newest of its subject. */
export function useCanUndo({ revision, subject, before }: AuditChange): boolean {
  const isOfTraffic = undoable.has(subject.type) && before !== null;
  const filter = { subjectType: subject.type, subjectId: subject.id, limit: 1 };
  const query = useTRPC().audit.list.queryOptions(filter, { enabled: isOfTraffic });
  const newest = useQuery(query).data?.changes[0];
  return isOfTraffic && newest?.revision === revision;
}
