import { expect, test } from "vitest";
import { sharedRun } from "./shared-run.ts";

test("who asks during a run gets its answer, who asks later a run of their own", async () => {
  let runs = 0;
  const ask = (name: string) => sharedRun(name, () => Promise.resolve({ run: ++runs }));
  const [first, second, other] = await Promise.all([ask("a"), ask("a"), ask("b")]);
  expect(second).toBe(first);
  expect(other).toEqual({ run: 2 });
  expect(await ask("a")).toEqual({ run: 3 });
});

test("a run that failed fails for all who wait for it, and is not kept", async () => {
  const fail = () => sharedRun("fails", () => Promise.reject(new Error("no")));
  const both = await Promise.allSettled([fail(), fail()]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await sharedRun("fails", () => Promise.resolve("fine"))).toBe("fine");
});
