import type { Finding } from "@meridian/contracts/api";

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

/** What is wrong, in one sentence for the terminal. */
export function findingSentence(finding: Finding): string {
  switch (finding.kind) {
    case "noNode":
      return noNodeSentence(finding);
    case "noGateway":
      return `No gateway of ${finding.region} serves.`;
    case "successLow":
      return `${finding.region} answers only ${percent(finding.share)} of its requests.`;
    case "successLowLately":
      return `Over the last 15 minutes ${percent(finding.share)} of all requests succeeded.`;
    case "p95High":
      return `The p95 of ${finding.region} is ${Math.round(finding.p95Ms)} ms.`;
    case "rolloutHalted":
      return `The rollout of ${finding.version} is halted${finding.reason ? `: ${finding.reason}` : ""}.`;
    case "pickerFault":
      return `${finding.agent} picks otherwise than its table says.`;
    case "ahead":
      return `Ahead of the database, which was restored (run \`npm run admin -- raise-epoch\`): ${finding.agents.join(", ")}.`;
    case "away":
      return `Away: ${finding.agents.join(", ")}.`;
    case "addressClaimed":
      return `${finding.agent} says that it is reached at ${finding.url}, and waits for consent.`;
    case "noCertificate":
      return `No valid certificate of the fleet, so that mesh TLS fails: ${finding.agents.join(", ")}.`;
    case "certificateEnds":
      return `A certificate of the fleet that ends within 48 hours and was not renewed: ${finding.agents.join(", ")}.`;
    case "nack":
      return `${finding.agent} refused its snapshot${finding.field ? ` at ${finding.field}` : ""}: ${finding.reason}`;
    case "drift":
      return `${finding.agent} runs something else than it was told${finding.reason ? `: ${finding.reason}` : ""}.`;
    case "notSaved":
      return `${finding.agent} runs what it was told, but would start with an older snapshot: ${finding.reason}.`;
    case "outOfRotation":
      return `${finding.agent} is out of rotation at ${finding.gateways.join(", ")}.`;
    case "emptyRegion":
      return `${finding.region} has no agents yet.`;
  }
}

function noNodeSentence({ region, servedBy, hasOthers }: Extract<Finding, { kind: "noNode" }>): string {
  const none = `No node of ${region} takes traffic`;
  if (servedBy.length > 0) return `${none}; its requests are answered by ${servedBy.join(", ")}.`;
  return hasOthers
    ? `${none}, and no other region is seen to answer for it.`
    : `${none}, nor of any other region.`;
}
