import type { UserRole } from "@meridian/contracts/fleet";
import type { z } from "zod";

/** A route under /api/v1 that is no procedure, because it streams or is open to everybody. */
export type PlainRoute = {
  method: "GET";
  path: `/${string}`;
  summary: string;
  /** Null: open to everybody. */
  role: UserRole | null;
  /** Its name in OpenAPI, as a procedure's. */
  procedure: string;
  query: z.ZodObject;
  /** A header of its own, with what it means. */
  header?: { name: string; schema: z.ZodType };
  /** The media types of its answer, with what each holds. */
  answers: Record<string, string>;
  answer: (request: Request, requestId: string) => Promise<Response>;
};
