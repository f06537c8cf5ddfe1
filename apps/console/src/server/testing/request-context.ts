import type { UserRole } from "@meridian/contracts/fleet";
import { type Caller, callerOf, type TokenGrant } from "../domains/people/index.ts";
import type { RequestContext } from "../api/trpc.ts";
import type { TestContext } from "./test-context.ts";

/** A request of a caller, or of nobody, to a console that no agent is connected to. */
export function requestContext(ctx: TestContext, caller: Caller | null): RequestContext {
  const console = { environmentName: "test", answersSecret: "secret" };
  return { ...ctx, ...console, modelFolders: new Map(), caller, reply: { isReplayed: false } };
}

export function personOf(role: UserRole): Caller {
  const user = { id: "user-1", name: "Li", email: "li@example.com", role, locale: null, hasTwoFactor: false };
  return callerOf({ id: "session-1", user });
}

export function tokenOf(role: UserRole, grant: Partial<TokenGrant> = {}): Caller {
  const token: TokenGrant = { scope: "all", regionIds: [], ...grant };
  return { role, actor: { type: "token", id: `at_${role}` }, session: null, token };
}
