import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

/** @returns {import("next").NextConfig} */
function createConfig() {
  return {
    poweredByHeader: false,
    // `npm run typecheck` does it, for tests as well.
    typescript: { ignoreBuildErrors: true },
    transpilePackages: ["@meridian/contracts", "@meridian/db"],
    serverExternalPackages: ["better-auth", "openid-client", "@prisma/adapter-pg"],
    // No page resizes pictures, and what would do it is not installed (docs/conventions.md).
    images: { unoptimized: true },
  };
}

/**
 * A compiler is loaded to build alone: at its start it copies itself into the home folder, which a server must not touch.
 * So this is JavaScript, which needs none, and the plugin of next-intl, which brings one, stays away from servers.
 * @param {string} phase
 */
export default async function config(phase) {
  if (phase === PHASE_PRODUCTION_SERVER) return createConfig();
  const { default: createNextIntlPlugin } = await import("next-intl/plugin");
  const withNextIntl = createNextIntlPlugin("./src/i18n/request.ts");
  return withNextIntl(createConfig());
}
