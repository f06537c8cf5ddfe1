import { format, stripVTControlCharacters } from "node:util";

type Line = (fields: object, message: string) => void;
/** A pino logger, or its like. */
export type LineLogger = Record<"debug" | "info" | "warn" | "error" | "fatal", Line>;

const levels = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const;

/**
 * From now on all that this process prints is a line of its log: what libraries tell the console, Node's warnings, and
 * the error that ends it. A collector that reads JSON loses every other line.
 */
export function logAllOutput(logger: LineLogger): void {
  for (const [name, level] of Object.entries(levels) as [keyof typeof levels, keyof LineLogger][]) {
    // eslint-disable-next-line no-console -- nobody may print past the log.
    console[name] = (...said: unknown[]) =>
      logger[level]({ from: "console" }, stripVTControlCharacters(format(...said)));
  }
  process.removeAllListeners("warning");
  process.on("warning", (err) => logger.warn({ err }, "node warns"));
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (err: unknown) => {
      logger.fatal({ err }, "an error that nothing caught ends this process");
      process.exit(1);
    });
  }
}
