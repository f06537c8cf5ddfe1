import { expect, test } from "vitest";
import { z } from "zod";
import { issueFields } from "./issue-fields.ts";

const Drain = z.strictObject({ minutes: z.number().int() });
const Told = z.strictObject({ ownerName: z.string(), deadlineAt: z.string() });
const Input = z.object({ drains: z.array(z.union([Drain, Told]).nullish()), name: z.string() });
const fieldsOf = (input: unknown) => issueFields(Input.safeParse(input).error?.issues ?? []);

test("a field at fault is named, also within the form that an input comes nearest to", () => {
  const drains = [null, { minutes: 0.5 }];
  expect(fieldsOf({ drains, name: "a" }).map(({ path }) => path)).toEqual(["drains.1.minutes"]);
  const told = [{ ownerName: 1, deadlineAt: "x" }];
  expect(fieldsOf({ drains: told, name: 1 }).map(({ path }) => path)).toEqual(["drains.0.ownerName", "name"]);
});

test("what is no union is told as it is", () => {
  expect(fieldsOf({ drains: 1, name: "a" })).toEqual([
    { path: "drains", message: "Invalid input: expected array, received number" },
  ]);
});
