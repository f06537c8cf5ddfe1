"use client";

import { apiKeyRates, CreateApiKeyInput } from "@meridian/contracts/api";
import { KeyScope, parseLimits, ParsePriority } from "@meridian/contracts/wire";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type Control, Controller } from "react-hook-form";
import type { z } from "zod";
import { useTRPC } from "@/client/query/trpc.ts";
import { NumberField } from "@/components/ui/number-field.tsx";

export const KeyFields = CreateApiKeyInput.omit({ expiresInDays: true }).required();
export type KeyFields = z.infer<typeof KeyFields>;
export type KeyControl = Control<KeyFields>;

const numbers = {
  deadlineMsMax: parseLimits.deadlineMsMax,
  requestsPerSecond: apiKeyRates.requestsPerSecondMax,
  addressesPerDay: apiKeyRates.addressesPerDayMax,
} as const;

/** What a key may do, and how much of it. */
export function LimitFields({ control }: { control: KeyControl }) {
  const t = useTranslations("settings.keys");
  const { data: regions = [] } = useQuery(useTRPC().region.list.queryOptions());
  const names = new Map(regions.map(({ id, name }) => [id, name]));
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <NumberControl control={control} name="requestsPerSecond" />
        <NumberControl control={control} name="addressesPerDay" />
      </div>
      <p className="-mt-2 text-xs text-muted">{t("quotaHint")}</p>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Choices
          control={control}
          name="scopes"
          options={KeyScope.options}
          labelOf={(one) => t(`scope.${one as KeyScope}`)}
        />
        <Choices
          control={control}
          name="priorities"
          options={ParsePriority.options}
          labelOf={(one) => t(`priority.${one as ParsePriority}`)}
        />
      </div>
      <NumberControl control={control} name="deadlineMsMax" />
      <p className="-mt-2 text-xs text-muted">{t("deadlineHint")}</p>
      {regions.length > 0 && (
        <>
          <Choices
            control={control}
            name="regionIds"
            options={[...names.keys()]}
            labelOf={(id) => names.get(id) ?? id}
          />
          <p className="-mt-2 text-xs text-muted">{t("regionsHint")}</p>
        </>
      )}
    </>
  );
}

function NumberControl({ control, name }: { control: KeyControl; name: keyof typeof numbers }) {
  const t = useTranslations("settings.keys.field");
  return (
    <Controller
      name={name}
      control={control}
      render={({ field: { value, onChange } }) => (
        <NumberField label={t(name)} value={value} min={1} max={numbers[name]} onChange={onChange} />
      )}
    />
  );
}

type ChoicesProps = {
  control: KeyControl;
  name: "scopes" | "priorities" | "regionIds";
  options: readonly string[];
  labelOf: (option: string) => string;
};

/** Any of a few. */
function Choices({ control, name, options, labelOf }: ChoicesProps) {
  const t = useTranslations("settings.keys.field");
  return (
    <Controller
      name={name}
      control={control}
      render={({ field: { value, onChange } }) => {
        const chosen: readonly string[] = value;
        const turn = (option: string, isOn: boolean) =>
          onChange(options.filter((one) => (one === option ? isOn : chosen.includes(one))));
        return (
          <fieldset className="min-w-0">
            <legend className="mb-1 text-xs text-muted">{t(name)}</legend>
            <div className="flex flex-wrap gap-x-5 gap-y-2 rounded-md border border-line-control px-3 py-2">
              {options.map((option) => (
                <label key={option} className="inline-flex items-center gap-2">
                  <input
                    type="checkbox"
                    checked={chosen.includes(option)}
                    onChange={({ target }) => turn(option, target.checked)}
                    className="size-4 accent-(--color-accent)"
                  />
                  {labelOf(option)}
                </label>
              ))}
            </div>
          </fieldset>
        );
      }}
    />
  );
}
