import { passwordLengthMax, passwordLengthMin } from "@meridian/contracts/api";
import { UserRole } from "@meridian/contracts/fleet";
import type { Db } from "@meridian/db";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import type { Logger } from "../../../boot/logger.ts";

/** Set by server.ts on every request from the socket's own address; what a client sends under it is dropped. */
export const clientAddressHeader = "x-meridian-client-address";
/** Code of a refused sign-in. Another page's origin is refused with the same status, and codes of the library. */
export const accountDeactivated = "ACCOUNT_DEACTIVATED";
const lastSeenStepSeconds = 60;
/** The console's own procedures do these, each with a row in the audit log. */
const pathsOfOurOwn = [
  "/change-password",
  "/update-user",
  "/revoke-session",
  "/revoke-sessions",
  "/revoke-other-sessions",
];

export type AuthOptions = {
  db: Db;
  secret: string;
  baseUrl: string;
  trustedOrigins: string[];
  logger: Logger;
};

/** Sign-in by e-mail and password; nobody can sign themselves up. */
export function createAuth({ db, secret, baseUrl, trustedOrigins, logger }: AuthOptions) {
  return betterAuth({
    appName: "Meridian",
    secret,
    baseURL: baseUrl,
    basePath: "/api/auth",
    trustedOrigins,
    database: prismaAdapter(db, { provider: "postgresql" }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLengthMin,
      maxPasswordLength: passwordLengthMax,
    },
    session: { updateAge: lastSeenStepSeconds },
    disabledPaths: pathsOfOurOwn,
    user: {
      additionalFields: {
        role: { type: [...UserRole.options], required: true, defaultValue: "viewer", input: false },
        locale: { type: "string", required: false, input: false },
        deactivatedAt: { type: "date", required: false, input: false },
      },
    },
    // Only guessing passwords is throttled; ten a minute is more than a person types.
    rateLimit: {
      enabled: true,
      storage: "database",
      customRules: { "/sign-in/**": { window: 60, max: 10 }, "/**": false },
    },
    databaseHooks: {
      session: { create: { before: ({ userId }) => assertActive(db, userId) } },
    },
    advanced: {
      // Explicit: by default the library skips this check in tests.
      disableOriginCheck: false,
      cookiePrefix: "meridian",
      useSecureCookies: baseUrl.startsWith("https:"),
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    logger: { level: "warn", log: (level, message) => logger[level === "error" ? "error" : "warn"](message) },
  });
}

export type Auth = ReturnType<typeof createAuth>;

/** Checked after the password, so that only the owner learns that the account is deactivated. */
async function assertActive(db: Db, userId: string): Promise<void> {
  if ((await db.user.count({ where: { id: userId, deactivatedAt: null } })) === 1) return;
  throw new APIError("FORBIDDEN", { code: accountDeactivated, message: "This account may not sign in." });
}
