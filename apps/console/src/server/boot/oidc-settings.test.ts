import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readEnv } from "./env.ts";
import type { OidcSettings } from "./oidc-settings.ts";

const base = { DATABASE_URL: "postgresql://meridian:secret@127.0.0.1:5432/meridian" };
const whole = {
  MERIDIAN_OIDC_ISSUER: "https://id.example.com/realms/acme",
  MERIDIAN_OIDC_CLIENT_ID: "meridian",
  MERIDIAN_OIDC_CLIENT_SECRET: "s3cret",
  MERIDIAN_OIDC_ROLES: "sre=operator",
};

function read(more: Record<string, string | undefined>): OidcSettings | null | string[] {
  const result = readEnv({ ...base, ...more });
  return result.ok ? result.env.oidc : result.problems;
}

test("without an issuer people sign in by password alone", () => {
  expect(read({})).toBeNull();
});

test("the rest has defaults", () => {
  expect(read(whole)).toEqual({
    issuer: "https://id.example.com/realms/acme",
    clientId: "meridian",
    clientSecret: "s3cret",
    clientAuth: "basic",
    scopes: ["openid", "profile", "email"],
    groupsClaim: "groups",
    rules: [{ group: "sre", role: "operator", regions: [] }],
    label: "id.example.com",
  });
});

test("a secret may lie in a file", () => {
  const file = join(mkdtempSync(join(tmpdir(), "meridian-oidc-")), "secret");
  writeFileSync(file, "from-a-file\n");
  const given = { ...whole, MERIDIAN_OIDC_CLIENT_SECRET: "", MERIDIAN_OIDC_CLIENT_SECRET_FILE: file };
  expect(read(given)).toMatchObject({ clientSecret: "from-a-file" });
  writeFileSync(file, "\n");
  expect(read(given)).toEqual([expect.stringMatching(/CLIENT_SECRET_FILE: the file is empty/)]);
});

test.each([
  [
    "an issuer without https",
    { MERIDIAN_OIDC_ISSUER: "http://id.example.com" },
    /^MERIDIAN_OIDC_ISSUER: .*https/,
  ],
  ["an issuer that is no URL", { MERIDIAN_OIDC_ISSUER: "id.example.com" }, /^MERIDIAN_OIDC_ISSUER: /],
  [
    "an issuer with a query",
    { MERIDIAN_OIDC_ISSUER: "https://id.example.com/?a=1" },
    /^MERIDIAN_OIDC_ISSUER: /,
  ],
  ["no issuer", { MERIDIAN_OIDC_ISSUER: undefined }, /^MERIDIAN_OIDC_ISSUER: needed beside/],
  ["no client", { MERIDIAN_OIDC_CLIENT_ID: undefined }, /^MERIDIAN_OIDC_CLIENT_ID: needed/],
  ["no secret", { MERIDIAN_OIDC_CLIENT_SECRET: undefined }, /^MERIDIAN_OIDC_CLIENT_SECRET, .*one of the two/],
  ["two secrets", { MERIDIAN_OIDC_CLIENT_SECRET_FILE: "/nowhere" }, /one of the two/],
  ["no roles", { MERIDIAN_OIDC_ROLES: undefined }, /^MERIDIAN_OIDC_ROLES: needed/],
  ["a role that there is not", { MERIDIAN_OIDC_ROLES: "sre=root" }, /^MERIDIAN_OIDC_ROLES: .*found sre=root/],
  ["a group without a role", { MERIDIAN_OIDC_ROLES: "sre=viewer,ops" }, /^MERIDIAN_OIDC_ROLES: .*found ops/],
  ["a region that can be none", { MERIDIAN_OIDC_ROLES: "sre=operator@EU!" }, /^MERIDIAN_OIDC_ROLES: /],
  ["a limit to no region", { MERIDIAN_OIDC_ROLES: "sre=operator@" }, /^MERIDIAN_OIDC_ROLES: /],
  ["roles of nobody", { MERIDIAN_OIDC_ROLES: "," }, /^MERIDIAN_OIDC_ROLES: expected/],
  [
    "JSON of another shape",
    { MERIDIAN_OIDC_ROLES: '{"sre":["operator"]}' },
    /^MERIDIAN_OIDC_ROLES: expected/,
  ],
  ["scopes without openid", { MERIDIAN_OIDC_SCOPES: "profile email" }, /^MERIDIAN_OIDC_SCOPES: .*openid/],
  ["another way of sending the secret", { MERIDIAN_OIDC_CLIENT_AUTH: "jwt" }, /^MERIDIAN_OIDC_CLIENT_AUTH: /],
])("%s is refused at the start, without the secret", (_what, more, problem) => {
  const problems = read({ ...whole, ...more });
  expect(problems).toEqual([expect.stringMatching(problem)]);
  expect(JSON.stringify(problems)).not.toContain("s3cret");
});

describe("roles of groups", () => {
  const rulesOf = (roles: string) => (read({ ...whole, MERIDIAN_OIDC_ROLES: roles }) as OidcSettings).rules;

  test("in a line, with regions where a role is limited", () => {
    expect(
      rulesOf(" sre = operator, eu-ops=operator@eu-central+eu-north ,platform=administrator,*=viewer,"),
    ).toEqual([
      { group: "sre", role: "operator", regions: [] },
      { group: "eu-ops", role: "operator", regions: ["eu-central", "eu-north"] },
      { group: "platform", role: "admin", regions: [] },
      { group: "*", role: "viewer", regions: [] },
    ]);
  });

  test("of names with signs: at signs and equals signs in a line, commas in JSON", () => {
    expect(rulesOf("ops@acme=approver,ou=x=admin")).toMatchObject([{ group: "ops@acme" }, { group: "ou=x" }]);
    expect(rulesOf('{"CN=sre,OU=acme": "approver@eu-central"}')).toEqual([
      { group: "CN=sre,OU=acme", role: "approver", regions: ["eu-central"] },
    ]);
  });
});
