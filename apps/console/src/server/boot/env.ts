import { resolve } from "node:path";
import { readTlsFiles, type TlsFiles, tlsVariables, TrustedProxies } from "@meridian/contracts/listener";
import { z } from "zod";
import { readSecretKey, type SecretKey, secretKeyVariables } from "./secret-key.ts";
import { oidcVariables, type OidcSettings, readOidcSettings } from "./oidc-settings.ts";

const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const folder = (preset: string) =>
  z
    .string()
    .min(1)
    .default(preset)
    .transform((path) => resolve(path));
const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** The console's whole environment; each description is a line of `--help`. */
const Env = z.object({
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, "expected postgresql://user:password@host:port/database")
    .describe("PostgreSQL to use"),
  MERIDIAN_LISTEN_HOST: z.string().min(1).default("127.0.0.1").describe("address to listen on"),
  PORT: integer(1, 65_535).default(3000).describe("port to listen on"),
  MERIDIAN_METRICS_PORT: integer(0, 65_535)
    .default(0)
    .describe("port of /metrics, which is on no other; 0 is chosen once and kept"),
  MERIDIAN_BASE_URL: z
    .string()
    .refine(isHttpOrigin, "expected an http(s) origin, e.g. https://meridian.example.com")
    .optional()
    .describe("URL that people open; default http://localhost:PORT, https with TLS"),
  MERIDIAN_TRUSTED_PROXIES: TrustedProxies.default([]).describe(
    "addresses or networks of proxies whose X-Forwarded-For counts; default none",
  ),
  MERIDIAN_CONNECTIONS_MAX: integer(16, 1_000_000)
    .default(16_384)
    .describe("open connections of browsers, scripts and agents; more are refused"),
  MERIDIAN_BODIES_MB: integer(8, 65_536)
    .default(64)
    .describe("memory for bodies in flight; the slowest to arrive give way"),
  ...tlsVariables,
  ...secretKeyVariables,
  ...oidcVariables,
  MERIDIAN_SECRETS_DIR: folder(".meridian/secrets").describe("where that key is made at the first start"),
  MERIDIAN_SECOND_CONSOLE: z
    .enum(["refused", "allowed"])
    .default("refused")
    .describe("allowed: start beside a console that works on the database, for a hand-over"),
  MERIDIAN_MODELS_DIR: folder("../../packages/model/models").describe("folder of model version folders"),
  MERIDIAN_ENVIRONMENT: z.string().min(1).max(40).default("local").describe("name shown on every page"),
  MERIDIAN_STALE_AFTER_MS: integer(500, 600_000).default(3000).describe("no frame for this long: stale"),
  MERIDIAN_OFFLINE_AFTER_MS: integer(1000, 600_000).default(10_000).describe("no frame this long: offline"),
  MERIDIAN_HANDSHAKES_PER_SECOND: integer(1, 10_000)
    .default(100)
    .describe("agents admitted a second, at all and from one address; the rest are told when to come back"),
  MERIDIAN_PROCEDURES_PER_SECOND: integer(1, 100_000)
    .default(100)
    .describe("requests a second of one token, session or address, over 10 s; the rest are answered 429"),
  LOG_LEVEL: z.enum(logLevels).default("info").describe(logLevels.join(", ")),
  NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
});

export type Env = {
  databaseUrl: string;
  listenHost: string;
  port: number;
  /** 0 until one is chosen, which is kept. */
  metricsPort: number;
  baseUrl: string;
  trustedProxies: string[];
  connectionsMax: number;
  bodyBytesMax: number;
  /** Null: HTTP alone. */
  tls: TlsFiles | null;
  /** Null: the one in `secretsDir`. */
  secretKey: SecretKey | null;
  /** Null: people sign in by password alone. */
  oidc: OidcSettings | null;
  secretsDir: string;
  isSecondAllowed: boolean;
  modelsDir: string;
  environmentName: string;
  staleAfterMs: number;
  offlineAfterMs: number;
  handshakesPerSecond: number;
  proceduresPerSecond: number;
  logLevel: (typeof logLevels)[number];
  isDevelopment: boolean;
};
export type EnvResult = { ok: true; env: Env } | { ok: false; problems: string[] };

/** Reads the environment; an empty variable counts as not set. Never throws: all problems come back at once. */
export function readEnv(source: Record<string, string | undefined> = process.env): EnvResult {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Env.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const isMissing = given[String(issue.path[0])] === undefined;
      return `${issue.path.join(".")}: ${isMissing ? "is required" : issue.message}`;
    });
    return { ok: false, problems };
  }
  const { data } = parsed;
  const problems: string[] = [];
  const tls = orProblem(problems, () => readTlsFiles(data));
  const oidc = orProblem(problems, () => readOidcSettings(data));
  const secretKey = orProblem(problems, () => readSecretKey(data));
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, env: toEnv(data, { tls, oidc, secretKey }) };
}

/** What is read from several variables, or from a file; null, and a problem more, when that fails. */
function orProblem<Read>(problems: string[], read: () => Read): Read | null {
  try {
    return read();
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return null;
  }
}

type ReadTogether = { tls: TlsFiles | null; oidc: OidcSettings | null; secretKey: SecretKey | null };

function toEnv(data: z.infer<typeof Env>, { tls, oidc, secretKey }: ReadTogether): Env {
  const scheme = tls ? "https" : "http";
  return {
    databaseUrl: data.DATABASE_URL,
    listenHost: data.MERIDIAN_LISTEN_HOST,
    port: data.PORT,
    metricsPort: data.MERIDIAN_METRICS_PORT,
    baseUrl: new URL(data.MERIDIAN_BASE_URL ?? `${scheme}://localhost:${data.PORT}`).origin,
    trustedProxies: data.MERIDIAN_TRUSTED_PROXIES,
    connectionsMax: data.MERIDIAN_CONNECTIONS_MAX,
    bodyBytesMax: data.MERIDIAN_BODIES_MB * 2 ** 20,
    tls,
    secretKey,
    oidc,
    secretsDir: data.MERIDIAN_SECRETS_DIR,
    isSecondAllowed: data.MERIDIAN_SECOND_CONSOLE === "allowed",
    modelsDir: data.MERIDIAN_MODELS_DIR,
    environmentName: data.MERIDIAN_ENVIRONMENT,
    staleAfterMs: data.MERIDIAN_STALE_AFTER_MS,
    offlineAfterMs: data.MERIDIAN_OFFLINE_AFTER_MS,
    handshakesPerSecond: data.MERIDIAN_HANDSHAKES_PER_SECOND,
    proceduresPerSecond: data.MERIDIAN_PROCEDURES_PER_SECOND,
    logLevel: data.LOG_LEVEL,
    isDevelopment: data.NODE_ENV === "development",
  };
}

/** One line per variable: name, meaning, default. */
export function describeEnv(): string {
  return Object.entries(Env.shape)
    .filter(([, schema]) => schema.description !== undefined)
    .map(([name, schema]) => `  ${name.padEnd(34)}${schema.description}${presetOf(schema)}`)
    .join("\n");
}

function presetOf(schema: z.ZodType): string {
  const preset = schema.safeParse(undefined);
  return preset.success && preset.data !== undefined && String(preset.data) !== ""
    ? ` (default ${String(preset.data)})`
    : "";
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);
}

function isHttpOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "" && url.hash === "";
}
