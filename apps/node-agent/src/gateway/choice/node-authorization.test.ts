import { expect, it } from "vitest";
import { NodeAuthorization } from "./node-authorization.ts";

it("shows the newest, and the next once a node refused it", () => {
  const shown = new NodeAuthorization(["new", "old"]);
  expect(shown.header).toBe("Bearer new");
  expect(shown.refuse("Bearer new")).toBe(true);
  expect(shown.header).toBe("Bearer old");
  expect(shown.refuse("Bearer old")).toBe(true);
  expect(shown.header).toBe("Bearer new");
});

it("turns once for requests that were refused together", () => {
  const shown = new NodeAuthorization(["new", "old"]);
  expect([1, 2, 3].map(() => shown.refuse("Bearer new"))).toEqual([true, true, true]);
  expect(shown.header).toBe("Bearer old");
});

it("has nothing else to show with one bearer, or none", () => {
  const one = new NodeAuthorization(["only"]);
  expect(one.refuse("Bearer only")).toBe(false);
  expect(one.header).toBe("Bearer only");
  const none = new NodeAuthorization([]);
  expect(none.header).toBeUndefined();
  expect(none.refuse(undefined)).toBe(false);
});
