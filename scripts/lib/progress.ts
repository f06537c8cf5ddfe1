import { styleText } from "node:util";

/** @typedef {ReturnType<typeof createProgress>} Progress */

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/**
 * A list of steps, one line each, with a tick and the seconds it took. In a terminal the line of the running step
 * moves; elsewhere a line is written once, when its step is done.
 * @param {NodeJS.WriteStream} [stream]
 */
export function createProgress(stream = process.stdout) {
  const isTerminal = stream.isTTY === true && process.env.CI === undefined;
  const colour = (
    /** @type {"green" | "red" | "dim" | "yellow" | "bold"} */ name,
    /** @type {string} */ text,
  ) => (isTerminal ? styleText(name, text) : text);
  const line = (/** @type {string} */ text) => stream.write(`${text}\n`);

  /**
   * @template T
   * @param {string} title
   * @param {(say: (detail: string) => void) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async function step(title, work) {
    const startedAt = performance.now();
    let detail = "";
    let frame = 0;
    const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
    const text = () => `${title}${detail && colour("dim", ` · ${detail}`)}`;
    const draw = () => {
      const mark = frames[frame++ % frames.length] ?? "";
      stream.write(`\r\u001b[2K  ${mark} ${text()} ${colour("dim", seconds())}`);
    };
    const timer = isTerminal ? setInterval(draw, 100) : undefined;
    const finish = (/** @type {string} */ mark) => {
      clearInterval(timer);
      const spaces = " ".repeat(Math.max(1, 64 - title.length - (detail ? detail.length + 3 : 0)));
      line(`${isTerminal ? "\r\u001b[2K" : ""}  ${mark} ${text()}${spaces}${colour("dim", seconds())}`);
    };
    try {
      const result = await work((next) => (detail = next));
      finish(colour("green", "✓"));
      return result;
    } catch (error) {
      finish(colour("red", "✗"));
      throw error;
    }
  }

  return {
    step,
    line,
    /** @param {string} text */
    note: (text) => line(`  ${colour("yellow", "!")} ${text}`),
    /** @param {string} text */
    dim: (text) => colour("dim", text),
    /** @param {string} text */
    bold: (text) => colour("bold", text),
    /** @param {string} text */
    red: (text) => colour("red", text),
  };
}
