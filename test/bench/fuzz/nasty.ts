import { Random } from "../../sim/random.ts";

/** As far as it is needed to make inputs that look right. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
};

const texts = [
  "",
  " ",
  "a\u0000b",
  "\u0000",
  "\ud800",
  "x\udfff",
  "\u202e\u2066",
  "\u200b",
  "\ufeff",
  "👨‍👩‍👧‍👦".repeat(40),
  "x".repeat(70_000),
  "é".repeat(300),
  "'; DROP TABLE changes; --",
  "%00%ff",
  "../../../etc/passwd",
  "$ne",
  "__proto__",
  "constructor",
  "null",
  "NaN",
  "1e999",
  "-1",
  "99999999999999999999999",
  "2026-13-45T99:99:99Z",
  "0000-00-00",
  "rg_000000000000",
  "ag_000000000000",
  "=1+1",
  "<script>alert(1)</script>",
  "\r\n\r\nHTTP/1.1 200 OK",
  "北京市东城区景山前街4号",
];
const numbers = [0, -0, -1, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 2 ** 63, 5e-324, 1001, 65_536];

/** Draws what nobody expects, and what looks right, from one seed. */
export class Nasty {
  constructor(
    readonly random: Random,
    /** Ids and names that are there. */
    private readonly known: readonly string[],
  ) {}

  oneOf<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.random.uniform() * choices.length)];
    if (chosen === undefined && choices.length === 0) throw new Error("nothing to choose from");
    return chosen as T;
  }

  isChance(share: number): boolean {
    return this.random.uniform() < share;
  }

  text(): string {
    if (this.isChance(0.3) && this.known.length > 0) return this.oneOf(this.known);
    return this.oneOf(texts);
  }

  /** Any JSON value. */
  value(depth = 0): unknown {
    const kind = Math.floor(this.random.uniform() * (depth > 3 ? 5 : 8));
    if (kind === 0) return null;
    if (kind === 1) return this.isChance(0.5);
    if (kind === 2) return this.oneOf(numbers);
    if (kind <= 4) return this.text();
    if (kind === 5) return this.nested();
    const length = Math.floor(this.random.uniform() * 5);
    if (kind === 6) return Array.from({ length }, () => this.value(depth + 1));
    return Object.fromEntries(Array.from({ length }, () => [this.text(), this.value(depth + 1)]));
  }

  /** A value as a schema has it, with a share of fields that are not. */
  like(schema: Schema | undefined, resolve: (ref: string) => Schema | undefined, wrong = 0.15): unknown {
    const from = schema?.$ref === undefined ? schema : resolve(schema.$ref);
    if (!from || this.isChance(wrong)) return this.value();
    if (from.const !== undefined) return from.const;
    if (from.enum) return this.oneOf(from.enum);
    const variants = from.anyOf ?? from.oneOf;
    if (variants) return this.like(this.oneOf(variants), resolve, wrong);
    return this.ofType(from, resolve, wrong);
  }

  private ofType(schema: Schema, resolve: (ref: string) => Schema | undefined, wrong: number): unknown {
    const type = Array.isArray(schema.type) ? this.oneOf(schema.type) : schema.type;
    const { minimum = 0, maximum = 1000 } = schema;
    if (type === "integer") return Math.round(minimum + this.random.uniform() * (maximum - minimum));
    if (type === "number") return this.isChance(0.5) ? this.oneOf(numbers) : maximum;
    if (type === "boolean") return this.isChance(0.5);
    if (type === "null") return null;
    if (type === "array") {
      const length = Math.floor(this.random.uniform() * 4);
      return Array.from({ length }, () => this.like(schema.items, resolve, wrong));
    }
    if (type !== "object") return this.isChance(0.5) ? "a reason" : this.text();
    const fields = Object.entries(schema.properties ?? {}).filter(
      ([name]) => (schema.required ?? []).includes(name) || this.isChance(0.5),
    );
    const made = Object.fromEntries(fields.map(([name, field]) => [name, this.like(field, resolve, wrong)]));
    return this.isChance(0.1) ? { ...made, [this.text()]: this.value() } : made;
  }

  private nested(): unknown {
    let value: unknown = [];
    for (let depth = 0; depth < 200; depth++) value = depth % 2 === 0 ? [value] : { a: value };
    return value;
  }
}

/** Of case `index` of a run: the same numbers give the same case. */
export function nastyOf(seed: number, index: number, known: readonly string[]): Nasty {
  return new Nasty(new Random(seed * 1_000_003 + index), known);
}
