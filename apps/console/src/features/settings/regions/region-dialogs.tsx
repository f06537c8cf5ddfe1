"use client";

import type { RegionEntry } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { RegionForm } from "./region-form.tsx";

type NewRegionProps = { taken: ReadonlySet<string>; onClose: () => void };
type RegionDialogProps = { region: RegionEntry; onClose: () => void };

export function NewRegion({ taken, onClose }: NewRegionProps) {
  const t = useTranslations("settings.regions");
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
      error={error}
      onSubmit={(input) => mutate(input)}
      onClose={onClose}
    />
  );
}

export function EditRegion({ region, onClose }: RegionDialogProps) {
  const t = useTranslations("settings.regions");
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
      error={error}
      onSubmit={(input) => mutate({ ...input, regionId: region.id })}
      onClose={onClose}
    />
  );
}

export function ArchiveRegion({ region: { id, name }, onClose }: RegionDialogProps) {
  const t = useTranslations("settings.regions");
  const done = useDone(useTRPC().region.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    useTRPC().region.archive.mutationOptions({ onSuccess: () => done(t("archived", { name })) }),
  );
  return (
    <ConfirmChange
      title={t("archiveTitle", { name })}
      submitLabel={t("archive")}
      effect={t("archiveEffect")}
      nameToType={name}
      state={state}
      onConfirm={(reason) => mutate({ regionId: id, reason })}
      onClose={onClose}
    />
  );
}
