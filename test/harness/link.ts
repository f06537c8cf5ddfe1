import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { ownsPort } from "./port-owner.ts";

/** Away from who took the link, or back to it. */
export type Direction = "there" | "back";

/** What is cut; without a direction both, without a process all connections. */
export type Cut = { direction?: Direction; pid?: number | undefined };

type Pair = { near: Socket; far: Socket; isConcerned: boolean };

/** A way to a port of this machine that a story may cut: nothing gets through, and nobody is told. */
export class Link {
  private readonly server: Server;
  private readonly pairs = new Set<Pair>();
  private current: Cut | null = null;
  /** Where it leads: set before anybody takes it. */
  targetPort = 0;

  constructor() {
    this.server = createServer((near) => this.join(near, connect(this.targetPort, "127.0.0.1")));
  }

  async open(): Promise<this> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  cut(cut: Cut = {}): void {
    this.current = cut;
    for (const pair of this.pairs) pair.isConcerned = concerns(cut, pair.near);
  }

  /** What was on its way when the link was cut is lost: connections that it concerned are reset. */
  mend(): void {
    this.current = null;
    this.end(({ isConcerned }) => isConcerned);
  }

  /** Ends the connections of a process, without one all of them, in the rudest way. */
  reset({ pid }: Pick<Cut, "pid"> = {}): void {
    this.end(({ near }) => concerns({ pid }, near));
  }

  close(): void {
    this.server.close();
    for (const { near, far } of this.pairs) {
      near.destroy();
      far.destroy();
    }
  }

  private end(isMeant: (pair: Pair) => boolean): void {
    for (const pair of this.pairs) {
      if (!isMeant(pair)) continue;
      pair.near.resetAndDestroy();
      pair.far.resetAndDestroy();
    }
  }

  private join(near: Socket, far: Socket): void {
    const pair = { near, far, isConcerned: this.current !== null && concerns(this.current, near) };
    this.pairs.add(pair);
    const carry = (direction: Direction, from: Socket, to: Socket) => {
      from.on("data", (chunk) => {
        const { current } = this;
        const isLost = current && pair.isConcerned && (current.direction ?? direction) === direction;
        if (!isLost) to.write(chunk);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.pairs.delete(pair);
        to.end();
      });
    };
    carry("there", near, far);
    carry("back", far, near);
  }
}

function concerns({ pid }: Cut, near: Socket): boolean {
  return pid === undefined || (near.remotePort !== undefined && ownsPort(pid, near.remotePort));
}
