"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { NewBackupCodes } from "./new-backup-codes.tsx";
import { TurnOff } from "./turn-off.tsx";
import { TurnOn } from "./turn-on.tsx";

type Open = "on" | "off" | "codes";

/** Whether signing in takes a second step, and how that is changed. */
export function TwoStep({ isOn }: { isOn: boolean }) {
  const t = useTranslations("settings.twoStep");
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <div className="flex max-w-120 flex-col gap-3">
      <p className="text-muted">{t(isOn ? "isOn" : "isOff")}</p>
      <div className="flex flex-wrap gap-2">
        {isOn ? (
          <>
            <Button onClick={() => setOpen("codes")}>{t("newCodes")}</Button>
            <Button onClick={() => setOpen("off")}>{t("turnOff")}</Button>
          </>
        ) : (
          <Button onClick={() => setOpen("on")}>{t("turnOn")}</Button>
        )}
      </div>
      {open === "on" && <TurnOn onClose={close} />}
      {open === "off" && <TurnOff onClose={close} />}
      {open === "codes" && <NewBackupCodes onClose={close} />}
    </div>
  );
}
