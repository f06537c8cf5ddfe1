import { networkOf } from "@meridian/contracts/listener";
import type { Db } from "@meridian/db";
import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import type { Logger } from "../../../boot/logger.ts";
import type { OidcSettings } from "../../../boot/oidc-settings.ts";
import { countTry } from "../user/tries.ts";
import { admit } from "./admit.ts";
import { Begun, Issuer } from "./issuer.ts";
import { problemOf, reasonOf, signInRefusal } from "./problem.ts";

/** Where a browser begins, and where the identity provider sends it back to. */
export const oidcPaths = { begin: "/oidc/sign-in", finish: "/oidc/callback" } as const;

const triesMaxPerAddress = 60;
/** Time for a person to sign in at the issuer. */
const validMs = 600_000;
const cookieName = "oidc";

type OidcOptions = {
  settings: OidcSettings;
  db: Db;
  logger: Logger;
  now: () => Date;
  baseUrl: string;
  /** The library's base path. */
  basePath: string;
  clientAddressHeader: string;
};

/**
 * Sign-in through an identity provider. The library's own plugin for it waits for the issuer without a limit before it answers any
 * request, compares no issuer with the one that is set, and makes people outside of the audit log's transaction.
 */
export function oidcSignIn(options: OidcOptions) {
  const { settings, logger, now, baseUrl, basePath } = options;
  const issuer = new Issuer(settings, baseUrl + basePath + oidcPaths.finish, now);
  void issuer.probe().catch((error: unknown) => {
    const problem = "the identity provider cannot be read: nobody signs in through it";
    logger.warn({ issuer: settings.issuer, reason: reasonOf(error) }, problem);
  });
  return {
    id: "meridian-oidc",
    endpoints: { beginOidc: beginAt(issuer, options), finishOidc: finishAt(issuer, options) },
  } satisfies BetterAuthPlugin;
}

const fromMax = 500;

const Kept = Begun.extend({ expiresAtMs: z.number(), from: z.string() });
type Kept = z.infer<typeof Kept>;

function beginAt(issuer: Issuer, options: OidcOptions) {
  // It stands in a cookie, and browsers drop one of more than 4 KiB.
  const query = z.object({ from: z.string().max(fromMax).catch("") });
  return createAuthEndpoint(oidcPaths.begin, { method: "GET", query }, async (ctx) => {
    const { from } = ctx.query;
    const begin = async () => {
      await count(options, ctx.headers);
      const { url, begun } = await issuer.begin();
      const kept: Kept = { ...begun, from, expiresAtMs: options.now().getTime() + validMs };
      const { name, attributes } = ctx.context.createAuthCookie(cookieName, { maxAge: validMs / 1000 });
      await ctx.setSignedCookie(name, JSON.stringify(kept), ctx.context.secret, attributes);
      return url.href;
    };
    throw ctx.redirect(await begin().catch(toldOnSignInPage(options, from)));
  });
}

function finishAt(issuer: Issuer, options: OidcOptions) {
  const { now, baseUrl, settings } = options;
  return createAuthEndpoint(oidcPaths.finish, { method: "GET" }, async (ctx) => {
    const { name, attributes } = ctx.context.createAuthCookie(cookieName);
    const kept = readKept(await ctx.getSignedCookie(name, ctx.context.secret), now());
    // Each answer of the issuer is taken once.
    ctx.setCookie(name, "", { ...attributes, maxAge: 0 });
    const finish = async () => {
      await count(options, ctx.headers);
      if (!kept) throw signInRefusal("over", "This browser began no sign-in in the last ten minutes.");
      const identity = await issuer.finish(new URL(ctx.request?.url ?? baseUrl).search, kept);
      const userId = await admit(options, { identity, issuer: settings.issuer, rules: settings.rules });
      const { internalAdapter } = ctx.context;
      const user = await internalAdapter.findUserById(userId);
      if (!user) throw signInRefusal("unavailable", "The user is not there.");
      await setSessionCookie(ctx, { session: await internalAdapter.createSession(userId), user });
      return signInPage(baseUrl, { from: kept.from });
    };
    throw ctx.redirect(await finish().catch(toldOnSignInPage(options, kept?.from ?? "")));
  });
}

/** Who is signed in goes on from there to where they were going. */
function signInPage(baseUrl: string, query: Record<string, string>): string {
  return `${baseUrl}/sign-in?${new URLSearchParams(query)}`;
}

/** A person waits for a page: whatever fails is told there. */
function toldOnSignInPage({ logger, baseUrl }: OidcOptions, from: string) {
  return (error: unknown): string => {
    const problem = problemOf(error);
    logger.warn({ problem, reason: reasonOf(error) }, "sign-in through the identity provider failed");
    return signInPage(baseUrl, { problem, ...(from !== "" && { from }) });
  };
}

/** Each try asks the issuer: nobody makes the console flood it. */
async function count({ db, now, clientAddressHeader }: OidcOptions, headers?: Headers): Promise<void> {
  const address = headers?.get(clientAddressHeader) ?? "";
  await countTry(db, [{ key: `oidc-address|${networkOf(address)}`, max: triesMaxPerAddress }], now());
}

/** Null: nothing was begun here, or too long ago. */
function readKept(stored: string | false | null, now: Date): Kept | null {
  if (!stored) return null;
  try {
    const kept = Kept.parse(JSON.parse(stored));
    return kept.expiresAtMs > now.getTime() ? kept : null;
  } catch {
    return null;
  }
}
