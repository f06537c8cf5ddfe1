import type { Agent } from "node:http";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";

type Variables = Record<string, string | undefined>;

/** This machine is never reached through a proxy, whether NO_PROXY says so or not. */
const ownHosts = ["localhost", "127.0.0.1", "[::1]"];

/**
 * From now on `fetch` and the agents of `proxyAgentFor` go through the proxy of HTTPS_PROXY, HTTP_PROXY or ALL_PROXY but for
 * the hosts of NO_PROXY, in either case of letters: Node 20 and 22 read none of them, and behind a company's proxy nothing
 * else leads out. One proxy that is named serves both schemes.
 * @returns what is wrong with the variables; then nothing was changed
 */
export function applyEnvProxy(env: Variables = process.env): string[] {
  const named = { https_proxy: valueOf(env, "https_proxy"), http_proxy: valueOf(env, "http_proxy") };
  const [https, http] = [named.https_proxy ?? named.http_proxy, named.http_proxy ?? named.https_proxy];
  if (https === undefined || http === undefined) return [];
  const problems = [...new Set([https, http])].flatMap((url) => problemOf(url));
  if (problems.length > 0) return problems;
  const excepted = [env.no_proxy ?? env.NO_PROXY ?? "", ...ownHosts].filter((host) => host !== "").join(",");
  setBoth(env, { https_proxy: withScheme(https), http_proxy: withScheme(http), no_proxy: excepted });
  setGlobalDispatcher(
    new EnvHttpProxyAgent({
      httpProxy: withScheme(http),
      httpsProxy: withScheme(https),
      noProxy: excepted,
    }),
  );
  return [];
}

/** For a WebSocket to this URL; undefined: it goes straight there. */
export function proxyAgentFor(url: string): Agent | undefined {
  const proxy = getProxyForUrl(url);
  return proxy === "" ? undefined : new HttpsProxyAgent(proxy);
}

function valueOf(env: Variables, name: string): string | undefined {
  const found = [env[name], env[name.toUpperCase()], env.all_proxy, env.ALL_PROXY];
  return found.find((value) => value !== undefined && value !== "");
}

/** The usual short form names a host and port alone. */
const withScheme = (url: string) => (url.includes("://") ? url : `http://${url}`);

function problemOf(value: string): string[] {
  const url = URL.canParse(withScheme(value)) ? new URL(withScheme(value)) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return [];
  const found = url?.password ? "another, with a password" : value;
  return [`HTTPS_PROXY, HTTP_PROXY: expected a proxy such as http://proxy.example.com:3128, found ${found}`];
}

/** Programs and libraries differ in which case they look for first. */
function setBoth(env: Variables, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) env[name] = env[name.toUpperCase()] = value;
}
