// Set up before every test file: files share a process, and none may find what another one shared (boot/shared.ts).
const globals = globalThis as Record<symbol, unknown>;
for (const symbol of Object.getOwnPropertySymbols(globals)) {
  if (symbol.description?.startsWith("meridian.")) Reflect.deleteProperty(globals, symbol);
}
