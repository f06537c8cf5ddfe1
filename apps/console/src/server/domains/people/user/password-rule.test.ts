import { isAppError } from "@meridian/contracts/errors";
import { expect, test } from "vitest";
import { assertPasswordGood } from "./password-rule.ts";

const wang = { name: "Wang Fang", email: "fang.wang@logistics.example.com" };

function ruleFor(password: string, owner = wang): unknown {
  try {
    assertPasswordGood(password, owner);
    return null;
  } catch (error) {
    return isAppError(error) && error.details?.["rule"];
  }
}

test.each([
  ...[
    "password1234",
    "PassWord1234",
    "P@ssw0rd2024!",
    "passwordpassword",
    "password-password",
    "1234567890123",
  ],
  ...[
    "qwertyuiop12",
    "Administrator1!",
    "iloveyou2024!!",
    "!!!!welcome!!!!",
    "letmein-2026-",
    "aaaaaaaaaaaa",
  ],
  ...[
    "abababababab",
    "abcdefghijklm",
    "987654321098",
    "1q2w3e4r5t6y",
    "ｐａｓｓｗｏｒｄ１２３４",
    "1234password",
  ],
])("%s is common", (password) => {
  expect(ruleFor(password)).toBe("password-common");
});

test.each([
  ...[
    "meridian-2026-!",
    "Meridian123456",
    "M3r1d1an!2026",
    "wangfang1988",
    "Fang.Wang.1988",
    "meridianadmin1",
  ],
  ...["logistics2026!!", "fang.wang@logistics.example.com", "MERIDIANmeridian"],
])("%s is made from what everybody knows of its owner", (password) => {
  expect(ruleFor(password)).not.toBeNull();
});

test.each([
  ["anna.li@ab.co", "anna.li@ab.co"],
  ["li@acme.cn", "li@acme.cn12"],
  ["op-eu@x.com", "op-eu@x.com!!"],
  ["op-eu@x.com", "0p_eu--x.c0m"],
  ["op-eu@x.com", "com.x.eu.op.2026"],
  ["li@acme.cn", "LiAcmeCn2026!"],
  ["bo@wu.io", "bowu-bowu-bowu-1"],
  ["a.b@c.de", "a.b@c.de-1988"],
  ["a.b@c.de", "de-c-b-a-1988-06"],
])("of %s, whose parts are short, %s is made", (email, password) => {
  expect(ruleFor(password, { name: "Q", email })).toBe("password-personal");
});

test.each([
  ["op-eu@x.com", "copper euphonium in a box"],
  ["li@acme.cn", "lilies by the calm canal"],
  ["bo@wu.io", "a bowl of rice and tea"],
])("short parts of %s within longer words are chance: %s", (email, password) => {
  expect(ruleFor(password, { name: "Q", email })).toBeNull();
});

test("a name is known in either order", () => {
  expect(ruleFor("wubo19881988", { name: "Bo Wu", email: "x@example.com" })).toBe("password-personal");
});

test("names of other scripts count too", () => {
  const owner = { name: "王小明", email: "wxm@example.com" };
  expect(ruleFor("王小明王小明王小明王小明", owner)).not.toBeNull();
  expect(ruleFor("wxm-1990-wxm-1990", owner)).toBe("password-personal");
  expect(ruleFor("春眠不觉晓处处闻啼鸟夜来", owner)).toBeNull();
});

test.each([
  ...[
    "plums in the well at noon",
    "lilies under the old bridge",
    "a long enough password",
    "another long password",
  ],
  ...[
    "4817-2260-9935-7714",
    "xk7vq-pm3ta-9wzrd-cfe2h",
    "correct horse battery staple",
    "fang has nine red lanterns",
  ],
])("%s may be chosen", (password) => {
  expect(ruleFor(password)).toBeNull();
});
