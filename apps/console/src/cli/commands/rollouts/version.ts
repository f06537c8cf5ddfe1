import { ModelVersionView } from "@meridian/contracts/api";
import { Command } from "commander";
import { listAll } from "../../api-list.ts";
import { examples, type OnSession } from "../../session.ts";

export const versionList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists model versions, the newest first, and where they answer")
    .addHelpText("after", examples("meridian version list", "meridian version list --json | jq '.[].name'"))
    .action(
      onSession(async ({ api, out }) => {
        const versions = await listAll(api, "/versions", ModelVersionView);
        out.answer(versions, () => {
          if (versions.length === 0) out.line("There are no versions yet.");
          else
            out.table(["name", "precisions", "MB", "registered", "answers in", "digest"], versions.map(row));
        });
        return 0;
      }),
    );

function row({ name, precisions, sizeBytes, createdAt, running, isDefault, digest }: ModelVersionView) {
  const places = running.map(({ regionName, nodes, of }) => `${regionName} ${nodes}/${of}`);
  return [
    isDefault ? `${name} (default)` : name,
    precisions.join(", "),
    (sizeBytes / 1e6).toFixed(1),
    createdAt.toISOString(),
    places.join(", ") || "–",
    digest.slice(0, 12),
  ];
}
