import type { RegionLimit, UserRole } from "@meridian/contracts/fleet";
import { type Caller, callerOf, type TokenGrant } from "../domains/people/index.ts";
import type { RequestContext } from "../api/trpc.ts";
import type { TestContext } from "./test-context.ts";

/** A request of a caller, or of nobody, to a console that no agent is connected to. */
export function requestContext(ctx: TestContext, caller: Caller | null): RequestContext {
  const console = { environmentName: "test", answersSecret: "secret" };
  return { ...ctx, ...console, modelFolders: new Map(), caller, reply: { isReplayed: false } };
}

export function personOf(role: UserRole, regionIds: string[] = []): Caller {
  const named = { id: "user-1", name: "Li", email: "li@example.com" };
  const user = { ...named, role, regionIds, locale: null, hasTwoFactor: false };
  return callerOf({ id: "session-1", user });
}

type Granted = Partial<TokenGrant> & { regions?: RegionLimit };

export function tokenOf(role: UserRole, { scope = "all", regions = null }: Granted = {}): Caller {
  return { role, regions, actor: { type: "token", id: `at_${role}` }, session: null, token: { scope } };
}
