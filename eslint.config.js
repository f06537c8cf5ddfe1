import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Who may import whom: docs/architecture.md, "The tree". Anything not allowed here is an error. */
const elements = [
  { type: "contracts", pattern: "packages/contracts/src/**", mode: "full" },
  { type: "db", pattern: "packages/db/{src,prisma,scripts}/**", mode: "full" },
  { type: "model", pattern: "packages/model/**", mode: "full" },
  { type: "agent", pattern: "apps/node-agent/**", mode: "full" },
  { type: "console-app", pattern: "apps/console/src/app/**", mode: "full" },
  { type: "console-feature", pattern: "apps/console/src/features/*/**", mode: "full", capture: ["feature"] },
  { type: "console-ui", pattern: "apps/console/src/components/ui/**", mode: "full" },
  { type: "console-components", pattern: "apps/console/src/components/!(ui)/**", mode: "full" },
  { type: "console-components", pattern: "apps/console/src/components/*", mode: "full" },
  { type: "console-trpc", pattern: "apps/console/src/server/trpc/**", mode: "full" },
  { type: "console-services", pattern: "apps/console/src/server/services/**", mode: "full" },
  { type: "console-controllers", pattern: "apps/console/src/server/controllers/**", mode: "full" },
  { type: "console-realtime", pattern: "apps/console/src/server/realtime/**", mode: "full" },
  { type: "console-server", pattern: "apps/console/src/server/*", mode: "full" },
  { type: "console-client", pattern: "apps/console/src/client/**", mode: "full" },
  { type: "console-i18n", pattern: "apps/console/src/i18n/**", mode: "full" },
  { type: "console-root", pattern: "apps/console/{server,src/proxy,next.config}.ts", mode: "full" },
  { type: "console-root", pattern: "apps/console/scripts/**", mode: "full" },
  { type: "test", pattern: "test/**", mode: "full" },
  { type: "scripts", pattern: "scripts/**", mode: "full" },
];

const allow = (from, ...to) => ({ from, allow: to });
const sameFeature = ["console-feature", { feature: "${from.feature}" }];

export default tseslint.config(
  {
    ignores: [
      "**/node_modules/**",
      "**/dist/**",
      "**/.next/**",
      "**/.turbo/**",
      "**/.meridian/**",
      "packages/db/src/generated/**",
      "packages/model/models/**",
      "packages/model/training/**",
      "test/artifacts/**",
      "**/next-env.d.ts",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: { globals: { ...globals.node } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { boundaries },
    settings: {
      "boundaries/elements": elements,
      "boundaries/include": ["apps/**/*", "packages/**/*", "test/**/*", "scripts/**/*"],
      "import/resolver": { typescript: { project: ["tsconfig.base.json", "apps/*/tsconfig.json"] }, node: true },
    },
    rules: {
      eqeqeq: "error",
      "no-console": ["error", { allow: [] }],
      "max-lines": ["error", { max: 500 }],
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "Use a union of literals." },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "Read the environment in env.ts only.",
        },
        { selector: "ExportAllDeclaration[exported=null]", message: "Name what you export." },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-non-null-assertion": "error",
    },
  },
);
