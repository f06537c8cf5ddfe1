"use client";

import type { AgentEntry, EnrolmentTokenView, RegionEntry } from "@meridian/contracts/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { suggestAgent } from "./agent-fields.ts";
import { AgentEnrolment } from "./agent-enrolment.tsx";
import { AgentForm } from "./agent-form.tsx";

type AddAgentProps = {
  regions: readonly RegionEntry[];
  agents: readonly AgentEntry[];
  tokens: readonly EnrolmentTokenView[];
  initialRegion: RegionEntry;
  onClose: () => void;
};

/** Asks what the agent will be, shows its command, follows it until it is ready, and offers the next one. */
export function AddAgent({ initialRegion, onClose, ...known }: AddAgentProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [initial, setInitial] = useState(() => suggestAgent(initialRegion.id, known.agents));
  const { mutate, reset, data, variables, isPending, error } = useMutation(
    trpc.agent.createToken.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.agent.pathFilter()),
    }),
  );
  if (!data || !variables) {
    return (
      <AgentForm
        {...known}
        initial={initial}
        isPending={isPending}
        error={error}
        onSubmit={(input) => mutate(input)}
        onClose={onClose}
      />
    );
  }
  const { regionId, role, name = data.id } = variables;
  return (
    <AgentEnrolment
      token={data}
      role={role}
      name={name}
      regionId={regionId}
      agents={known.agents}
      onNext={(nextRole) => {
        setInitial(suggestAgent(regionId, known.agents, nextRole));
        reset();
      }}
      onClose={onClose}
    />
  );
}
