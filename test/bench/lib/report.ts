export type Check = { name: string; value: number; goal: string; pass: boolean };

/** A value against a goal such as `>= 0.9` or `== 0`. Rounded for reading; judged as measured. */
export function check(name: string, value: number, goal: string): Check {
  const [, operator, bound] = /^(>=|<=|==|>) (.+)$/.exec(goal) ?? [];
  const limit = Number(bound);
  if (operator === undefined || !Number.isFinite(limit)) throw new Error(`"${goal}" is not a goal`);
  const pass = {
    ">=": value >= limit,
    "<=": value <= limit,
    "==": value === limit,
    ">": value > limit,
  }[operator as ">=" | "<=" | "==" | ">"];
  return { name, value: Number(value.toPrecision(4)), goal, pass };
}

/** What could not be measured here, and why: neither passed nor missed. */
export type Absent = { name: string; reason: string };
export type Found = { checks: Check[]; absent: Absent[] };

/** A line of figures without a goal. */
export type Row = Record<string, string | number>;

/** Prints the checks, as a table unless `--json` was asked for, and always the one line of JSON at the end. */
export function report(area: string, checks: Check[], absent: Absent[] = [], rows: Row[] = []): void {
  if (!process.argv.includes("--json")) {
    for (const { name, value, goal, pass } of checks) {
      process.stdout.write(`${pass ? "✓" : "✗"} ${name.padEnd(36)}${String(value).padStart(10)}   ${goal}\n`);
    }
    for (const { name, reason } of absent) process.stdout.write(`– ${name.padEnd(36)}absent: ${reason}\n`);
  }
  const more = { ...(absent.length > 0 && { absent }), ...(rows.length > 0 && { rows }) };
  process.stdout.write(`${JSON.stringify({ area, checks, ...more })}\n`);
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
