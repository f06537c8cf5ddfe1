import { AppError } from "@meridian/contracts/errors";
import { agentEvents, type AgentHello, type LinkClosing, type Position } from "@meridian/contracts/wire";
import type { Agent } from "@meridian/db";
import type { Socket } from "socket.io";
import type { AgentBearers, StoredSnapshot } from "../../domains/snapshot/index.ts";
import type { LatestSender } from "./latest-sender.ts";

/** Longer than an agent waits for the answer to its hello. */
const helloMsMax = 15_000;

/** One connected agent. */
export type Link = {
  readonly agent: Agent;
  readonly socket: Socket;
  readonly sender: LatestSender<StoredSnapshot>;
  /** Never opened for an agent that takes no bearers of its own. */
  readonly bearers: LatestSender<AgentBearers>;
  /** Where the agent stood at its hello. */
  applied: Position | null;
  /** Of its accepted hello; null before. */
  bootId: string | null;
  /** Faults of this link that are logged already: each is logged once. */
  readonly logged: Set<"bad-frame" | "bad-observed-state">;
};

type CredentialRow = Pick<Agent, "id" | "credentialHash" | "credentialRevokedAt">;

/** The links of all agents. Whoever shows a credential has one; an agent's place is taken by an accepted hello alone. */
export class AgentLinks {
  private readonly placed = new Map<string, Link>();
  /** Those that said no hello yet, with the timer that ends them. */
  private readonly waiting = new Map<Link, NodeJS.Timeout>();

  add(link: Link): void {
    const end = () => closeLink(link, { reason: "no hello in time" });
    this.waiting.set(link, setTimeout(end, helloMsMax));
  }

  /** The one in an agent's place. */
  get(agentId: string): Link | undefined {
    return this.placed.get(agentId);
  }

  /** Of two links with one credential the one whose hello was accepted last stays. Throws UNAVAILABLE for one that is closed. */
  place(link: Link, { bootId, applied }: AgentHello): void {
    // Closed meanwhile, such as by a revoked credential: it displaces nobody.
    if (!link.socket.connected) throw new AppError("UNAVAILABLE", "This link is closed.");
    const before = this.placed.get(link.agent.id);
    this.stopWaiting(link);
    link.bootId = bootId;
    link.applied = applied;
    this.placed.set(link.agent.id, link);
    if (before && before !== link) closeLink(before, { reason: "replaced" });
  }

  remove(link: Link): void {
    this.stopWaiting(link);
    if (this.placed.get(link.agent.id) === link) this.placed.delete(link.agent.id);
  }

  inPlace(): Link[] {
    return [...this.placed.values()];
  }

  /** With those that said no hello yet. */
  all(): Link[] {
    return [...this.placed.values(), ...this.waiting.keys()];
  }

  private stopWaiting(link: Link): void {
    clearTimeout(this.waiting.get(link));
    this.waiting.delete(link);
  }
}

/** Closes a link whose credential is not the agent's any more; `row`: undefined for one that was archived. */
export function closeIfFallen(link: Link, row: CredentialRow | undefined): void {
  if (!row) closeLink(link, { reason: "archived" });
  else if (row.credentialRevokedAt) closeLink(link, { reason: "revoked" });
  else if (row.credentialHash !== link.agent.credentialHash) closeLink(link, { reason: "rotated" });
}

export function closeLink(link: Link, message: LinkClosing): void {
  link.socket.emit(agentEvents.closing, message);
  link.socket.disconnect(true);
}
