export type Outcome = {
  isOk: boolean;
  /** Why it is not ok, or what there is to tell. */
  note: string;
  /** Tests; a check without tests has none. */
  passed: number;
  failed: number;
  /** What failed: file, test and the first line of why. */
  failures: string[];
};

export type Stage = {
  name: string;
  what: string;
  /** Stages that must have passed before. */
  needs?: string[];
  /** A folder that two stages would write at once. */
  writes?: string;
  /** Real processes with deadlines: nothing runs beside it. */
  isAlone?: boolean;
  /** Without `write` its output goes to the terminal as it comes. */
  run(write?: (text: string) => void): Promise<Outcome>;
};

export type StageResult = { stage: Stage; outcome: Outcome; seconds: number };

/** Stages whose names begin with one of the words, and what they need; without words, all. */
export function chooseStages(stages: Stage[], words: string[]): Stage[] {
  const chosen = new Set(
    stages.filter(({ name }) => words.length === 0 || words.some((word) => name.startsWith(word))),
  );
  for (const { needs = [] } of chosen) {
    for (const stage of stages) if (needs.includes(stage.name)) chosen.add(stage);
  }
  return stages.filter((stage) => chosen.has(stage));
}

type RunStagesOptions = {
  /** How many at once. */
  atOnce: number;
  onStart(stage: Stage): void;
  onEnd(result: StageResult, output: string): void;
};

/** Runs stages beside each other, in their order where more could start; each one's output is handed over whole. */
export async function runStages(stages: Stage[], options: RunStagesOptions): Promise<StageResult[]> {
  const waiting = [...stages];
  const running = new Map<Stage, Promise<void>>();
  const results: StageResult[] = [];

  const isOpen = (name: string) => [...waiting, ...running.keys()].some((stage) => stage.name === name);
  const mayStart = ({ needs = [], writes, isAlone }: Stage) => {
    const others = [...running.keys()];
    if (needs.some(isOpen) || (writes && others.some((other) => other.writes === writes))) return false;
    return others.length < (isAlone ? 1 : options.atOnce) && !others.some((other) => other.isAlone);
  };
  const run = async (stage: Stage) => {
    const startedAt = performance.now();
    let output = "";
    const failed = results.find(
      ({ stage: { name }, outcome }) => !outcome.isOk && stage.needs?.includes(name),
    );
    const outcome = failed
      ? notRun(failed.stage.name)
      : await stage.run(stage.isAlone ? undefined : (text) => (output += text));
    const result = { stage, outcome, seconds: (performance.now() - startedAt) / 1000 };
    results.push(result);
    options.onEnd(result, output);
  };

  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.find(mayStart);
    if (next === undefined) {
      await Promise.race(running.values());
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    options.onStart(next);
    running.set(
      next,
      run(next).finally(() => running.delete(next)),
    );
  }
  return stages.flatMap((stage) => results.filter((result) => result.stage === stage));
}

function notRun(name: string): Outcome {
  return { isOk: false, note: `not run: ${name} failed`, passed: 0, failed: 1, failures: [] };
}
