"use client";

import type { ApiTokenView } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { useSession } from "@/client/session.tsx";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { RevokeDialog } from "../credentials/revoke-dialog.tsx";
import { OwnerSelect } from "./token-fields.tsx";

type TokenDialogProps = { token: ApiTokenView; onClose: () => void };

export function RevokeToken({ token: { id, name }, onClose }: TokenDialogProps) {
  const t = useTranslations("settings.tokens");
  const trpc = useTRPC();
  const done = useDone(trpc.token.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.token.revoke.mutationOptions({ onSuccess: () => done(t("revoked", { name })) }),
  );
  return (
    <RevokeDialog
      title={t("revokeTitle", { name })}
      effect={t("revokeEffect")}
      state={state}
      onConfirm={(reason) => mutate({ tokenId: id, reason })}
      onClose={onClose}
    />
  );
}

/** Offers the token to who is signed in, who is active for sure. */
export function ChangeOwner({ token: { id, name }, onClose }: TokenDialogProps) {
  const t = useTranslations("settings.tokens");
  const trpc = useTRPC();
  const [ownerId, setOwnerId] = useState(useSession().user.id);
  const done = useDone(trpc.token.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.token.changeOwner.mutationOptions({ onSuccess: () => done(t("ownerChanged", { name })) }),
  );
  return (
    <ConfirmChange
      title={t("changeOwnerTitle", { name })}
      submitLabel={t("changeOwner")}
      effect={t("changeOwnerEffect")}
      reason="none"
      state={state}
      onConfirm={() => mutate({ tokenId: id, ownerId })}
      onClose={onClose}
    >
      <OwnerSelect value={ownerId} onChange={setOwnerId} />
    </ConfirmChange>
  );
}
