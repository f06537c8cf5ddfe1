import type { Env } from "../boot/env.ts";
import { type Auth, createAuth } from "../domains/people/index.ts";
import { getShared, onGlobal } from "../boot/shared.ts";

export function getAuth(): Auth {
  return onGlobal("auth", () => {
    const { db, env, secrets, logger, now } = getShared();
    const trustedOrigins = trustedOriginsOf(env);
    const { baseUrl, oidc } = env;
    return createAuth({ db, secret: secrets.auth, baseUrl, trustedOrigins, logger, now, oidc });
  });
}

/** Origins that the console's pages may have: its base URL, and for a loopback URL every name of the loopback. */
export function trustedOriginsOf({ baseUrl }: Pick<Env, "baseUrl">): string[] {
  const { protocol, hostname, port } = new URL(baseUrl);
  const loopback = ["localhost", "127.0.0.1", "[::1]"];
  if (!loopback.includes(hostname)) return [baseUrl];
  return loopback.map((name) => new URL(`${protocol}//${name}:${port}`).origin);
}
