"use client";

import type { ClientAccessView } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useExactTime } from "@/client/format/time.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { useMay } from "@/client/session.tsx";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { StateMark } from "@/components/state-mark.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";
import { demandOf, notAsking } from "./access-state.ts";

type ClientAccessProps = { access: ClientAccessView; activeKeys: number };

/** Whether gateways ask for API keys, and which of them do not. */
export function ClientAccess({ access, activeKeys }: ClientAccessProps) {
  const t = useTranslations("settings.keys.access");
  const exactTime = useExactTime();
  const [isOpen, setIsOpen] = useState(false);
  const { asksForKeys, since, byName, reason, gateways } = access;
  const mayNot = useMay(asksForKeys ? "approver" : "operator", "fleet");
  const close = () => setIsOpen(false);
  return (
    <section className="mb-8 grid items-start gap-x-8 gap-y-3 border-y border-line py-5 md:grid-cols-[1fr_auto]">
      <div className="max-w-172 min-w-0">
        <p className="flex items-center gap-2 font-medium">
          <StateMark state={asksForKeys ? "ready" : "cordoned"} />
          {asksForKeys ? t("on") : t("off")}
        </p>
        {since && (
          <p className="mt-1 break-words text-muted">
            {t("since", { by: byName ?? "", at: exactTime(since), reason: reason ?? "" })}
          </p>
        )}
        <p className="mt-1 text-muted">
          <Demand gateways={gateways} />
        </p>
        <p className="mt-1 text-muted">{t("quota")}</p>
        <NotAsking access={access} />
      </div>
      <div>
        <Button onClick={() => setIsOpen(true)} disabledReason={mayNot}>
          {asksForKeys ? t("open") : t("ask")}
        </Button>
      </div>
      {isOpen &&
        (asksForKeys ? (
          <OpenToAll onClose={close} />
        ) : (
          <Ask gateways={gateways} activeKeys={activeKeys} onClose={close} />
        ))}
    </section>
  );
}

/** What clients sent over the last minutes, as far as gateways tell. */
function Demand({ gateways }: Pick<ClientAccessView, "gateways">) {
  const t = useTranslations("settings.keys.access");
  const { requests, withoutKey } = demandOf(gateways);
  return t("seen", { requests, withoutKey });
}

/** Connected gateways that answer everybody although keys are asked for. */
function NotAsking({ access }: { access: ClientAccessView }) {
  const t = useTranslations("settings.keys.access");
  const { old, late } = notAsking(access);
  if (old.length + late.length === 0) return null;
  return (
    <Banner tone="warning" className="mt-3">
      {old.length > 0 && <p>{t("old", { count: old.length, names: old.join(", ") })}</p>}
      {late.length > 0 && <p>{t("late", { count: late.length, names: late.join(", ") })}</p>}
    </Banner>
  );
}

type AskProps = Pick<ClientAccessView, "gateways"> & { activeKeys: number; onClose: () => void };

function Ask({ gateways, activeKeys, onClose }: AskProps) {
  const t = useTranslations("settings.keys.access");
  const trpc = useTRPC();
  const done = useDone(trpc.apiKey.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.apiKey.ask.mutationOptions({ onSuccess: () => done(t("asked")) }),
  );
  const { withoutKey } = demandOf(gateways);
  return (
    <ConfirmChange
      title={t("ask")}
      effect={t("askEffect", { count: activeKeys })}
      state={state}
      onConfirm={(reason) => mutate({ reason })}
      onClose={onClose}
    >
      <Banner tone={withoutKey > 0 ? "warning" : "notice"}>
        <Demand gateways={gateways} />
      </Banner>
    </ConfirmChange>
  );
}

function OpenToAll({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.keys.access");
  const trpc = useTRPC();
  const done = useDone(trpc.apiKey.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.apiKey.open.mutationOptions({ onSuccess: () => done(t("opened")) }),
  );
  return (
    <ConfirmChange
      title={t("open")}
      effect={t("openEffect")}
      state={state}
      onConfirm={(reason) => mutate({ reason })}
      onClose={onClose}
    />
  );
}
