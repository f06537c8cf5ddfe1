// Builds the pages with Next and bundles the server and the commands. Packages stay outside the bundles.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { build, type Plugin } from "esbuild";

const require = createRequire(import.meta.url);
const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };

/** Our own packages are TypeScript sources: they go into the bundle. */
const packagesOutside: Plugin = {
  name: "packages-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@meridian/") ? undefined : { path, external: true },
    );
  },
};

await build({
  entryPoints: { server: "server.ts", admin: "src/admin/main.ts", meridian: "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: true,
  logLevel: "warning",
  plugins: [packagesOutside],
});

const next = spawnSync(process.execPath, [require.resolve("next/dist/bin/next"), "build"], {
  env,
  encoding: "utf8",
});
if (next.status !== 0) {
  process.stderr.write(`${next.stdout}${next.stderr}`);
  process.exit(next.status ?? 1);
}
