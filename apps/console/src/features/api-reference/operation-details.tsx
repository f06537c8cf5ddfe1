import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/copy-button.tsx";
import type { ReferenceField, ReferenceOperation } from "./reference.ts";

export function OperationDetails({ operation }: { operation: ReferenceOperation }) {
  const t = useTranslations("apiReference");
  const { id, method, path, summary, role, fields, answer, status, refusals, curl } = operation;
  return (
    <details id={id} className="group scroll-mt-16 border-b border-line">
      <summary className="flex cursor-pointer list-none flex-wrap items-baseline gap-x-3 gap-y-0.5 py-2.5 hover:bg-surface focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight size={13} aria-hidden className="self-center text-muted group-open:rotate-90" />
        <span className={clsx("w-13 font-mono text-xs", method === "GET" ? "text-muted" : "font-semibold")}>
          {method}
        </span>
        <code className="min-w-0 font-mono text-xs break-all">{path}</code>
        <span className="min-w-0 text-muted max-md:w-full max-md:pl-7">{summary}</span>
        <span className="text-xs text-muted max-md:pl-7 md:ml-auto">
          {role === null ? t("open") : t("needs", { role })}
        </span>
      </summary>
      <div className="grid gap-x-10 gap-y-5 pt-2 pb-6 pl-7 lg:grid-cols-2">
        <Part title={t("takes")}>
          {fields.length > 0 ? <OperationFields fields={fields} /> : <p>{t("nothing")}</p>}
        </Part>
        <div className="flex min-w-0 flex-col gap-5">
          <Part title={t("answers", { status })}>
            {answer === null ? <p>{t("noContent")}</p> : <Code text={answer} />}
          </Part>
          <Part title={t("refuses")}>
            <p className="font-mono text-xs">{refusals.join("  ")}</p>
          </Part>
          <Part title={t("curl")} action={<CopyButton text={curl} />}>
            <Code text={curl} />
          </Part>
        </div>
      </div>
    </details>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <div className="mb-1.5 flex h-6 items-center justify-between gap-4">
        <h3 className="text-xs text-muted">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

function Code({ text }: { text: string }) {
  return (
    <pre
      tabIndex={0}
      className="max-h-90 overflow-auto rounded-md border border-line bg-surface p-3 font-mono text-xs leading-5"
    >
      {text}
    </pre>
  );
}

/** What an operation takes: where, whether it must be there, and its type. */
function OperationFields({ fields }: { fields: ReferenceField[] }) {
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
