"use client";

import type { ModelVersionView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { bytesFigure } from "@/client/format/figure.ts";
import { Digest } from "@/components/digest.tsx";
import { FigureValue } from "@/components/figure-value.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";

const headCell = "py-2 pr-6 text-left font-normal last:pr-0";
const cell = "py-2 pr-6 last:pr-0 align-top";

/** Every registered version and where it answers. A small screen leaves columns out. */
export function VersionTable({ versions }: { versions: readonly ModelVersionView[] }) {
  const t = useTranslations("rollouts.versions");
  return (
    <section aria-label={t("title")}>
      <h2 className="mb-1 text-sm font-semibold">{t("title")}</h2>
      {versions.length === 0 ? (
        <p className="text-muted">{t("empty")}</p>
      ) : (
        <table className="w-full border-collapse text-table">
          <thead className="text-xs text-muted">
            <tr>
              <th className={headCell}>{t("name")}</th>
              <th className={`${headCell} max-md:hidden`}>{t("digest")}</th>
              <th className={`${headCell} max-md:hidden`}>{t("precisions")}</th>
              <th className={`${headCell} text-right max-md:hidden`}>{t("size")}</th>
              <th className={headCell}>{t("running")}</th>
              <th className={`${headCell} text-right max-lg:hidden`}>{t("registered")}</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <VersionRow key={version.id} version={version} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function VersionRow({ version }: { version: ModelVersionView }) {
  const t = useTranslations("rollouts.versions");
  const { name, digest, precisions, sizeBytes, source, isDefault, hasFiles, running, createdAt } = version;
  return (
    <tr className="border-t border-line">
      <th scope="row" className={`${cell} text-left font-normal`}>
        <span className="font-medium">{name}</span>
        {isDefault && <Tag>{t("default")}</Tag>}
        {!hasFiles && <Tag>{t("noFiles")}</Tag>}
        {source !== null && <span className="block text-xs text-muted">{source}</span>}
      </th>
      <td className={`${cell} max-md:hidden`}>
        <Digest value={digest} />
      </td>
      <td className={`${cell} max-md:hidden`}>{precisions.join(" · ")}</td>
      <td className={`${cell} text-right max-md:hidden`}>
        <FigureValue value={sizeBytes} as={bytesFigure} />
      </td>
      <td className={cell}>
        {running.length === 0 && <span className="text-muted">{t("nowhere")}</span>}
        <ul className="flex flex-wrap gap-x-4">
          {running.map(({ regionId, regionName: region, nodes, of }) => (
            <li key={regionId} className="whitespace-nowrap">
              {t("regionNodes", { region, nodes, of })}
            </li>
          ))}
        </ul>
      </td>
      <td className={`${cell} text-right text-muted max-lg:hidden`}>
        <RelativeTime at={createdAt} />
      </td>
    </tr>
  );
}

function Tag({ children }: { children: string }) {
  return (
    <span className="ml-2 rounded-sm border border-line-strong px-1 text-2xs text-muted">{children}</span>
  );
}
