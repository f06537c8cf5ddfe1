import { z } from "zod";
import { AgentUrl } from "../fleet.ts";

/** A gateway that a client may use. */
export const ClientGateway = z.object({
  name: z.string().describe("Gateway name."),
  region: z.string().describe("Name of its region."),
  url: AgentUrl.describe("Absolute http(s) URL without path."),
});
export type ClientGateway = z.infer<typeof ClientGateway>;

/** Answer of `GET /v1/where`. */
export const WhereAnswer = z.object({
  gateway: z
    .object({
      name: z.string().describe("Gateway name."),
      region: z.string().describe("Name of its region."),
    })
    .describe("The gateway that answered."),
  alternatives: z
    .array(
      ClientGateway.extend({
        roundTripMs: z
          .number()
          .min(0)
          .nullable()
          .describe("Ms between the answering gateway and the nearest node of that region; null: unknown."),
      }),
    )
    .describe("The other gateways, nearest first."),
});
export type WhereAnswer = z.infer<typeof WhereAnswer>;

type Alternative = WhereAnswer["alternatives"][number];

/** Gateways of the own region first, then by round trip, unknown ones last; equals by name. */
export function nearestFirst(alternatives: readonly Alternative[], ownRegion: string): Alternative[] {
  const distance = ({ region, roundTripMs }: Alternative) =>
    region === ownRegion ? -1 : (roundTripMs ?? Number.MAX_VALUE);
  return [...alternatives].sort((a, b) => distance(a) - distance(b) || (a.name < b.name ? -1 : 1));
}
