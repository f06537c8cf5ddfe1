import { build, type Plugin } from "esbuild";

const packageFolder = new URL("..", import.meta.url).pathname;

/** Our own workspace code goes into the bundle; packages from npm stay outside. */
const npmPackagesExternal: Plugin = {
  name: "npm-packages-external",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      const isOurs = kind === "entry-point" || path.startsWith("@meridian/");
      return isOurs ? undefined : { path, external: true };
    });
  },
};

await build({
  absWorkingDir: packageFolder,
  entryPoints: { main: "src/main.ts", engine: "src/inference/engine/engine-main.ts" },
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: true,
  logLevel: "warning",
  plugins: [npmPackagesExternal],
});
