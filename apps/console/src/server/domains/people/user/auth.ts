import { passwordLengthMax, passwordLengthMin } from "@meridian/contracts/api";
import { UserRole } from "@meridian/contracts/fleet";
import { AppError, isAppError, retryAfterSeconds } from "@meridian/contracts/errors";
import type { Db } from "@meridian/db";
import { betterAuth, type BetterAuthPlugin, type GenericEndpointContext } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import { twoFactor } from "better-auth/plugins/two-factor";
import type { Logger } from "../../../boot/logger.ts";
import type { OidcSettings } from "../../../boot/oidc-settings.ts";
import { oidcPaths, oidcSignIn } from "../oidc/plugin.ts";
import { cookiePrefix, deviceCookie, deviceValueOf } from "./signed-cookies.ts";
import { countSignIn, recordSignIn, type SignInTry } from "./sign-in-limits.ts";
import {
  countTwoFactorTry,
  recordTwoFactor,
  takeBackTwoFactorTry,
  takeCode,
  twoFactorChange,
  twoFactorPaths,
} from "./two-factor.ts";

/** Set by the console's listener on every request (http/front-server.ts); what a client sends under it is dropped. */
export const clientAddressHeader = "x-meridian-client-address";
/** Code of a refused sign-in. Another page's origin is refused with the same status, and codes of the library. */
export const accountDeactivated = "ACCOUNT_DEACTIVATED";
const lastSeenStepSeconds = 60;
const basePath = "/api/auth";
/**
 * All of the library's paths that are answered. Others are the console's own procedures, with a row in the audit log each, or
 * answer what nobody asked for: `/verify-password` tells any session without a limit whether a guess is right.
 */
const openPaths = new Set(
  ["/sign-in/email", "/sign-out", ...twoFactorPaths, ...Object.values(oidcPaths)].map(
    (path) => basePath + path,
  ),
);
/**
 * All of the fields that they take. The library knows more: `trustDevice` would let whoever has a password and one code in
 * for good, past a second step that is turned on anew.
 */
const openFields = new Set(["email", "password", "rememberMe", "code"]);

export type AuthOptions = {
  db: Db;
  secret: string;
  baseUrl: string;
  trustedOrigins: string[];
  logger: Logger;
  now: () => Date;
  /** Null: by password alone. */
  oidc: OidcSettings | null;
};

/** Sign-in by e-mail and password, or through an identity provider; nobody can sign themselves up. */
export function createAuth(options: AuthOptions) {
  const { db, secret, baseUrl, trustedOrigins, logger, oidc: settings } = options;
  const oidc = settings && oidcSignIn({ ...options, settings, basePath, clientAddressHeader });
  return betterAuth({
    appName: "Meridian",
    secret,
    baseURL: baseUrl,
    basePath,
    trustedOrigins,
    database: prismaAdapter(db, { provider: "postgresql" }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLengthMin,
      maxPasswordLength: passwordLengthMax,
    },
    session: { updateAge: lastSeenStepSeconds },
    user: {
      additionalFields: {
        role: { type: [...UserRole.options], required: true, defaultValue: "viewer", input: false },
        regionIds: { type: "string[]", required: false, input: false },
        locale: { type: "string", required: false, input: false },
        deactivatedAt: { type: "date", required: false, input: false },
      },
    },
    // The library's counts an address alone, and sign-ins that succeed as well.
    rateLimit: { enabled: false },
    hooks: guard(options),
    plugins: [twoFactor({ issuer: "Meridian" }), oidc ?? noOidc],
    databaseHooks: {
      session: { create: { before: ({ userId }) => assertActive(db, userId) } },
    },
    advanced: {
      // Explicit: by default the library skips this check in tests.
      disableOriginCheck: false,
      cookiePrefix,
      useSecureCookies: baseUrl.startsWith("https:"),
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    // Without this what a stranger is refused for goes to the console's output as an error.
    onAPIError: { onError: (error) => logRefusal(logger, error) },
    // What it calls an error is a stranger's wrong password, mostly; the console's own errors are told where they are thrown.
    logger: { level: "error", log: (_level, message) => logger.info({ from: "better-auth" }, message) },
  });
}

/** The console's own failures alone are errors. */
function logRefusal(logger: Logger, error: unknown): void {
  if (error instanceof APIError && error.statusCode < 500) {
    logger.info({ from: "better-auth" }, error.message || error.body?.code);
  } else {
    logger.error({ err: error, from: "better-auth" }, "a request of the sign-in page failed");
  }
}

export type Auth = ReturnType<typeof createAuth>;

/** In place of the identity provider where none is set. */
const noOidc = { id: "meridian-oidc", endpoints: {} } satisfies BetterAuthPlugin;

/** Answers a request of the sign-in page. Throws NOT_FOUND for every other path. */
export async function answerAuth(auth: Auth, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const response = openPaths.has(pathname) ? await auth.handler(request) : null;
  if (response && response.status !== 404) return response;
  throw new AppError("NOT_FOUND", "There is no such path.");
}

/** Limits tries at passwords and codes, and records what people change about their second step. */
function guard(options: AuthOptions) {
  const { db, now } = options;
  return {
    before: createAuthMiddleware(async (ctx) => {
      assertOpenFields(ctx.body);
      const given = signInOf(ctx);
      if (given) await limited(options, given.address, () => countSignIn(db, given, now()));
      if (!isTwoFactor(ctx.path)) return;
      const userId = (await getSessionFromCtx(ctx))?.user.id ?? (await pendingUserId(ctx));
      // Nobody's second step: the library refuses it, and it counts against nobody.
      if (userId === null) return;
      await limited(options, addressOf(ctx), () => countTwoFactorTry(db, userId, now()));
      const { code } = (ctx.body ?? {}) as { code?: unknown };
      if (ctx.path !== "/two-factor/verify-totp" || typeof code !== "string") return;
      if (!(await takeCode(db, userId, code, now())))
        throw new APIError("UNAUTHORIZED", { code: "INVALID_CODE", message: "This code was used already." });
    }),
    after: createAuthMiddleware(async (ctx) => {
      const { returned, newSession, session } = ctx.context;
      const given = signInOf(ctx);
      if (given && newSession) await recordSignIn(db, given, now());
      if (newSession) await rememberDevice(ctx, newSession.user.id);
      if (!isTwoFactor(ctx.path) || returned instanceof APIError) return;
      const userId = (session ?? newSession)?.user.id;
      if (userId !== undefined) await takeBackTwoFactorTry(db, userId);
      const kind = twoFactorChange(ctx.path, session !== null, newSession !== null);
      if (userId !== undefined && kind) await recordTwoFactor(db, userId, kind, now());
    }),
  };
}

/** Counted apart from strangers at the same address, this browser gets the sign-in page whatever they ask for. */
async function rememberDevice({ context, setSignedCookie }: GenericEndpointContext, userId: string) {
  const { name, attributes } = context.createAuthCookie(deviceCookie.name, {
    maxAge: deviceCookie.maxAgeSeconds,
  });
  await setSignedCookie(name, deviceValueOf(userId), context.secret, attributes);
}

async function limited(
  { logger }: AuthOptions,
  clientAddress: string,
  count: () => Promise<void>,
): Promise<void> {
  await count().catch((error: unknown) => {
    const seconds = retryAfterSeconds(error);
    if (!isAppError(error) || seconds === null) throw error;
    logger.warn({ clientAddress, retryAfterS: seconds }, "too many sign-ins");
    throw new APIError("TOO_MANY_REQUESTS", { message: error.message }, { "retry-after": String(seconds) });
  });
}

function assertOpenFields(body: unknown): void {
  const unknown = Object.keys(Object(body ?? {}) as object).filter((name) => !openFields.has(name));
  if (unknown.length === 0) return;
  const message = `Expected no other fields than ${[...openFields].join(", ")}.`;
  throw new APIError("BAD_REQUEST", { code: "UNKNOWN_FIELD", message });
}

/** Whose password was right, while a code is asked for; null: nobody's. */
async function pendingUserId(ctx: GenericEndpointContext): Promise<string | null> {
  const { name } = ctx.context.createAuthCookie("two_factor");
  const pending = await ctx.getSignedCookie(name, ctx.context.secret);
  return pending ? ((await ctx.context.internalAdapter.findVerificationValue(pending))?.value ?? null) : null;
}

function isTwoFactor(path: string | undefined): path is string {
  return twoFactorPaths.some((one) => one === path);
}

function addressOf({ headers }: { headers?: Headers | undefined }): string {
  return headers?.get(clientAddressHeader) ?? "";
}

/** Who tries to sign in and from where; null for any other request, and for one that the library will refuse. */
function signInOf(ctx: { path?: string; body?: unknown; headers?: Headers | undefined }): SignInTry | null {
  const { email } = (ctx.body ?? {}) as { email?: unknown };
  if (ctx.path !== "/sign-in/email" || typeof email !== "string") return null;
  return { email, address: addressOf(ctx) };
}

/** Checked after the password, so that only the owner learns that the account is deactivated. */
async function assertActive(db: Db, userId: string): Promise<void> {
  if ((await db.user.count({ where: { id: userId, deactivatedAt: null } })) === 1) return;
  throw new APIError("FORBIDDEN", { code: accountDeactivated, message: "This account may not sign in." });
}
