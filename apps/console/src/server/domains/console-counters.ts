import type { IncidentState } from "@meridian/contracts/api";
import { Histogram } from "@meridian/contracts/measure";

/** What this console counted since it started; /metrics shows it. */
export class ConsoleCounters {
  bodiesRefused = 0;
  framesReceived = 0;
  framesBad = 0;
  handshakesAdmitted = 0;
  handshakesRefused = 0;
  handshakesShed = 0;
  linksCut = 0;
  telemetryRowsDropped = 0;
  telemetryWindowsLost = 0;
  writesRetried = 0;
  /** Time of the event loop that live figures took, by what they are of. */
  readonly liveMs = { agents: 0, regions: 0, origins: 0 };
  /** Of the incident that is open. */
  incident: IncidentState | null = null;
  /** From a change's commit to its acknowledgement by an agent that was connected all the while. */
  readonly convergence = new Histogram();
}
