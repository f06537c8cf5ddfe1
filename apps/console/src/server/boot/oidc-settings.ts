import { readFileSync } from "node:fs";
import { RegionName, UserRole } from "@meridian/contracts/fleet";
import { z } from "zod";

/** Who is in a group may do this; without regions in all of them. */
export type GroupRule = { group: string; role: UserRole; regions: string[] };

/** Sign-in through an identity provider (OpenID Connect). */
export type OidcSettings = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  clientAuth: "basic" | "post";
  scopes: string[];
  groupsClaim: string;
  rules: GroupRule[];
  /** Of the button: "Sign in with …". */
  label: string;
};

/** Stands for everybody whom the issuer lets in. */
export const anyGroup = "*";

const text = z.string().trim().min(1).max(500);

/** The variables, to be spread into an environment's schema. */
export const oidcVariables = {
  MERIDIAN_OIDC_ISSUER: z
    .string()
    .refine(
      isIssuer,
      "expected an https URL such as https://id.example.com/realms/acme; http on loopback alone",
    )
    .optional()
    .describe("identity provider (OpenID Connect) that people sign in with; unset: by password alone"),
  MERIDIAN_OIDC_CLIENT_ID: text.optional().describe("the console's client id there"),
  MERIDIAN_OIDC_CLIENT_SECRET: text.optional().describe("its client secret; better in a file"),
  MERIDIAN_OIDC_CLIENT_SECRET_FILE: text.optional().describe("file that holds the client secret"),
  MERIDIAN_OIDC_CLIENT_AUTH: z
    .enum(["basic", "post"])
    .default("basic")
    .describe("how the secret is sent: client_secret_basic or client_secret_post"),
  MERIDIAN_OIDC_SCOPES: z
    .string()
    .transform((list) => list.split(/[\s,]+/).filter((scope) => scope !== ""))
    .refine((scopes) => scopes.includes("openid"), "expected scopes with openid, e.g. openid profile email")
    .default(["openid", "profile", "email"])
    .describe("scopes to ask for"),
  MERIDIAN_OIDC_GROUPS_CLAIM: text
    .default("groups")
    .describe("claim that holds a person's groups; a dotted path where it is nested"),
  MERIDIAN_OIDC_ROLES: z
    .string()
    .transform(readRules)
    .optional()
    .describe("role of each group, e.g. sre=operator,eu-ops=operator@eu-central,*=viewer"),
  MERIDIAN_OIDC_LABEL: z.string().trim().min(1).max(40).optional().describe("name on the sign-in button"),
};
type Given = z.infer<z.ZodObject<typeof oidcVariables>>;

/** Null: nobody signs in that way. Throws an Error that names the variable when they do not go together. */
export function readOidcSettings(given: Given): OidcSettings | null {
  const {
    MERIDIAN_OIDC_ISSUER: issuer,
    MERIDIAN_OIDC_CLIENT_ID: clientId,
    MERIDIAN_OIDC_ROLES: rules,
  } = given;
  if (issuer === undefined) {
    const lonely = lonelyNames.find((name) => given[name] !== undefined);
    if (lonely !== undefined) throw new Error(`MERIDIAN_OIDC_ISSUER: needed beside ${lonely}`);
    return null;
  }
  if (clientId === undefined) throw new Error("MERIDIAN_OIDC_CLIENT_ID: needed beside MERIDIAN_OIDC_ISSUER");
  if (rules === undefined) {
    throw new Error("MERIDIAN_OIDC_ROLES: needed beside MERIDIAN_OIDC_ISSUER, e.g. sre=operator,*=viewer");
  }
  return {
    ...{ issuer, clientId, rules },
    clientSecret: readSecret(given),
    clientAuth: given.MERIDIAN_OIDC_CLIENT_AUTH,
    scopes: given.MERIDIAN_OIDC_SCOPES,
    groupsClaim: given.MERIDIAN_OIDC_GROUPS_CLAIM,
    label: given.MERIDIAN_OIDC_LABEL ?? new URL(issuer).hostname,
  };
}

const lonelyNames = [
  "MERIDIAN_OIDC_CLIENT_ID",
  "MERIDIAN_OIDC_CLIENT_SECRET",
  "MERIDIAN_OIDC_CLIENT_SECRET_FILE",
  "MERIDIAN_OIDC_ROLES",
  "MERIDIAN_OIDC_LABEL",
] as const;

function readSecret(given: Given): string {
  const { MERIDIAN_OIDC_CLIENT_SECRET: secret, MERIDIAN_OIDC_CLIENT_SECRET_FILE: file } = given;
  if ((secret === undefined) === (file === undefined)) {
    throw new Error("MERIDIAN_OIDC_CLIENT_SECRET, MERIDIAN_OIDC_CLIENT_SECRET_FILE: expected one of the two");
  }
  if (file === undefined) return secret ?? "";
  try {
    const read = readFileSync(file, "utf8").trim();
    if (read !== "") return read;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`MERIDIAN_OIDC_CLIENT_SECRET_FILE: ${why}`, { cause: error });
  }
  throw new Error("MERIDIAN_OIDC_CLIENT_SECRET_FILE: the file is empty");
}

function isIssuer(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash, username } = new URL(value);
  const isOwn = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  const isPlain = search === "" && hash === "" && username === "";
  return isPlain && (protocol === "https:" || (protocol === "http:" && isOwn));
}

/** Names of roles, and the word that people use for the last. */
const roleNames: Readonly<Record<string, UserRole>> = {
  ...Object.fromEntries(UserRole.options.map((role) => [role, role])),
  administrator: "admin",
};

/** `group=role@region+region,…`, or the same as a JSON object for groups with a comma or an equals sign in their names. */
function readRules(value: string, ctx: z.RefinementCtx): GroupRule[] {
  const pairs = value.trim().startsWith("{") ? readJson(value) : readPairs(value);
  const rules = pairs?.map(([group, may]) => readRule(group.trim(), may)) ?? [];
  const wrong = rules.findIndex((rule) => rule === null);
  if (rules.length > 0 && wrong === -1) return rules.filter((rule) => rule !== null);
  const found = pairs?.[wrong]?.join("=") ?? value;
  const message = `expected group=role or group=role@region, separated by commas, with a role of ${UserRole.options.join(", ")}; found ${found}`;
  ctx.addIssue({ code: "custom", message });
  return [];
}

function readPairs(value: string): [string, string][] {
  const entries = value.split(",").filter((entry) => entry.trim() !== "");
  return entries.map((entry) => {
    const at = entry.lastIndexOf("=");
    return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
  });
}

function readJson(value: string): [string, string][] | null {
  try {
    return Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(value)));
  } catch {
    return null;
  }
}

function readRule(group: string, may: string): GroupRule | null {
  const [roleName = "", regionList, ...more] = may.trim().split("@");
  const role = roleNames[roleName.trim()];
  const regions = regionList?.split("+").map((name) => name.trim()) ?? [];
  const isClear = more.length === 0 && regions.every((name) => RegionName.safeParse(name).success);
  return group === "" || role === undefined || !isClear ? null : { group, role, regions };
}
