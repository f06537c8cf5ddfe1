import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { SerialClient } from "./serial-client.ts";

/** The database. Connects at the first query; `close()` ends its connections. */
export type Db = PrismaClient & { close(): Promise<void> };
/** The database inside a transaction. */
export type Tx = Prisma.TransactionClient;

const connectTimeoutMs = 5_000;

/** Opens a pool of at most `max` connections to the PostgreSQL at `url`. */
export function createDatabase({ url, max = 10 }: { url: string; max?: number }): Db {
  const adapter = new PrismaPg({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: "meridian",
    Client: SerialClient,
  });
  const client = new PrismaClient({ adapter, errorFormat: "minimal" });
  return Object.assign(client, { close: () => client.$disconnect() });
}
