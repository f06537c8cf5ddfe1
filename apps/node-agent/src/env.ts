import { AgentName, AgentRole, AgentUrl } from "@meridian/contracts/fleet";
import { readTlsFiles, type TlsFiles, tlsVariables, TrustedProxies } from "@meridian/contracts/listener";
import { providers } from "@meridian/model/providers";
import { z } from "zod";

export const ExecutionProvider = z.enum(providers);
export type ExecutionProvider = z.infer<typeof ExecutionProvider>;

const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const flag = z.enum(["true", "false"], "expected true or false").transform((text) => text === "true");
const providerList = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .pipe(z.array(ExecutionProvider).min(1));
const AllowedOrigins = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ""))
  .superRefine((origins, ctx) => {
    for (const origin of origins.filter((one) => one !== "*" && !isWebOrigin(one))) {
      ctx.addIssue(`expected origins such as https://app.example.com, or *, found ${origin}`);
    }
  });
const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** The agent's whole environment; each description is a line of `--help`. */
const Env = z.object({
  MERIDIAN_ROLE: AgentRole.describe("inference or gateway; the same as --role"),
  MERIDIAN_CONSOLE_URL: AgentUrl.default("http://localhost:3000").describe("where the console is"),
  MERIDIAN_ENROLMENT_TOKEN: z
    .string()
    .min(20)
    .optional()
    .describe("single-use token, needed until the agent is enrolled"),
  MERIDIAN_DATA_DIR: z.string().min(1).default(".meridian/agent").describe("identity, snapshots and models"),
  MERIDIAN_LISTEN_HOST: z.string().min(1).default("127.0.0.1").describe("address to listen on"),
  MERIDIAN_PORT: integer(0, 65_535).default(0).describe("port to listen on; 0 is chosen once and kept"),
  MERIDIAN_METRICS_PORT: integer(0, 65_535)
    .default(0)
    .describe("port of /metrics, which is on no other; 0 is chosen once and kept"),
  MERIDIAN_ADVERTISED_URL: AgentUrl.optional().describe("URL others reach this agent by, http://host:port"),
  MERIDIAN_TRUSTED_PROXIES: TrustedProxies.default([]).describe(
    "addresses or networks of proxies whose X-Forwarded-For counts; default none",
  ),
  ...tlsVariables,
  MERIDIAN_MESH_TLS: z
    .enum(["on", "off"])
    .default("off")
    .describe("nodes: on speaks TLS by a certificate of the fleet, to its gateways alone"),
  MERIDIAN_ALLOWED_ORIGINS: AllowedOrigins.default([]).describe(
    "gateways: origins of pages that may call it, separated by commas, or *; default none",
  ),
  MERIDIAN_CONNECTIONS_MAX: integer(100, 1_000_000)
    .default(16_384)
    .describe("open connections of clients, at a node of gateways; more are refused"),
  MERIDIAN_BODIES_MB: integer(8, 65_536)
    .default(256)
    .describe("memory for bodies in flight; the slowest to arrive give way"),
  MERIDIAN_NAME: AgentName.optional().describe("name to ask for at enrolment"),
  MERIDIAN_PROVIDERS: providerList
    .default(["cpu"])
    .describe(`execution providers in order, of ${providers.join(", ")}`),
  MERIDIAN_ENGINES: integer(1, 16)
    .optional()
    .describe("engines of one version; chosen by measuring if not set"),
  MERIDIAN_ENGINE_THREADS: integer(1, 1024)
    .optional()
    .describe("threads of one engine; chosen by measuring if not set"),
  MERIDIAN_ENGINE_SPINNING: flag.default(false).describe("true only where an engine owns its cores"),
  MERIDIAN_SELF_BENCHMARK: flag.default(true).describe("false never measures: one engine, a thread per core"),
  MERIDIAN_MODEL_STORE: z.string().min(1).optional().describe("read-only folder of models, looked in first"),
  MERIDIAN_UNUSED_MODELS_MB: integer(0, 10_000_000)
    .default(4096)
    .describe("disk for versions that are no longer wanted; they leave after an hour"),
  MERIDIAN_RECONNECT_MAX_MS: integer(100, 600_000).default(60_000).describe("longest wait to reconnect"),
  MERIDIAN_DRAIN_MS: integer(0, 600_000).default(10_000).describe("time to finish requests when stopped"),
  MERIDIAN_DEBUG_TOKEN: z
    .string()
    .min(20)
    .optional()
    .describe("bearer that opens a gateway's /debug/routing; closed without one"),
  HTTPS_PROXY: z
    .string()
    .optional()
    .describe("proxy to the console and to models; also HTTP_PROXY, ALL_PROXY, NO_PROXY"),
  LOG_LEVEL: z.enum(logLevels).default("info").describe(logLevels.join(", ")),
});

export type AgentConfig = {
  role: AgentRole;
  consoleUrl: string;
  enrolmentToken: string | undefined;
  dataDir: string;
  listenHost: string;
  /** 0 until the agent has chosen one. */
  port: number;
  /** 0: chosen once and kept. */
  metricsPort: number;
  advertisedUrl: string | undefined;
  trustedProxies: string[];
  /** Null: HTTP alone. */
  tls: TlsFiles | null;
  /** A node that speaks TLS by its certificate of the fleet. */
  hasMeshTls: boolean;
  /** Of pages that may call a gateway; `*`: all. */
  allowedOrigins: string[];
  connectionsMax: number;
  bodyBytesMax: number;
  name: string | undefined;
  providers: ExecutionProvider[];
  /** Undefined: chosen by measuring. */
  engines: number | undefined;
  /** Undefined: chosen by measuring. */
  engineThreads: number | undefined;
  hasEngineSpinning: boolean;
  hasSelfBenchmark: boolean;
  modelStoreDir: string | undefined;
  unusedModelBytesMax: number;
  reconnectMaxMs: number;
  drainMs: number;
  debugToken: string | undefined;
  logLevel: (typeof logLevels)[number];
};

export type EnvResult = { ok: true; config: AgentConfig } | { ok: false; problems: string[] };

type Variables = Record<string, string | undefined>;

/**
 * Reads the configuration; `flags` win, an empty variable counts as not set. Never throws: all problems come back at
 * once.
 */
export function readEnv(flags: Variables = {}, source: Variables = process.env): EnvResult {
  const given = { ...present(source), ...present(flags) };
  const parsed = Env.safeParse(given);
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`) };
  }
  const env = parsed.data;
  if (isWildcard(env.MERIDIAN_LISTEN_HOST) && !env.MERIDIAN_ADVERTISED_URL) {
    const reason = `needed when listening on ${env.MERIDIAN_LISTEN_HOST}: others cannot connect to that`;
    return { ok: false, problems: [`MERIDIAN_ADVERTISED_URL: ${reason}`] };
  }
  const problem = meshProblem(env);
  if (problem !== null) return { ok: false, problems: [problem] };
  try {
    return { ok: true, config: toConfig(env, readTlsFiles(env)) };
  } catch (error) {
    return { ok: false, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

function toConfig(env: z.infer<typeof Env>, tls: TlsFiles | null): AgentConfig {
  return {
    role: env.MERIDIAN_ROLE,
    consoleUrl: env.MERIDIAN_CONSOLE_URL.replace(/\/$/, ""),
    enrolmentToken: env.MERIDIAN_ENROLMENT_TOKEN,
    dataDir: env.MERIDIAN_DATA_DIR,
    listenHost: env.MERIDIAN_LISTEN_HOST,
    port: env.MERIDIAN_PORT,
    metricsPort: env.MERIDIAN_METRICS_PORT,
    advertisedUrl: env.MERIDIAN_ADVERTISED_URL?.replace(/\/$/, ""),
    trustedProxies: env.MERIDIAN_TRUSTED_PROXIES,
    tls,
    hasMeshTls: isMeshNode(env),
    allowedOrigins: env.MERIDIAN_ALLOWED_ORIGINS,
    connectionsMax: env.MERIDIAN_CONNECTIONS_MAX,
    bodyBytesMax: env.MERIDIAN_BODIES_MB * 2 ** 20,
    name: env.MERIDIAN_NAME,
    providers: env.MERIDIAN_PROVIDERS,
    engines: env.MERIDIAN_ENGINES,
    engineThreads: env.MERIDIAN_ENGINE_THREADS,
    hasEngineSpinning: env.MERIDIAN_ENGINE_SPINNING,
    hasSelfBenchmark: env.MERIDIAN_SELF_BENCHMARK,
    modelStoreDir: env.MERIDIAN_MODEL_STORE,
    unusedModelBytesMax: env.MERIDIAN_UNUSED_MODELS_MB * 2 ** 20,
    reconnectMaxMs: env.MERIDIAN_RECONNECT_MAX_MS,
    drainMs: env.MERIDIAN_DRAIN_MS,
    debugToken: env.MERIDIAN_DEBUG_TOKEN,
    logLevel: env.LOG_LEVEL,
  };
}

/** Gateways know nodes of the mesh whatever they are set to: one environment may serve both. */
function isMeshNode({ MERIDIAN_ROLE: role, MERIDIAN_MESH_TLS: meshTls }: z.infer<typeof Env>): boolean {
  return role === "inference" && meshTls === "on";
}

function meshProblem(env: z.infer<typeof Env>): string | null {
  if (!isMeshNode(env)) return null;
  if (env.MERIDIAN_TLS_CERT_FILE !== undefined || env.MERIDIAN_TLS_KEY_FILE !== undefined)
    return "MERIDIAN_MESH_TLS: expected off beside MERIDIAN_TLS_CERT_FILE: a node has one certificate, found on";
  const url = env.MERIDIAN_ADVERTISED_URL;
  if (url?.startsWith("http:"))
    return `MERIDIAN_ADVERTISED_URL: expected https:// with MERIDIAN_MESH_TLS=on, found ${url}`;
  return null;
}

function isWebOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** One line per variable: name, meaning, default. */
export function describeEnv(): string {
  return Object.entries(Env.shape)
    .map(([name, schema]) => `  ${name.padEnd(28)}${schema.description ?? ""}${defaultOf(schema)}`)
    .join("\n");
}

function defaultOf(schema: z.ZodType): string {
  const preset = schema.safeParse(undefined);
  return preset.success && preset.data !== undefined && String(preset.data) !== ""
    ? ` (default ${String(preset.data)})`
    : "";
}

/** Empty means not given: a flag that is absent leaves the variable as it is. */
function present(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
}
