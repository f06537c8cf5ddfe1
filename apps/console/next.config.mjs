import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_SERVER } from "next/constants.js";

/**
 * Everything comes from this origin; Next and next-themes write inline scripts, hot reload evaluates text.
 * @param {boolean} isDevelopment
 */
function contentSecurityPolicy(isDevelopment) {
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

/**
 * @param {boolean} isDevelopment
 * @returns {import("next").NextConfig}
 */
function createConfig(isDevelopment) {
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

/**
 * A compiler is loaded to build alone: at its start it copies itself into the home folder, which a server must not touch.
 * So this is JavaScript, which needs none, and the plugin of next-intl, which brings one, stays away from servers.
 * @param {string} phase
 */
export default async function config(phase) {
  if (phase === PHASE_PRODUCTION_SERVER) return createConfig(false);
  const { default: createNextIntlPlugin } = await import("next-intl/plugin");
  const withNextIntl = createNextIntlPlugin("./src/i18n/request.ts");
  return withNextIntl(createConfig(phase === PHASE_DEVELOPMENT_SERVER));
}
