import { type AddressElement, parseHeaders } from "@meridian/contracts/wire";
import { beforeAll, describe, expect, it } from "vitest";
import { type TestSystem } from "../../../harness/start-system.ts";

export function badInput(system: TestSystem): void {
  beforeAll(() => system.reset());

  const json = { "content-type": "application/json" };
  const good = "北京市东城区景山前街4号";

  function post(body: string, headers: Record<string, string> = json): Promise<Response> {
    const { url } = system.agent("cn-east-gateway");
    return fetch(`${url}/v1/parse`, { method: "POST", headers, body });
  }

  type Results = { results: { elements?: AddressElement[]; error?: { code: string } }[] };

  async function parse(addresses: unknown[]): Promise<Results["results"]> {
    const response = await post(JSON.stringify({ addresses }));
    expect(response.status).toBe(200);
    return ((await response.json()) as Results).results;
  }

  describe("a broken envelope is answered 4xx and harms nothing", () => {
    const one = JSON.stringify({ addresses: [good] });
    it.each([
      ["empty list", 400, "VALIDATION", '{"addresses":[]}', json],
      ["257 addresses", 400, "VALIDATION", JSON.stringify({ addresses: Array(257).fill(good) }), json],
      ["over 1 MiB", 413, "PAYLOAD_TOO_LARGE", JSON.stringify({ addresses: ["路".repeat(400_000)] }), json],
      ["invalid JSON", 400, "VALIDATION", '{"addresses":[', json],
      ["no object", 400, "VALIDATION", '["x"]', json],
      ["wrong content type", 415, "UNSUPPORTED_MEDIA", one, { "content-type": "text/plain" }],
      ["unknown version", 404, "NOT_FOUND", one, { ...json, [parseHeaders.version]: "no-such-version" }],
    ])("%s: %i", async (_case, status, code, body, headers) => {
      const response = await post(body, headers);
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        status,
        body: { code, detail: expect.stringMatching(/\S/) },
      });
      expect((await parse([good]))[0]?.elements).not.toHaveLength(0);
    });
  });

  it("answers a bad address in its place and parses the others", async () => {
    const results = await parse([42, good, "", "\ud800路", "路".repeat(1001), null, good]);
    expect(results.map((result) => result.error?.code ?? "ok")).toEqual([
      "not-a-string",
      "ok",
      "empty",
      "malformed-unicode",
      "too-long",
      "not-a-string",
      "ok",
    ]);
  });

  it.each([
    ["emoji", "🏠浙江省杭州市西湖区文三路🚪90号"],
    ["CJK extension B", "浙江省杭州市西湖区𠮷祥路12号𡈽楼"],
    ["control characters", "浙江省\u0000杭州市\t西湖区\u007f文三路90号"],
    ["full-width forms", "浙江省杭州市西湖区文三路９０号Ａ座１２０３室"],
    ["1,000 characters", "浙江省杭州市西湖区文三路90号".padEnd(1000, "东方通信大厦")],
  ])("accepts %s, with offsets that cut the text right", async (_case, text) => {
    const [result] = await parse([text]);
    const points = Array.from(text);
    expect(result?.elements).not.toHaveLength(0);
    for (const { start, end, text: cut } of result?.elements ?? []) {
      expect(cut).toBe(points.slice(start, end).join(""));
    }
  });
}
