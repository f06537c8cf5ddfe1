import { setImmediate as othersTurn } from "node:timers/promises";
import superjson, { type SuperJSONResult } from "superjson";
import { onGlobal } from "../boot/shared.ts";
import { plainAnswer } from "./plain-answer.ts";

/** Answers in the form in which they are sent. */
const ready = onGlobal("ready-answers", () => new WeakMap<object, SuperJSONResult>());

const isObject = (data: unknown): data is object => typeof data === "object" && data !== null;

/**
 * Brings a procedure's answer into the form in which it is sent, between two turns of everybody else. Left to the end of a batch,
 * twenty large answers would take the one thread for all of that time at once.
 */
export async function readyAnswer(data: unknown): Promise<void> {
  if (!isObject(data) || ready.has(data)) return;
  await othersTurn();
  ready.set(data, formOf(data));
}

const formOf = (data: object) => plainAnswer(data) ?? superjson.serialize(data);

/** superjson both ways, with what is ready already. */
export const transformer = {
  input: superjson,
  output: {
    serialize: (data: unknown) =>
      isObject(data) ? (ready.get(data) ?? formOf(data)) : superjson.serialize(data),
    deserialize: superjson.deserialize.bind(superjson),
  },
};
