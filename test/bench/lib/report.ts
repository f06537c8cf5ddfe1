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

/** Prints the checks, as a table unless `--json` was asked for, and always the one line of JSON at the end. */
export function report(area: string, checks: Check[]): void {
  if (!process.argv.includes("--json")) {
    for (const { name, value, goal, pass } of checks) {
      process.stdout.write(`${pass ? "✓" : "✗"} ${name.padEnd(36)}${String(value).padStart(10)}   ${goal}\n`);
    }
  }
  process.stdout.write(`${JSON.stringify({ area, checks })}\n`);
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
