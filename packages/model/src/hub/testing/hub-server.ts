import { createHash } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
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

type Files = Readonly<Record<string, Uint8Array>>;

/** A hub with one model, `damo/tiny`, revision `master`, on a free port of this machine. */
export async function startHubServer(files: Files, options: HubServerOptions = {}): Promise<HubServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const isKnown = searchParams.get("Revision") === "master";
    if (isKnown && pathname === "/api/v1/models/damo/tiny/repo/files") {
      response.end(JSON.stringify(listingOf(files, options)));
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
    answerWith(response, data, range, options);
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

function listingOf(files: Files, { list = (file) => file }: HubServerOptions): object {
  const blobs = Object.entries(files).map(([Path, data]) => {
    const Sha256 = createHash("sha256").update(data).digest("hex");
    return list({ Path, Size: data.length, Sha256, Type: "blob" });
  });
  return { Code: 200, Data: { Files: [{ Path: "images", Type: "tree" }, ...blobs] } };
}

function answerWith(
  response: ServerResponse,
  data: Uint8Array,
  range: string,
  { cutAfterBytes = 0, ignoresRanges = false }: HubServerOptions,
): void {
  const start = ignoresRanges ? 0 : Number(/^bytes=(\d+)-$/u.exec(range)?.[1] ?? 0);
  const headers = { "content-length": data.length - start };
  const contentRange = { "content-range": `bytes ${start}-${data.length - 1}/${data.length}` };
  if (start === 0) response.writeHead(200, headers);
  else response.writeHead(206, { ...headers, ...contentRange });
  const isCut = cutAfterBytes > 0 && data.length - start > cutAfterBytes;
  if (!isCut) {
    response.end(data.subarray(start));
    return;
  }
  // A reset discards bytes that the client has not read yet: give them time to arrive.
  response.write(data.subarray(start, start + cutAfterBytes), () => setTimeout(() => response.destroy(), 30));
}
