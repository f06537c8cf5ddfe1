/** Tells whoever waits in this process that changes were committed, by whichever console. */
export class ChangeFeed {
  private heard = 0;
  private readonly waiting = new Set<() => void>();

  /** To be asked for before reading; what is announced from then on ends the wait. */
  get position(): number {
    return this.heard;
  }

  announce(): void {
    this.heard += 1;
    for (const wake of this.waiting) wake();
  }

  /** Resolves at the first announcement after `position`, after `ms` or once `signal` aborts. */
  changedSince(position: number, ms: number, signal: AbortSignal): Promise<void> {
    if (position !== this.heard || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.waiting.add(wake);
      signal.addEventListener("abort", wake);
    });
  }
}
