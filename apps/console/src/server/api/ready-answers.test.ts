import superjson from "superjson";
import { expect, test } from "vitest";
import { readyAnswer, transformer } from "./ready-answers.ts";

const { serialize, deserialize } = transformer.output;
const answer = () => ({ at: new Date(0), agents: [{ name: "a", lastSeenAt: null }] });

test("an answer is sent in the same form, ready or not", async () => {
  const data = answer();
  await readyAnswer(data);
  const sent = JSON.stringify(superjson.serialize(answer()));
  expect(JSON.stringify(serialize(data))).toBe(sent);
  expect(JSON.stringify(serialize(answer()))).toBe(sent);
  expect(deserialize(JSON.parse(sent) as never)).toEqual(answer());
});

test("what is ready is not made again", async () => {
  const data = answer();
  await readyAnswer(data);
  const first = serialize(data);
  await readyAnswer(data);
  expect(serialize(data)).toBe(first);
});

test.each([null, undefined, 0, "", false])("%j needs no making ready", async (data) => {
  await readyAnswer(data);
  expect(serialize(data)).toEqual(superjson.serialize(data));
});

test("others have their turn before each", async () => {
  let turns = 0;
  setImmediate(() => turns++);
  await readyAnswer(answer());
  expect(turns).toBe(1);
});
