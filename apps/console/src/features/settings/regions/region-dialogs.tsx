"use client";

import type { RegionEntry } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/form-dialog.tsx";
import { RegionForm } from "./region-form.tsx";
import { ConfirmationFields, useConfirmation } from "../settings-confirmation.tsx";
import { useDone } from "../use-done.ts";
import { useSettingsProblem } from "../use-settings-problem.ts";

type NewRegionProps = { taken: ReadonlySet<string>; onClose: () => void };
type RegionDialogProps = { region: RegionEntry; onClose: () => void };

export function NewRegion({ taken, onClose }: NewRegionProps) {
  const t = useTranslations("settings.regions");
  const problemOf = useSettingsProblem();
  const done = useDone(useTRPC().region.pathFilter(), onClose);
  const { mutate, isPending, error } = useMutation(
    useTRPC().region.create.mutationOptions({ onSuccess: ({ name }) => done(t("added", { name })) }),
  );
  return (
    <RegionForm
      title={t("new")}
      submitLabel={t("add")}
      region={null}
      taken={taken}
      isPending={isPending}
      problem={problemOf(error)}
      onSubmit={(input) => mutate(input)}
      onClose={onClose}
    />
  );
}

export function EditRegion({ region, onClose }: RegionDialogProps) {
  const t = useTranslations("settings.regions");
  const problemOf = useSettingsProblem();
  const done = useDone(useTRPC().region.pathFilter(), onClose);
  const { mutate, isPending, error } = useMutation(
    useTRPC().region.update.mutationOptions({ onSuccess: () => done(t("saved")) }),
  );
  return (
    <RegionForm
      title={t("edit", { name: region.name })}
      submitLabel={t("save")}
      region={region}
      taken={new Set()}
      isPending={isPending}
      problem={problemOf(error)}
      onSubmit={(input) => mutate({ ...input, regionId: region.id })}
      onClose={onClose}
    />
  );
}

export function ArchiveRegion({ region, onClose }: RegionDialogProps) {
  const t = useTranslations("settings.regions");
  const problemOf = useSettingsProblem();
  const done = useDone(useTRPC().region.pathFilter(), onClose);
  const { reason, missing, fields } = useConfirmation(region.name);
  const { mutate, isPending, error } = useMutation(
    useTRPC().region.archive.mutationOptions({
      onSuccess: () => done(t("archived", { name: region.name })),
    }),
  );
  return (
    <FormDialog
      title={t("archiveTitle", { name: region.name })}
      submitLabel={t("archive")}
      isPending={isPending}
      disabledReason={missing}
      problem={problemOf(error)}
      onSubmit={() => mutate({ regionId: region.id, reason })}
      onClose={onClose}
    >
      <p>{t("archiveEffect")}</p>
      <ConfirmationFields {...fields} />
    </FormDialog>
  );
}
