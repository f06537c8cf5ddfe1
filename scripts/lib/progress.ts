import { styleText } from "node:util";

export type Progress = ReturnType<typeof createProgress>;
type Colour = "green" | "red" | "dim" | "yellow" | "bold";

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/**
 * A list of steps, one line each, with a tick and the seconds it took. In a terminal the line of the running step
 * moves; elsewhere a line is written once, when its step is done.
 */
export function createProgress(stream: NodeJS.WriteStream = process.stdout) {
  const isTerminal = stream.isTTY === true && process.env.CI === undefined;
  const colour = (name: Colour, text: string) => (isTerminal ? styleText(name, text) : text);
  const line = (text: string) => stream.write(`${text}\n`);

  async function step<T>(title: string, work: (say: (detail: string) => void) => Promise<T>): Promise<T> {
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
    const finish = (mark: string) => {
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
    note: (text: string) => line(`  ${colour("yellow", "!")} ${text}`),
    dim: (text: string) => colour("dim", text),
    bold: (text: string) => colour("bold", text),
    red: (text: string) => colour("red", text),
  };
}
