/** Loaded before a program: its wall clock is wrong by `?ms=`, and jumps to the other side at SIGUSR2. */
const RealDate = Date;
let wrongByMs = Number(new URL(import.meta.url).searchParams.get("ms"));

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + wrongByMs);
    else super(...given);
  }

  static now() {
    return RealDate.now() + wrongByMs;
  }
};
process.on("SIGUSR2", () => (wrongByMs = -wrongByMs));
