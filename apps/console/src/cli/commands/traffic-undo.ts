import { TrafficChanged, TrafficChangesPage } from "@meridian/contracts/api";
import { RevisionString } from "@meridian/contracts/ids";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import { type Session, defineCommand } from "../command.ts";
import { findOrigin, getTraffic } from "../traffic.ts";
import { oneArg, reasonText } from "../typed.ts";

export const trafficUndo = defineCommand({
  name: "traffic undo",
  usage: "[revision] [--origin <origin>]",
  summary: "Puts back what a change of traffic replaced, without a revision the newest that can be undone",
  options: {
    origin: { value: "origin", text: "the newest change of this origin" },
    reason: reasonText,
  },
  examples: ["meridian traffic undo --origin eu-central", 'meridian traffic undo 42 --reason "too early"'],
  input: z.object({
    args: oneArg("revision").pipe(z.array(RevisionString)),
    origin: z.string().optional(),
    reason: z.string().optional(),
  }),
  run: async (session, { args: [revision], origin, reason }) => {
    const undone = revision ?? (await findNewest(session, origin));
    const body = reason === undefined ? {} : { reason };
    const { api, out } = session;
    const changed = await api.change("POST", `/traffic/changes/${undone}/undo`, TrafficChanged, { body });
    out.answer({ ...changed, undone }, () =>
      out.line(`Undone: revision ${undone}. Traffic is at revision ${changed.revision}.`),
    );
    return 0;
  },
});

async function findNewest({ api }: Session, origin: string | undefined): Promise<string> {
  const query = new URLSearchParams({ limit: "50" });
  if (origin !== undefined) {
    query.set("subjectType", "traffic");
    query.set("subjectId", findOrigin(await getTraffic(api), origin).regionId);
  }
  const { changes } = await api.get(`/traffic/changes?${query}`, TrafficChangesPage);
  const newest = changes.find(({ canUndo }) => canUndo);
  if (newest) return newest.revision;
  throw new CliError("refused", "There is no change of traffic to undo.");
}
