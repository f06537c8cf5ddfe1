import type { TokenScope } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { Db } from "@meridian/db";
import type { TokenGrant } from "../domains/people/index.ts";
import { regionsConcerned } from "./regions-concerned.ts";

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
  type: "query" | "mutation" | "subscription";
  db: Db;
  /** Not validated yet: who may not call is told so before anything of the input. */
  getRawInput: () => Promise<unknown>;
};

/** What an API token may call beyond its role: it reads all; what it changes is in its scope and its regions. Throws FORBIDDEN. */
export async function assertTokenMay({ token, path, type, db, getRawInput }: TokenCall): Promise<void> {
  if (type !== "mutation") return;
  if (isForPeople(path)) {
    throw new AppError("FORBIDDEN", "This is for people who are signed in.");
  }
  const scopes = scopesFor(path);
  if (!scopes.includes(token.scope)) {
    throw new AppError("FORBIDDEN", `This needs a token with the scope ${scopes.join(" or ")}.`, {
      details: { scope: token.scope, needed: scopes },
    });
  }
  if (token.regionIds.length === 0) return;
  const concerned = await regionsConcerned(db, path, await getRawInput());
  if (concerned.length > 0 && concerned.every((id) => token.regionIds.includes(id))) return;
  throw new AppError("FORBIDDEN", "This concerns more than the regions of this token.", {
    details: { regionIds: token.regionIds },
  });
}
