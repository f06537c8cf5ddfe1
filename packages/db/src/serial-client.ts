import pg from "pg";

type Query = (...args: unknown[]) => unknown;

/**
 * A connection that sends a query when the one before is answered. Inside a transaction Prisma asks for several relations
 * at once; pg warns of that on stderr, and its next major version refuses it.
 */
export class SerialClient extends pg.Client {
  private last: Promise<unknown> = Promise.resolve();

  override query = ((...args: unknown[]) => {
    const send = () => (super.query as Query)(...args);
    // The pool's own queries bring a callback, or a query object: pg itself tells those when they are done.
    const [config, ...more] = args;
    const isPlain = typeof config === "object" && config !== null && !("submit" in config);
    if (!isPlain || more.some((one) => typeof one === "function")) return send();
    const answered = this.last.then(send);
    this.last = answered.catch(() => undefined);
    return answered;
  }) as pg.Client["query"];
}
