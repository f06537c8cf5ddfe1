import type { TokenScope } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { TokenGrant } from "../domains/people/index.ts";

/**
 * For signed-in people alone: what makes a credential of the console, and what says who may do what. A token that could would live on in what
 * it made, after its owner is gone. Whole groups, so that what is added to them is refused too.
 * API keys are no such credential: they open the gateways' parse alone, and belong to the fleet.
 */
const groupsForPeople: ReadonlySet<string> = new Set(["scrapeToken", "session", "token", "user"]);
const forPeople: ReadonlySet<string> = new Set(["agent.createToken", "agent.rotateCredential"]);

/** The scope besides `all` that a group of mutations is in. */
const scopeOfGroup: Readonly<Record<string, TokenScope>> = {
  traffic: "traffic",
  rollout: "rollouts",
  tester: "tester",
};

const groupOf = (procedure: string) => procedure.split(".", 1)[0] ?? "";

/** True for a mutation that no token may make. */
export function isForPeople(mutation: string): boolean {
  return forPeople.has(mutation) || groupsForPeople.has(groupOf(mutation));
}

/** Scopes of a token that may make this mutation. */
export function scopesFor(mutation: string): TokenScope[] {
  const own = scopeOfGroup[groupOf(mutation)];
  return own === undefined ? ["all"] : [own, "all"];
}

type TokenCall = {
  token: TokenGrant;
  /** The procedure's name, e.g. `traffic.shift`. */
  path: string;
};

/** Which mutations an API token may make beyond its role: those of its scope. Answers FORBIDDEN; null: it may. */
export function tokenRefusal({ token, path }: TokenCall): AppError | null {
  if (isForPeople(path)) return new AppError("FORBIDDEN", "This is for people who are signed in.");
  const scopes = scopesFor(path);
  if (scopes.includes(token.scope)) return null;
  return new AppError("FORBIDDEN", `This needs a token with the scope ${scopes.join(" or ")}.`, {
    details: { scope: token.scope, needed: scopes },
  });
}
