import { Prisma, type Db, type Tx } from "@meridian/db";

export type Lease = { name: string; holder: string; fencingToken: bigint };
export type LeaseInput = { name: string; holder: string; ttlMs: number };

/**
 * Takes or renews a lease by the database's clock; null while another process holds it. The fencing token rises with
 * every new holder, so that a process which slept past its lease can no longer write. A lease that ends later than any
 * could was left by a clock that was set back: it may be taken.
 */
export async function acquireLease(db: Db, { name, holder, ttlMs }: LeaseInput): Promise<Lease | null> {
  const [row] = await db.$queryRaw<{ fencing_token: bigint }[]>(Prisma.sql`
    INSERT INTO leases (name, holder, fencing_token, expires_at)
    VALUES (${name}, ${holder}, 1, now() + ${ttlMs} * interval '1 millisecond')
    ON CONFLICT (name) DO UPDATE SET
      holder = excluded.holder,
      expires_at = excluded.expires_at,
      fencing_token = leases.fencing_token
        + CASE WHEN leases.holder = excluded.holder AND leases.expires_at > now() THEN 0 ELSE 1 END
    WHERE leases.holder = excluded.holder OR leases.expires_at <= now()
      OR leases.expires_at > clock_timestamp() + ${2 * ttlMs} * interval '1 millisecond'
    RETURNING fencing_token`);
  return row ? { name, holder, fencingToken: row.fencing_token } : null;
}

/** Whether `lease` is still held. Locks its row until the transaction ends, so that nobody can take it meanwhile. */
export async function holdsLease(tx: Tx, lease: Lease): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>(Prisma.sql`
    SELECT 1 FROM leases
    WHERE name = ${lease.name} AND fencing_token = ${lease.fencingToken} AND expires_at > now()
    FOR UPDATE`);
  return rows.length === 1;
}
