import { join } from "node:path";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";

const help = `npm run screens [-- <file> …]

Runs the browser tests, or those whose file name contains one of the words given, and takes their pictures in all
eight views: 1440 and 390 px wide, light and dark, English and Chinese. npm test takes two of the eight.
The pictures are in test/artifacts, for people to look at. Needs npm run build.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean", default: false } },
});
if (values.help) process.stdout.write(help);
else {
  const vitest = await startVitest("test", positionals, {
    run: true,
    root: join(import.meta.dirname, ".."),
    project: ["browser"],
    provide: { isEveryView: true },
  });
  await vitest.close();
}
