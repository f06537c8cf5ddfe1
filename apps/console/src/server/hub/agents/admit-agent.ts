import { isAppError } from "@meridian/contracts/errors";
import { AgentAuth } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import type { Socket } from "socket.io";
import { reasonOf } from "../../boot/database-health.ts";
import type { Logger } from "../../boot/logger.ts";
import type { ConsoleCounters } from "../../domains/console-counters.ts";
import { verifyCredential } from "../../domains/fleet/index.ts";
import { clientAddressHeader } from "../../domains/people/index.ts";
import { AddressAdmission, Admission, type Admitted } from "./admission.ts";
import type { AgentBudgets } from "./agent-budgets.ts";

export type AdmitOptions = {
  db: Db;
  counters: ConsoleCounters;
  logger: Logger;
  budgets: AgentBudgets;
  handshakesPerSecond: number;
  now: () => number;
};

/** What a refused agent is told, as the `data` of its connect_error. */
type RefusalData = { code: string; retryAfterMs?: number };

/**
 * Lets agents with a valid credential in. Each client address has its own rate, counted before the credential is looked up;
 * the fleet's counts those alone who showed one, so that strangers take nobody's place.
 */
export class AgentDoor {
  private readonly ofAddress: AddressAdmission;
  private readonly ofFleet: Admission;

  constructor(private readonly options: AdmitOptions) {
    const { handshakesPerSecond, now } = options;
    this.ofAddress = new AddressAdmission(handshakesPerSecond, now());
    this.ofFleet = new Admission(handshakesPerSecond, now());
  }

  /** Throws what the agent is to be told. */
  async admit(socket: Socket): Promise<void> {
    const { counters, budgets, now } = this.options;
    // A frame a second from each of a thousand agents would be as many requests.
    if (socket.conn.transport.name !== "websocket") this.refuse("UNSUPPORTED_MEDIA");
    this.passOrWait(this.ofAddress.admit(clientAddressIn(socket), now()));
    const auth = AgentAuth.safeParse(socket.handshake.auth);
    if (!auth.success) return this.refuse("UNAUTHENTICATED");
    const agent = await this.verify(socket, auth.data);
    this.passOrWait(budgets.pauseOf(agent.id, now()));
    this.passOrWait(this.ofFleet.admit(now()));
    socket.data = agent;
    counters.handshakesAdmitted++;
  }

  private async verify(socket: Socket, auth: AgentAuth) {
    const { db, counters, logger } = this.options;
    try {
      return await verifyCredential(db, auth);
    } catch (error) {
      if (isAppError(error)) counters.handshakesRefused++;
      const { agentId } = auth;
      logger.warn(
        { reason: reasonOf(error), agentId, clientAddress: clientAddressIn(socket) },
        "agent refused",
      );
      throw refusal({ code: isAppError(error) ? error.code : "UNAVAILABLE" });
    }
  }

  private passOrWait(wait: Admitted): void {
    if (!wait) return;
    this.options.counters.handshakesShed++;
    throw refusal({ code: "OVERLOADED", ...wait });
  }

  private refuse(code: string): never {
    this.options.counters.handshakesRefused++;
    throw refusal({ code });
  }
}

/** The client's address as the console's listener resolved it. */
export function clientAddressIn({ handshake }: Socket): string {
  return String(handshake.headers[clientAddressHeader] ?? "");
}

function refusal(data: RefusalData): Error {
  return Object.assign(new Error(data.code), { data });
}
