"use client";

import type { AgentActionInput, AgentEntry } from "@meridian/contracts/api";
import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/form-dialog.tsx";
import { ConfirmationFields, useConfirmation } from "../settings-confirmation.tsx";
import { useSettingsProblem } from "../use-settings-problem.ts";

export type AgentDialogProps = { agent: AgentEntry; onClose: () => void };

type AgentConfirmationProps = AgentDialogProps & {
  title: string;
  effect: string;
  submitLabel: string;
  /** For what cannot be taken back. */
  isNameTyped: boolean;
  action: { mutate: (input: AgentActionInput) => void; isPending: boolean; error: unknown };
};

/** What something does to an agent, and why it is done. */
export function AgentConfirmation(props: AgentConfirmationProps) {
  const { agent, effect, isNameTyped, action, ...dialog } = props;
  const problemOf = useSettingsProblem();
  const { reason, missing, fields } = useConfirmation(isNameTyped ? agent.name : null);
  return (
    <FormDialog
      {...dialog}
      isPending={action.isPending}
      disabledReason={missing}
      problem={problemOf(action.error)}
      onSubmit={() => action.mutate({ agentId: agent.id, reason })}
    >
      <p>{effect}</p>
      <ConfirmationFields {...fields} />
    </FormDialog>
  );
}

/** Says that it is done and shows the agents as they are now. */
export function useAgentDone(): (text: string, after?: () => void) => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async (text, after) => {
    await queryClient.invalidateQueries(trpc.agent.pathFilter());
    toast(text);
    after?.();
  };
}
