import {
  type DesiredStateAck,
  type Position,
  sha256Hex,
  type SnapshotEnvelope,
} from "@meridian/contracts/wire";
import type { z } from "zod";

const reasonLengthMax = 1000;

export type Fault = { field: string; reason: string };
export type Opened<T> = { ok: true; value: T } | ({ ok: false } & Fault);
/** What an agent takes: messages to itself, of a shape that it knows. */
type Addressed = { schemaVersion: number; agentId: string };

/** What an envelope of the console holds, or what is wrong with it. */
export async function openEnvelope<T extends Addressed>(
  { sha256, body }: SnapshotEnvelope,
  schema: z.ZodType<T>,
  own: Addressed,
): Promise<Opened<T>> {
  if ((await sha256Hex(body)) !== sha256) {
    return { ok: false, field: "", reason: "the bytes do not match their sha256" };
  }
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { ok: false, field: "", reason: "the body is not JSON" };
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) return { ok: false, ...faultOf(parsed.error) };
  const fault = addresseeFault(parsed.data, own);
  return fault ? { ok: false, ...fault } : { ok: true, value: parsed.data };
}

function addresseeFault({ schemaVersion, agentId }: Addressed, own: Addressed): Fault | null {
  if (schemaVersion > own.schemaVersion) {
    const reason = `expected at most ${own.schemaVersion}, found ${schemaVersion}`;
    return { field: "schemaVersion", reason };
  }
  return agentId === own.agentId ? null : { field: "agentId", reason: "it is for another agent" };
}

export function positionOf({ epoch, revision }: Position): Position {
  return { epoch, revision };
}

export function faultOf(error: z.ZodError): Fault {
  const [issue] = error.issues;
  return { field: issue?.path.join(".") ?? "", reason: issue?.message ?? "it is not valid" };
}

export function nack({ field, reason, isTransient }: Fault & { isTransient?: boolean }): DesiredStateAck {
  const cut = { field: field.slice(0, 200), reason: reason.slice(0, reasonLengthMax) };
  return { outcome: "nack", ...cut, ...(isTransient && { isTransient }) };
}
