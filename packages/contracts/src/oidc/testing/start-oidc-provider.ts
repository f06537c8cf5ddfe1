import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

/** What the provider says of somebody, by the name that they sign in with there. */
export type OidcPerson = { name: string; email: string; email_verified: boolean; groups: string[] };

export type OidcProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** May be changed at any time: the next sign-in tells it. */
  people: Map<string, OidcPerson>;
  stop: () => Promise<void>;
};

/**
 * A real identity provider on a free port of the loopback, with one client. Its login page takes any password, and nobody is asked
 * for consent. As most do, it tells e-mail and groups at the userinfo endpoint alone.
 */
export async function startOidcProvider(redirectUri: string): Promise<OidcProvider> {
  const [clientId, clientSecret] = ["meridian", "a-secret-of-the-test"];
  const people = new Map<string, OidcPerson>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    cookies: { keys: ["a key of the test"] },
    // Named, because it prints a notice for each of its defaults.
    ttl: { AccessToken: 3600, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people.get(accountId) }),
    }),
    async loadExistingGrant({ oidc }) {
      const { clientId: ofClient } = oidc.client ?? {};
      const accountId = oidc.session?.accountId;
      if (ofClient === undefined || accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: ofClient, accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  server.on("request", provider.callback());
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { issuer, clientId, clientSecret, people, stop };
}
