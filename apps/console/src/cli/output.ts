import { formatTable } from "./table.ts";
import { jsonLine } from "./visible.ts";

const colours = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Colour = keyof typeof colours;

type OutputOptions = {
  write: (text: string) => void;
  isJson: boolean;
  hasColour: boolean;
  /** Whether nobody reads any more, as after `| head`. */
  isClosed?: () => boolean;
};

/** What a command says: to a person in lines and tables, or to a program in JSON. */
export class Output {
  readonly isJson: boolean;
  readonly isClosed: () => boolean;
  private readonly write: (text: string) => void;
  private readonly hasColour: boolean;

  constructor({ write, isJson, hasColour, isClosed = () => false }: OutputOptions) {
    this.isClosed = isClosed;
    this.write = write;
    this.isJson = isJson;
    this.hasColour = hasColour;
  }

  /** The answer as one line of JSON, if that is asked for; else what `show` says of it. */
  answer(value: unknown, show: () => void): void {
    if (this.isJson) this.write(`${jsonLine(value)}\n`);
    else show();
  }

  /** A file, as it came. */
  raw(text: string): void {
    this.write(text);
  }

  line(text = ""): void {
    this.write(`${text}\n`);
  }

  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    const [first = "", ...lines] = formatTable(head, rows);
    this.line(this.paint("dim", first));
    for (const line of lines) this.line(line);
  }

  paint(colour: Colour, text: string): string {
    return this.hasColour ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
  }
}
