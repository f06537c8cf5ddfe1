import { type OriginView, TrafficChanged } from "@meridian/contracts/api";
import { z } from "zod";
import { defineCommand } from "../command.ts";
import { findNamed } from "../find-named.ts";
import { findOrigin, getTraffic } from "../traffic.ts";
import { reason, reasonText } from "../typed.ts";

const expected = "expected an origin and <version>=<percent>, or off";
const typedSplit = z
  .string({ error: expected })
  .regex(/^(off|[^=]+=\d{1,3})$/, expected)
  .transform((text) => {
    const [name = "", percent] = text.split("=");
    return percent === undefined ? null : { name, percent: Number(percent) };
  });

export const trafficSplit = defineCommand({
  name: "traffic split",
  usage: "<origin> <version>=<percent>|off --reason <text>",
  summary: "Gives part of an origin's requests to another version that its nodes hold ready, or ends that",
  options: { reason: reasonText },
  examples: [
    'meridian traffic split eu-central mgeo-compact-2=5 --reason "a first look"',
    'meridian traffic split eu-central off --reason "seen enough"',
  ],
  input: z.object({ args: z.tuple([z.string({ error: expected }), typedSplit]), reason }),
  run: async ({ api, out }, { args: [name, split], reason }) => {
    const origin = findOrigin(await getTraffic(api), name);
    const path = `/traffic/origins/${origin.regionId}/split`;
    const body = {
      split: split && { modelVersionId: versionId(origin, split.name), percent: split.percent },
      reason,
    };
    const changed = await api.change("PUT", path, TrafficChanged, {
      baseRevision: origin.split.revision,
      body,
    });
    out.answer(changed, () =>
      out.line(
        split
          ? `${split.percent} % of the requests of ${name} ask for ${split.name}.`
          : `Requests of ${name} are no longer split.`,
      ),
    );
    return 0;
  },
});

/** The current one may be held by nobody any more. */
function versionId({ split: { current, choices } }: OriginView, name: string): string {
  const all = [...choices, ...(current ? [current] : [])];
  return findNamed("version held ready by its nodes,", all, name).modelVersionId;
}
