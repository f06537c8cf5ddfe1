export { parseAddresses, type TesterContext, type TestParseResult } from "./parse-addresses.ts";
export { listTesterOptions, type TesterOptions } from "./list-options.ts";
