// The package ships no types for its single tables.
declare module "opencc-js/dict/*" {
  const table: string;
  export default table;
}
