import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Whether a process holds the TCP connection that begins at this port of 127.0.0.1. Linux only. */
export function ownsPort(pid: number, port: number): boolean {
  const inode = inodeOf(port);
  if (inode === null) return false;
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((fd) => linkOf(`${folder}/${fd}`) === `socket:[${inode}]`);
}

/** By the kernel's table: local address, remote address, state …, inode in the tenth column. */
function inodeOf(port: number): string | null {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync("/proc/net/tcp", "utf8").split("\n");
  const row = rows.map((line) => line.trim().split(/\s+/)).find((columns) => columns[1] === local);
  return row?.[9] ?? null;
}

/** A descriptor may be closed meanwhile. */
function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
