"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { type ReactNode, useSyncExternalStore } from "react";
import { useSession } from "@/client/session.tsx";
import { themes } from "@/client/themes.ts";
import { useChooseLanguage } from "@/client/use-choose-language.ts";
import { Fact, Facts } from "@/components/facts.tsx";
import { Select } from "@/components/ui/select.tsx";
import { localeNames, locales } from "@/i18n/locale.ts";
import { PasswordForm } from "./preference-password.tsx";
import { SettingsHead } from "../settings-head.tsx";
import { TwoStep } from "../two-step/two-step.tsx";

export function PreferenceSettings() {
  const t = useTranslations("settings.preferences");
  const roleName = useTranslations("shell.role");
  const format = useFormatter();
  const { user } = useSession();
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} />
      <Section title={t("person")}>
        <Facts>
          <Fact name={t("name")}>{user.name}</Fact>
          <Fact name={t("email")}>{user.email}</Fact>
          <Fact name={t("role")}>{roleName(user.role)}</Fact>
          {user.regions && (
            <Fact name={t("regions")}>{format.list(user.regions.map(({ name }) => name))}</Fact>
          )}
        </Facts>
      </Section>
      <Section title={t("display")}>
        <div className="grid max-w-100 gap-4 sm:grid-cols-2">
          <LanguageSelect />
          <ThemeSelect />
        </div>
      </Section>
      {user.hasPassword ? (
        <>
          <Section title={t("password")}>
            <PasswordForm email={user.email} />
          </Section>
          <Section title={t("twoStep")}>
            <TwoStep isOn={user.hasTwoFactor} />
          </Section>
        </>
      ) : (
        <Section title={t("signIn")}>
          <p className="max-w-120 text-muted">{t("signInElsewhere")}</p>
        </Section>
      )}
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-8 gap-y-3 border-t border-line py-6 md:grid-cols-[180px_1fr]">
      <h3 className="font-medium">{title}</h3>
      {children}
    </section>
  );
}

function LanguageSelect() {
  const t = useTranslations("settings.preferences");
  const choose = useChooseLanguage();
  const options = locales.map((locale) => ({ value: locale, label: localeNames[locale] }));
  return (
    <Select
      label={t("language")}
      value={useLocale()}
      onChange={(value) => {
        const locale = locales.find((known) => known === value);
        if (locale) choose(locale);
      }}
      options={options}
    />
  );
}

function ThemeSelect() {
  const t = useTranslations("settings.preferences");
  const themeName = useTranslations("shell.themes");
  const { theme = "system", setTheme } = useTheme();
  const options = themes.map((value) => ({ value, label: themeName(value) }));
  return (
    <Select
      label={t("theme")}
      value={useIsInBrowser() ? theme : "system"}
      onChange={setTheme}
      options={options}
    />
  );
}

const never = () => () => undefined;

/** The browser alone knows the theme: what is drawn on the server, and first in the browser, must do without. */
function useIsInBrowser(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
