import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PreferenceSettings } from "@/features/settings/preferences/preference-settings.tsx";
import { requireSession } from "../../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.preferences"))("title") };
}

export default async function PreferencesPage() {
  await requireSession("/settings/preferences");
  return <PreferenceSettings />;
}
