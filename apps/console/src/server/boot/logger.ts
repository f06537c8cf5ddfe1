import { destination, pino, type Logger } from "pino";

export type { Logger };

/** Logs go to stdout, or to stderr where stdout carries a command's answer. Never address text. */
export function createLogger(level: string, stream: "stdout" | "stderr" = "stdout"): Logger {
  const secrets = ["password", "credential", "token", "cookie", "authorization"].map((name) => `*.${name}`);
  return pino(
    { level, base: undefined, redact: { paths: secrets, remove: true } },
    destination({ dest: stream === "stdout" ? 1 : 2, sync: true }),
  );
}
