import { EmailAddress, PersonName } from "@meridian/contracts/api";
import { UserRole } from "@meridian/contracts/fleet";
import { z } from "zod";
import { anyGroup, type GroupRule } from "../../../boot/oidc-settings.ts";

/** What an issuer says of who signs in, checked. `email` null: it tells none that can be used. */
export type Identity = {
  subject: string;
  name: string;
  email: string | null;
  isEmailVerified: boolean;
  groups: string[];
};

const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

/** Issuers differ in what they send: what is missing or malformed counts as not said. */
const Claims = z.looseObject({
  sub: z.string().min(1).max(255),
  email: optional(EmailAddress),
  // Some send it as text.
  email_verified: optional(z.union([z.boolean(), z.stringbool()])),
  name: optional(PersonName),
  preferred_username: optional(PersonName),
});

/** Throws a ZodError for claims without a subject. */
export function identityOf(claims: Record<string, unknown>, groupsClaim: string): Identity {
  const { sub, email, email_verified, name, preferred_username } = Claims.parse(claims);
  return {
    subject: sub,
    name: firstName(name, preferred_username, email?.split("@")[0], sub),
    email: email ?? null,
    isEmailVerified: email_verified === true,
    groups: groupsIn(claimAt(claims, groupsClaim)),
  };
}

/** The first that can be shown. */
function firstName(...candidates: (string | undefined)[]): string {
  const shown = candidates.map((one) => PersonName.safeParse(one).data);
  return shown.find((one) => one !== undefined) ?? "?";
}

/** By its name, which may hold dots (https://example.com/groups), else by the path that they make. */
export function claimAt(claims: Record<string, unknown>, name: string): unknown {
  if (name in claims) return claims[name];
  return name.split(".").reduce<unknown>((value, key) => {
    const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    return isObject ? (value as Record<string, unknown>)[key] : undefined;
  }, claims);
}

function groupsIn(value: unknown): string[] {
  const found = typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
  return found.filter((group) => typeof group === "string");
}

/** A role, and the names of the regions that it is limited to; none: all. */
export type Grant = { role: UserRole; regions: string[] };

/**
 * What somebody in these groups may do: the highest role of all the rules that name one of them. Rules of that role add their
 * regions up, and one without regions means all. Null: no rule names any.
 */
export function grantOf(groups: readonly string[], rules: readonly GroupRule[]): Grant | null {
  const matching = rulesFor(groups, rules);
  const role = UserRole.options.findLast((one) => matching.some((rule) => rule.role === one));
  if (role === undefined) return null;
  const decisive = matching.filter((rule) => rule.role === role);
  const isEverywhere = decisive.some(({ regions }) => regions.length === 0);
  return { role, regions: isEverywhere ? [] : [...new Set(decisive.flatMap(({ regions }) => regions))] };
}

/** The rules that name somebody in these groups. */
export function rulesFor(groups: readonly string[], rules: readonly GroupRule[]): GroupRule[] {
  return rules.filter(({ group }) => group === anyGroup || groups.includes(group));
}

/** The rules without regions that there are not: one that is left with none gives nothing, and must not come to mean all. */
export function withKnownRegions(rules: readonly GroupRule[], known: ReadonlySet<string>): GroupRule[] {
  return rules.flatMap((rule) => {
    const regions = rule.regions.filter((name) => known.has(name));
    return rule.regions.length === 0 || regions.length > 0 ? [{ ...rule, regions }] : [];
  });
}

/** Whether an ID token alone tells all that is asked of it. */
export function hasAll(claims: Record<string, unknown>, groupsClaim: string): boolean {
  const { email, email_verified } = claims;
  return claimAt(claims, groupsClaim) !== undefined && email !== undefined && email_verified !== undefined;
}

/**
 * What the ID token and the userinfo endpoint say together. Whether an e-mail address is verified is believed only of the answer
 * that names it: the two could name different ones.
 */
export function mergedClaims(
  idToken: Record<string, unknown>,
  userInfo: Record<string, unknown>,
): Record<string, unknown> {
  const email = idToken["email"] ?? userInfo["email"];
  const telling = [idToken, userInfo].find(
    (one) => one["email"] === email && one["email_verified"] !== undefined,
  );
  return { ...userInfo, ...idToken, email, email_verified: telling?.["email_verified"] };
}
