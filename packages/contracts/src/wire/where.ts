import { z } from "zod";
import { AgentUrl } from "../fleet.ts";

/** A gateway that a client may turn to. */
export const ClientGateway = z.object({ name: z.string(), region: z.string(), url: AgentUrl });
export type ClientGateway = z.infer<typeof ClientGateway>;

/** Answer of `GET /v1/where`: the gateway that answered, then the others, nearest first. */
export const WhereAnswer = z.object({
  gateway: z.object({ name: z.string(), region: z.string() }),
  alternatives: z.array(
    ClientGateway.extend({
      /** Between the answering gateway and the nearest node of the alternative's region; null while unknown. */
      roundTripMs: z.number().min(0).nullable(),
    }),
  ),
});
export type WhereAnswer = z.infer<typeof WhereAnswer>;

type Alternative = WhereAnswer["alternatives"][number];

/** Gateways of the own region first, then by round trip, unknown ones last; equals by name. */
export function nearestFirst(alternatives: readonly Alternative[], ownRegion: string): Alternative[] {
  const distance = ({ region, roundTripMs }: Alternative) =>
    region === ownRegion ? -1 : (roundTripMs ?? Number.MAX_VALUE);
  return [...alternatives].sort((a, b) => distance(a) - distance(b) || (a.name < b.name ? -1 : 1));
}
