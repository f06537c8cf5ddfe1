/** Most procedures of one tRPC request: each of them may ask the database, and all of them before anybody else. */
export const batchSizeMax = 20;
