import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";
import { boundariesConfig, testBoundariesConfig } from "./eslint.boundaries.js";

const ignores = ["node_modules", "dist", ".next", ".turbo", ".meridian", "next-env.d.ts"].map(
  (name) => `**/${name}`,
);

export default tseslint.config(
  {
    ignores: [...ignores, "packages/db/src/generated", "packages/model/{models,training}", "test/artifacts"],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  boundariesConfig,
  testBoundariesConfig,
  {
    languageOptions: { globals: globals.node },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "max-lines": ["error", { max: 500 }],
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "Use a union of literals." },
        { selector: "ExportAllDeclaration", message: "Name what you export." },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["apps/*/src/**/*.{ts,tsx}", "packages/{contracts,model,db}/src/**/*.ts"],
    ignores: ["**/env.ts", "**/*.test.ts", "**/*-command.ts", "packages/model/src/{command,runtime}.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Read the environment in env.ts only." },
      ],
    },
  },
  {
    // Pages bring the contracts into browsers; only these parts run on Node alone.
    files: ["packages/contracts/src/**/*.ts"],
    ignores: ["packages/contracts/src/{listener,process,proxy}/**", "**/testing/**", "**/*.test.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: ["node:*"] }] },
  },
  {
    files: ["**/*.{ts,tsx}"],
    // Not pages, whose browser has one, nor tests, whose runner has one.
    ignores: [
      "packages/contracts/src/wait/**",
      "apps/console/src/features/**",
      "**/*.test.ts",
      "**/testing/**",
      "test/specs/**",
    ],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "fetch", message: "Use @meridian/contracts/wait: an aborted fetch may never end." },
      ],
    },
  },
  {
    files: ["apps/console/src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks },
    languageOptions: { globals: globals.browser },
    rules: reactHooks.configs.recommended.rules,
  },
);
