import type { NextConfig } from "next";
import { PHASE_DEVELOPMENT_SERVER } from "next/constants.js";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./src/i18n/request.ts");

/** Everything comes from this origin; Next and next-themes write inline scripts, hot reload evaluates text. */
function contentSecurityPolicy(isDevelopment: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function createConfig(isDevelopment: boolean): NextConfig {
  const securityHeaders = [
    { key: "X-Content-Type-Options", value: "nosniff" },
    { key: "X-Frame-Options", value: "DENY" },
    { key: "Referrer-Policy", value: "same-origin" },
    { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
    { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
    { key: "Content-Security-Policy", value: contentSecurityPolicy(isDevelopment) },
  ];
  return {
    poweredByHeader: false,
    // `npm run typecheck` does it, for tests as well.
    typescript: { ignoreBuildErrors: true },
    transpilePackages: ["@meridian/contracts", "@meridian/db"],
    serverExternalPackages: ["better-auth", "@prisma/adapter-pg"],
    headers: () => Promise.resolve([{ source: "/:path*", headers: securityHeaders }]),
  };
}

export default function config(phase: string): NextConfig {
  return withNextIntl(createConfig(phase === PHASE_DEVELOPMENT_SERVER));
}
