import { expect, it } from "vitest";
import { agentView } from "@meridian/contracts/status/testing";
import { countAnswering } from "./rollouts-sentence.tsx";

it("counts nodes by the version they answer with", () => {
  const agents = ["compact", "compact-b", "compact", null].map((answersWith) => agentView({ answersWith }));
  const region = { id: "a", name: "a", label: "a", latitude: 0, longitude: 0 };
  const gateway = agentView({ role: "gateway" });
  expect(countAnswering([{ ...region, agents: [...agents, gateway] }])).toEqual({
    nodes: 4,
    versions: [
      { name: "compact", nodes: 2 },
      { name: "compact-b", nodes: 1 },
    ],
  });
});
