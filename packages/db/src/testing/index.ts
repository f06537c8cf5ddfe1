export { createTestDatabase, type TestDatabase } from "./create-test-database.ts";
export { DeafProxy } from "./deaf-proxy.ts";
export { startTestPostgres, type TestPostgres } from "./start-test-postgres.ts";
