"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useState } from "react";
import type { CurrentSession } from "@/client/query/trpc.ts";
import { SessionProvider } from "@/client/session.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { AheadBanner } from "./banners/ahead-banner.tsx";
import { CommandPalette } from "./keys/command-palette.tsx";
import { DatabaseBanner } from "./banners/database-banner.tsx";
import { HelpDialog } from "./keys/help-dialog.tsx";
import { IncidentBanner } from "./banners/incident-banner.tsx";
import { Navigation } from "./navigation.tsx";
import { Rail } from "./rail.tsx";
import { railCookie } from "./rail-cookie.ts";
import { SilenceMarks } from "./marks/silence-marks.tsx";
import { TopBar } from "./top-bar.tsx";
import { useKeys } from "./keys/use-keys.ts";

type ShellProps = { session: CurrentSession; isRailCollapsed: boolean; children: ReactNode };

/** What stands around every page: rail, top bar, palette, help. */
export function Shell({ session, isRailCollapsed, children }: ShellProps) {
  const t = useTranslations("shell");
  const [isCollapsed, setIsCollapsed] = useState(isRailCollapsed);
  const [panel, setPanel] = useState<"navigation" | "palette" | "help" | null>(null);
  const openPalette = useCallback(() => setPanel("palette"), []);
  const openHelp = useCallback(() => setPanel("help"), []);
  const openOrClose = (name: typeof panel) => (isOpen: boolean) => setPanel(isOpen ? name : null);
  useKeys({ onPalette: openPalette, onHelp: openHelp });

  const toggleRail = () => {
    document.cookie = railCookie(!isCollapsed);
    setIsCollapsed(!isCollapsed);
  };

  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <SilenceMarks />
      <Rail isCollapsed={isCollapsed} onToggle={toggleRail} />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar
          session={session}
          onNavigation={() => setPanel("navigation")}
          onPalette={openPalette}
          onHelp={openHelp}
        />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-400 flex-1 px-4 py-6 outline-none md:px-6"
        >
          <DatabaseBanner />
          <AheadBanner />
          <IncidentBanner />
          <SessionProvider session={session}>{children}</SessionProvider>
        </main>
      </div>
      <Sheet
        side="left"
        isOpen={panel === "navigation"}
        onClose={() => setPanel(null)}
        title="Meridian"
        closeLabel={t("closePanel")}
      >
        <Navigation onNavigate={() => setPanel(null)} />
      </Sheet>
      <CommandPalette isOpen={panel === "palette"} onOpenChange={openOrClose("palette")} onHelp={openHelp} />
      <HelpDialog isOpen={panel === "help"} onOpenChange={openOrClose("help")} />
    </div>
  );
}
