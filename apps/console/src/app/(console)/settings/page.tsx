import { redirect } from "next/navigation";
import { settingsTabs, settingsTabsFor } from "@/features/settings/settings-tabs.ts";
import { requireSession } from "../require-session.ts";

export default async function SettingsPage() {
  const { user } = await requireSession("/settings");
  redirect((settingsTabsFor(user.role)[0] ?? settingsTabs[0]).href);
}
