export { createTestDatabase, type TestDatabase } from "./create-test-database.ts";
export { startTestPostgres, type TestPostgres } from "./start-test-postgres.ts";
