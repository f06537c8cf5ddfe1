import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface HubServerOptions {
  /** Bytes after which each answer with a file's content is cut off; 0 for never. */
  readonly cutAfterBytes?: number;
  /** Answers 200 with the whole file to every range. */
  readonly ignoresRanges?: boolean;
  /** Changes what the listing says of a file. */
  readonly list?: (file: Record<string, unknown>) => Record<string, unknown>;
}

export interface HubServer {
  readonly endpoint: string;
  /** `path range` of every request for a file, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** A hub with one model, `damo/tiny`, revision `master`, on a free port of this machine. */
export async function startHubServer(
  files: Readonly<Record<string, Uint8Array>>,
  { cutAfterBytes = 0, ignoresRanges = false, list = (file) => file }: HubServerOptions = {},
): Promise<HubServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const isKnown = searchParams.get("Revision") === "master";
    if (isKnown && pathname === "/api/v1/models/damo/tiny/repo/files") {
      const blobs = Object.entries(files).map(([Path, data]) => {
        const Sha256 = createHash("sha256").update(data).digest("hex");
        return list({ Path, Size: data.length, Sha256, Type: "blob" });
      });
      response.end(
        JSON.stringify({ Code: 200, Data: { Files: [{ Path: "images", Type: "tree" }, ...blobs] } }),
      );
      return;
    }
    const path = searchParams.get("FilePath") ?? "";
    const data = files[path];
    if (!isKnown || pathname !== "/api/v1/models/damo/tiny/repo" || !data) {
      response.writeHead(404).end();
      return;
    }
    const range = request.headers.range ?? "";
    requests.push(`${path} ${range}`.trim());
    const start = ignoresRanges ? 0 : Number(/^bytes=(\d+)-$/u.exec(range)?.[1] ?? 0);
    const headers = { "content-length": data.length - start };
    if (start === 0) response.writeHead(200, headers);
    else
      response.writeHead(206, {
        ...headers,
        "content-range": `bytes ${start}-${data.length - 1}/${data.length}`,
      });
    const isCut = cutAfterBytes > 0 && data.length - start > cutAfterBytes;
    if (!isCut) response.end(data.subarray(start));
    // Time for what was written to arrive: a connection that breaks takes with it what no one has read yet.
    else
      response.write(data.subarray(start, start + cutAfterBytes), () =>
        setTimeout(() => response.destroy(), 30),
      );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
