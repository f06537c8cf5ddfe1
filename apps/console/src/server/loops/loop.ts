import type { Logger } from "../boot/logger.ts";

export type Loop = { stop(): Promise<void> };
export type LoopOptions = { name: string; everyMs: number; logger: Logger; step: () => Promise<void> };

/** Runs `step` again and again, never twice at once. A failure is logged and the next step comes as if there was none. */
export function startLoop({ name, everyMs, logger, step }: LoopOptions): Loop {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const turn = async () => {
    await step().catch((error: unknown) =>
      logger.error({ err: error, loop: name }, "a controller's step failed"),
    );
    if (!isStopped) timer = setTimeout(() => (running = turn()), everyMs);
  };
  let running = turn();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
