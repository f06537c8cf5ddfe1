export { parseAddresses, type TesterContext } from "./parse-addresses.ts";
export { listTesterOptions } from "./list-options.ts";
