import { describe, expect, test } from "vitest";
import type { GroupRule } from "../../../boot/oidc-settings.ts";
import { grantOf, hasAll, identityOf, mergedClaims } from "./identity.ts";

describe("who somebody is", () => {
  test("is read from what Keycloak and its like send", () => {
    const claims = {
      ...{ sub: "f3a1", name: "Li Lei", email: "Li.Lei@Example.com", email_verified: true },
      groups: ["/sre", "/platform"],
    };
    expect(identityOf(claims, "groups")).toEqual({
      ...{ subject: "f3a1", name: "Li Lei", email: "li.lei@example.com", isEmailVerified: true },
      groups: ["/sre", "/platform"],
    });
  });

  test("is read from what Entra ID and its like send: ids of groups, and nothing of the e-mail being verified", () => {
    const claims = { sub: "AAA", preferred_username: "wang@example.com", email: "wang@example.com" };
    const group = "0f1f7d0e-8e5f-4a51-9a77-7f3e0c9a1b2c";
    expect(identityOf({ ...claims, groups: [group] }, "groups")).toMatchObject({
      ...{ name: "wang@example.com", isEmailVerified: false, groups: [group] },
    });
  });

  test.each([
    ["realm_access.roles", { realm_access: { roles: ["sre"] } }, ["sre"]],
    ["https://example.com/groups", { "https://example.com/groups": ["sre"] }, ["sre"]],
    ["resource_access.meridian.roles", { resource_access: { meridian: { roles: ["a", "b"] } } }, ["a", "b"]],
    ["role", { role: "sre" }, ["sre"]],
    ["groups", { groups: [1, null, "sre", ["x"]] }, ["sre"]],
    ["groups", { groups: { sre: true } }, []],
    ["groups", {}, []],
    ["constructor.name", {}, []],
    ["a.b", { a: null }, []],
  ])("groups are at %s in %j", (claim, more, groups) => {
    expect(identityOf({ sub: "1", ...more }, claim).groups).toEqual(groups);
  });

  test.each([
    [true, true],
    ["true", true],
    [false, false],
    ["false", false],
    ["perhaps", false],
    [1, false],
    [undefined, false],
  ])("an e-mail is verified by %j: %s", (email_verified, isEmailVerified) => {
    expect(identityOf({ sub: "1", email: "li@example.com", email_verified }, "groups")).toMatchObject({
      isEmailVerified,
    });
  });

  test.each([[{ email: "not an address" }], [{ email: 7 }], [{ email: "a\u0000@example.com" }], [{}]])(
    "%j names no e-mail address that can be used",
    (more) => {
      expect(identityOf({ sub: "1", ...more }, "groups").email).toBeNull();
    },
  );

  test.each([
    [{ name: "Li\u202eLei", preferred_username: "li" }, "li"],
    [{ name: " ", email: "wang@example.com" }, "wang"],
    [{ name: "x".repeat(200) }, "1"],
    [{ name: 7, sub: "\u0007" }, "?"],
  ])("a name that cannot be shown is not: %j", (more, name) => {
    expect(identityOf({ sub: "1", ...more }, "groups").name).toBe(name);
  });

  test.each<[Record<string, unknown>, Record<string, unknown>, unknown]>([
    [{ email: "li@a.example" }, { email: "li@a.example", email_verified: true }, true],
    [{ email: "li@a.example" }, { email: "li@b.example", email_verified: true }, undefined],
    [
      { email: "li@a.example", email_verified: false },
      { email: "li@a.example", email_verified: true },
      false,
    ],
    [{}, { email: "li@b.example", email_verified: true }, true],
    [{ email_verified: true }, { email: "li@b.example" }, undefined],
  ])("of %j and %j together an e-mail is verified: %s", (idToken, userInfo, email_verified) => {
    const merged = mergedClaims(idToken, userInfo);
    expect(merged).toMatchObject({ email: idToken["email"] ?? userInfo["email"] });
    expect(merged["email_verified"]).toBe(email_verified);
  });

  test("the userinfo endpoint is asked only for what the ID token leaves out", () => {
    const whole = { sub: "1", email: "li@a.example", email_verified: false, groups: [] };
    expect(hasAll(whole, "groups")).toBe(true);
    for (const name of ["email", "email_verified", "groups"]) {
      expect(hasAll({ ...whole, [name]: undefined }, "groups"), name).toBe(false);
    }
  });

  test.each([[{}], [{ sub: "" }], [{ sub: 5 }], [{ sub: "x".repeat(256) }]])("%j is nobody", (claims) => {
    expect(() => identityOf(claims, "groups")).toThrow();
  });
});

describe("what groups may do", () => {
  const rules: GroupRule[] = [
    { group: "*", role: "viewer", regions: [] },
    { group: "eu-ops", role: "operator", regions: ["eu-central"] },
    { group: "us-ops", role: "operator", regions: ["us-west", "us-east"] },
    { group: "sre", role: "operator", regions: [] },
    { group: "eu-lead", role: "approver", regions: ["eu-central"] },
    { group: "platform", role: "admin", regions: [] },
  ];
  const limited = (role: string, ...regions: string[]) => ({ role, regions });

  test.each([
    [[], limited("viewer")],
    [["unknown"], limited("viewer")],
    [["eu-ops"], limited("operator", "eu-central")],
    [["eu-ops", "us-ops"], limited("operator", "eu-central", "us-west", "us-east")],
    [["eu-ops", "sre"], limited("operator")],
    [["sre", "eu-lead"], limited("approver", "eu-central")],
    [["platform", "eu-ops", "sre"], limited("admin")],
  ])("%j: %j", (groups, expected) => {
    expect(grantOf(groups, rules)).toEqual(expected);
  });

  test("no rule, no role; names count to the letter", () => {
    const named = rules.slice(1);
    for (const groups of [[], ["SRE"], ["sre "], ["*"]]) expect(grantOf(groups, named)).toBeNull();
  });
});
