export { listTesterOptions } from "./list-options.ts";
export { parseAddresses, type TesterContext } from "./parse-addresses.ts";
