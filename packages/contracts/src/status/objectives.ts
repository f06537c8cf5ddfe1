/** Service objectives. */
export const successShareMin = 0.9999;
export const p95MsMax = 200;
