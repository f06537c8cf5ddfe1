"use client";

import type { TestParseInput } from "@meridian/contracts/api";
import { parseHeaders } from "@meridian/contracts/wire";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { CopyButton } from "@/components/copy-button.tsx";

type CurlSectionProps = { gatewayId: string; input: TestParseInput };

/** The same request from a shell that can reach the gateway. */
export function CurlSection({ gatewayId, input }: CurlSectionProps) {
  const t = useTranslations("tester");
  const trpc = useTRPC();
  const { data: fleet } = useQuery(trpc.fleet.overview.queryOptions());
  const { data: access } = useQuery(trpc.apiKey.access.queryOptions());
  const gateway = fleet?.regions.flatMap(({ agents }) => agents).find(({ id }) => id === gatewayId);
  if (!gateway) return null;
  const command = curlCommand({
    url: gateway.advertisedUrl,
    ...input,
    version: input.version,
    asksForKeys: access?.asksForKeys ?? false,
  });
  return (
    <section className="min-w-0">
      <div className="mb-3 flex items-start justify-between gap-4">
        <div>
          <h2 className="text-sm font-semibold">{t("curl")}</h2>
          <p className="text-xs text-muted">{t(input.nodeId === undefined ? "curlHint" : "curlUnpinned")}</p>
        </div>
        <CopyButton text={command} />
      </div>
      <pre
        tabIndex={0}
        className="max-h-80 overflow-auto rounded-md border border-line bg-surface p-3 font-mono text-xs leading-5"
      >
        {command}
      </pre>
    </section>
  );
}

type CurlInput = Pick<TestParseInput, "addresses" | "include" | "region"> & {
  url: string;
  version: string | undefined;
  asksForKeys?: boolean;
};

/** The same request for a POSIX shell. */
export function curlCommand({ url, version, asksForKeys, ...about }: CurlInput): string {
  const { addresses, include, region } = about;
  const target = new URL("/v1/parse", url).href;
  const headers = ["content-type: application/json"];
  if (version !== undefined) headers.push(`${parseHeaders.version}: ${version}`);
  return [
    `curl -sS ${quoted(target)}`,
    // The console knows no key again: the shell's own, so in quotes that let it in.
    ...(asksForKeys ? ['  -H "authorization: Bearer $MERIDIAN_API_KEY"'] : []),
    ...headers.map((header) => `  -H ${quoted(header)}`),
    `  -d ${quoted(JSON.stringify({ addresses, include, region }))}`,
  ].join(" \\\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
