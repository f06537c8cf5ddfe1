import { useTranslations } from "next-intl";
import type { ReferenceField } from "./reference.ts";

/** What an operation takes: where, whether it must be there, and its type. */
export function OperationFields({ fields }: { fields: ReferenceField[] }) {
  const t = useTranslations("apiReference");
  return (
    <dl className="flex flex-col">
      {fields.map(({ name, place, isRequired, type, description }) => (
        <div key={`${place} ${name}`} className="border-b border-line py-2 first:pt-0 last:border-0">
          <dt className="flex flex-wrap items-baseline gap-x-3">
            <code className="font-mono text-xs font-semibold">{name}</code>
            <span className="text-xs text-muted">{t(`place.${place}`)}</span>
            {isRequired && <span className="text-xs text-muted">{t("required")}</span>}
          </dt>
          <dd className="mt-0.5 text-xs">{description}</dd>
          <dd className="mt-0.5 overflow-x-auto font-mono text-xs whitespace-pre text-muted">{type}</dd>
        </div>
      ))}
    </dl>
  );
}
