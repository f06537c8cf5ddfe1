import { join } from "node:path";
import { expect, it } from "vitest";
import { parseAdminOptions } from "./admin-options.ts";
import { root } from "./paths.ts";

const preset = { dataDir: join(root, ".meridian"), isJson: false, isHelp: false };

it.each([
  ["reset-password", { args: ["reset-password"] }],
  ["--data-dir x reset-password li@a.b", { dataDir: join(root, "x"), args: ["reset-password", "li@a.b"] }],
  ["raise-epoch --data-dir=/tmp/y --json", { dataDir: "/tmp/y", isJson: true, args: ["raise-epoch"] }],
  [
    "ensure-region --name=eu --label Here --data-dir /tmp/y",
    { dataDir: "/tmp/y", args: ["ensure-region", "--name=eu", "--label", "Here"] },
  ],
  ["reset-password li@a.b --revoke-tokens", { args: ["reset-password", "li@a.b", "--revoke-tokens"] }],
  ["", { isHelp: true, args: [] }],
  ["help reset-password", { isHelp: true, args: ["reset-password"] }],
  ["reset-password -h", { isHelp: true, args: ["reset-password"] }],
])("%s", (typed, expected) => {
  expect(parseAdminOptions(typed.split(" ").filter(Boolean))).toEqual({ ...preset, ...expected });
});

it("wants a folder after --data-dir", () => {
  expect(() => parseAdminOptions(["reset-password", "--data-dir"])).toThrow(/argument missing/);
});
