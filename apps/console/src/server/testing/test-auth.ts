import type { OidcSettings } from "../boot/oidc-settings.ts";
import { type Auth, createAuth } from "../domains/people/index.ts";
import type { TestContext } from "./test-context.ts";

/** Where the pages of a test's console are. */
export const testBaseUrl = "http://localhost:3000";

/** Signs its cookies. */
export const testSecret = "a-secret-of-more-than-thirty-two-characters";

/** The sign-in of a test's console, by password alone unless an identity provider is named. */
export function createTestAuth(
  { db, logger, now }: TestContext,
  { oidc = null, baseUrl = testBaseUrl }: { oidc?: OidcSettings | null; baseUrl?: string } = {},
): Auth {
  return createAuth({ db, secret: testSecret, baseUrl, trustedOrigins: [baseUrl], logger, now, oidc });
}
