import { expect, it } from "vitest";
import { countdown } from "./countdown.ts";

it.each([
  [-5000, "0:00"],
  [0, "0:00"],
  [1, "0:01"],
  [9000, "0:09"],
  [59_001, "1:00"],
  [750_000, "12:30"],
  [3_900_000, "1:05:00"],
  [86_400_000, "24:00:00"],
])("%d ms are %s", (ms, text) => expect(countdown(ms)).toBe(text));
