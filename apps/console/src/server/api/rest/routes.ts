import type { UserRole } from "@meridian/contracts/fleet";
import { z } from "zod";
import { appRouter } from "../root.ts";
import type { Meta, RestRoute } from "../trpc.ts";
import type { Touches } from "../touched-regions.ts";
import { listInputOf } from "./list-page.ts";

/** A procedure and its route under /api/v1. */
export type Route = RestRoute & {
  /** Name of the procedure, e.g. `traffic.shift`. */
  procedure: string;
  type: "query" | "mutation";
  role: UserRole;
  touches: Touches | undefined;
  /** Without fields where the procedure takes nothing. */
  input: z.ZodType;
  output: z.ZodType;
  /** Of a procedure that returns a whole list, which is answered by the page: page and filters. */
  listInput: z.ZodObject | null;
};

/** What tRPC keeps of a declaration; its own type leaves the parsers out. */
type Declared = {
  _def: { type: "query" | "mutation"; meta?: Meta; inputs: z.ZodType[]; output?: z.ZodType };
};

/** Every procedure that declares a route. */
export const routes: readonly Route[] = Object.entries(
  appRouter._def.procedures as unknown as Record<string, Declared>,
).flatMap(([procedure, { _def }]) => {
  const { type, meta, inputs, output = z.unknown() } = _def;
  if (!meta?.rest) return [];
  const listInput = listInputOf(output, meta.rest.filters ?? []);
  return [
    {
      ...meta.rest,
      procedure,
      type,
      role: meta.role,
      touches: meta.touches,
      input: inputs[0] ?? z.strictObject({}),
      output,
      listInput,
    },
  ];
});

/** Names in a path template, e.g. `revision` of `/audit/changes/{revision}`. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
}
