import "@fontsource-variable/noto-sans-sc/wght.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { Providers } from "@/client/providers.tsx";
import { nonceHeader } from "@/server/http/security-headers.ts";
import { Toaster } from "@/components/toaster.tsx";
import { TooltipProvider } from "@/components/ui/tooltip.tsx";
import "@/styles/globals.css";

export const metadata: Metadata = { title: { default: "Meridian", template: "%s · Meridian" } };
export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfcfd" },
    { media: "(prefers-color-scheme: dark)", color: "#111113" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme is set on <html> before React runs.
    <html
      lang={await getLocale()}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <NextIntlClientProvider>
          <Providers nonce={(await headers()).get(nonceHeader) ?? undefined}>
            <TooltipProvider delayDuration={300}>{children}</TooltipProvider>
            <Toaster />
          </Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
