import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHead } from "@/components/page-head.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ApiReference } from "@/features/api-reference/api-reference.tsx";
import { ReferenceIntro } from "@/features/api-reference/reference-intro.tsx";
import { toReference } from "@/features/api-reference/reference.ts";
import { getShared } from "@/server/boot/shared.ts";
import { buildOpenApi } from "@/server/api/rest/openapi.ts";
import { plainRoutes } from "@/server/api/rest/plain/plain-routes.ts";
import { requireSession } from "../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("apiReference");
  return { title: t("title") };
}

export default async function ApiReferencePage() {
  await requireSession("/api-reference");
  const t = await getTranslations("apiReference");
  const document = buildOpenApi(getShared().env.baseUrl, plainRoutes);
  const groups = toReference(document);
  const count = groups.reduce((sum, { operations }) => sum + operations.length, 0);
  return (
    <>
      <PageHead
        title={t("title")}
        purpose={t("sentence", { count, base: document.servers[0]?.url ?? "" })}
        action={
          <Button asChild>
            <a href="/api/v1/openapi.json">{t("document")}</a>
          </Button>
        }
      />
      <ReferenceIntro />
      <ApiReference groups={groups} />
    </>
  );
}
