"use client";

import type { ModelVersionView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { bytesFigure } from "@/client/format/figure.ts";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { Digest } from "@/components/digest.tsx";
import { FigureValue } from "@/components/figure-value.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";

/** Every registered version and where it serves. A small screen leaves columns out. */
export function VersionTable({ versions }: { versions: readonly ModelVersionView[] }) {
  const t = useTranslations("rollouts.versions");
  const columns: Column<ModelVersionView>[] = [
    {
      key: "name",
      label: t("name"),
      className: "align-top wrap-anywhere",
      isRowHeader: true,
      cell: (version) => <NameCell version={version} />,
    },
    {
      key: "digest",
      label: t("digest"),
      className: "align-top max-md:hidden",
      cell: ({ digest }) => <Digest value={digest} />,
    },
    {
      key: "precisions",
      label: t("precisions"),
      className: "align-top whitespace-nowrap max-lg:hidden",
      cell: ({ precisions }) => precisions.join(" · "),
    },
    {
      key: "size",
      label: t("size"),
      className: "align-top whitespace-nowrap max-lg:hidden",
      isNumber: true,
      cell: ({ sizeBytes }) => <FigureValue value={sizeBytes} as={bytesFigure} />,
    },
    {
      key: "running",
      label: t("running"),
      className: "align-top",
      cell: ({ running }) => <Serving running={running} />,
    },
    {
      key: "registered",
      label: t("registered"),
      className: "align-top text-muted max-lg:hidden",
      isNumber: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
  ];
  return (
    <section aria-label={t("title")}>
      <h2 className="mb-2 text-sm font-semibold">{t("title")}</h2>
      {versions.length === 0 ? (
        <p className="text-muted">{t("empty")}</p>
      ) : (
        <DataTable label={t("title")} columns={columns}>
          <tbody>
            <DataRows columns={columns} rows={versions} rowKey={({ id }) => id} />
          </tbody>
        </DataTable>
      )}
    </section>
  );
}

function NameCell({ version: { name, source, isDefault, hasFiles } }: { version: ModelVersionView }) {
  const t = useTranslations("rollouts.versions");
  return (
    <>
      <span className="font-medium">{name}</span>
      {isDefault && <Tag>{t("default")}</Tag>}
      {!hasFiles && <Tag>{t("noFiles")}</Tag>}
      {source !== null && <span className="block text-xs text-muted">{source}</span>}
    </>
  );
}

/** The regions a version serves in, each with its nodes. */
function Serving({ running }: Pick<ModelVersionView, "running">) {
  const t = useTranslations("rollouts.versions");
  if (running.length === 0) return <span className="text-muted">{t("nowhere")}</span>;
  return (
    <ul className="flex flex-wrap gap-x-4">
      {running.map(({ regionId, regionName: region, nodes, of }) => (
        <li key={regionId} className="whitespace-nowrap">
          {t("regionNodes", { region, nodes, of })}
        </li>
      ))}
    </ul>
  );
}

function Tag({ children }: { children: string }) {
  return (
    <span className="ml-2 rounded-sm border border-line-strong px-1 text-2xs text-muted">{children}</span>
  );
}
