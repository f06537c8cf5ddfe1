import pg from "pg";

type Query = (...args: unknown[]) => unknown;
type Told = (error: unknown, ...rest: unknown[]) => void;
type WithStream = { connection: { stream: { destroy(): void } } };

/**
 * A connection that sends a query when the one before is answered. Inside a transaction Prisma asks for several relations
 * at once; pg warns of that on stderr, and its next major version refuses it. One whose query had no answer within
 * `query_timeout` is destroyed, so that the pool makes another: pg alone would go on using it.
 */
export class SerialClient extends pg.Client {
  private last: Promise<unknown> = Promise.resolve();

  override query = ((...args: unknown[]) => {
    const at = args.findIndex((one) => typeof one === "function");
    if (at >= 0) {
      const tell = args[at] as Told;
      const judged: Told = (error, ...rest) => tell(this.judge(error), ...rest);
      return (super.query as Query)(...args.with(at, judged));
    }
    const send = () => (super.query as Query)(...args);
    // A query object of the pool's own: pg tells it when it is done.
    const [config] = args;
    if (typeof config === "object" && config !== null && "submit" in config) return send();
    const answered = this.last.then(send).catch((error: unknown) => {
      throw this.judge(error);
    });
    this.last = answered.catch(() => undefined);
    return answered;
  }) as pg.Client["query"];

  private judge(error: unknown): unknown {
    if (!(error instanceof Error) || error.message !== "Query read timeout") return error;
    // Its answer may come yet: no other query may take it for its own.
    (this as unknown as WithStream).connection.stream.destroy();
    // What Prisma takes for a database that is away.
    const isAway = { code: "ETIMEDOUT", syscall: "read", errno: -110 };
    return Object.assign(new Error("the database did not answer in time", { cause: error }), isAway);
  }
}
