import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { SerialClient } from "./serial-client.ts";

/** The database. Connects at the first query; `close()` ends its connections. */
export type Db = PrismaClient & { close(): Promise<void> };
/** The database inside a transaction. */
export type Tx = Prisma.TransactionClient;

const connectTimeoutMs = 5_000;
/** A connection that is idle for so long is probed: what is between may have forgotten it. */
const keepAliveMs = 10_000;
/**
 * Of the time that we wait for a query: the server gives it up first, so that it does not go on for nobody, and an open
 * transaction whose connection was lost on the way, because it holds locks.
 */
const serverShare = 0.9;

export type DatabaseOptions = {
  url: string;
  /** Connections. */
  max?: number;
  /** Of one query, its wait for locks included. */
  queryTimeoutMs?: number;
};

/** Opens a pool of connections to the PostgreSQL at `url`. One that does not answer in time is replaced. */
export function createDatabase({ url, max = 10, queryTimeoutMs = 30_000 }: DatabaseOptions): Db {
  const serverMs = Math.ceil(queryTimeoutMs * serverShare);
  const adapter = new PrismaPg({
    connectionString: url,
    max,
    connectionTimeoutMillis: Math.min(connectTimeoutMs, queryTimeoutMs),
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    application_name: "meridian",
    // Not at the start of the connection, where PgBouncer refuses it.
    onConnect: (connection) =>
      connection.query(
        `SET statement_timeout = ${serverMs}; SET idle_in_transaction_session_timeout = ${serverMs}`,
      ),
    Client: SerialClient,
  });
  const client = new PrismaClient({ adapter, errorFormat: "minimal" });
  return Object.assign(client, { close: () => client.$disconnect() });
}
