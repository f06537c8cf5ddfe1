import pg from "pg";

/** Where the driver connects for this URL: a host, or the folder of a Unix socket on this machine. */
export function serverAddress(url: string): { host: string; port: number } {
  const { host, port } = new pg.Client({ connectionString: url });
  return { host, port };
}
