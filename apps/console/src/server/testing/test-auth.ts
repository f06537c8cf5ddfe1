import { type Auth, createAuth } from "../domains/people/index.ts";
import type { TestContext } from "./test-context.ts";

/** Where the pages of a test's console are. */
export const testBaseUrl = "http://localhost:3000";

/** The sign-in of a test's console. */
export function createTestAuth({ db, logger, now }: TestContext): Auth {
  const secret = "a-secret-of-more-than-thirty-two-characters";
  return createAuth({ db, secret, baseUrl: testBaseUrl, trustedOrigins: [testBaseUrl], logger, now });
}
