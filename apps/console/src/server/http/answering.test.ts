import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readJson } from "./answering.ts";

const Any = z.record(z.string(), z.unknown());

function read(body: string, headers: Record<string, string> = {}) {
  const given = { "content-type": "application/json", ...headers };
  return readJson(new Request("http://localhost/", { method: "POST", body, headers: given }), Any);
}

describe("a body", () => {
  it.each([
    ["application/json"],
    ["application/json; charset=utf-8"],
    ['Application/JSON;charset="UTF-8"'],
    ["application/json; charset=utf8"],
  ])("of the type %s is read", async (type) => {
    expect(await read('{"a":1}', { "content-type": type })).toEqual({ a: 1 });
  });

  it("without an encoding by name is read", async () => {
    expect(await read("{}", { "content-encoding": "identity" })).toEqual({});
  });

  it.each([
    [{ "content-encoding": "gzip" }],
    [{ "content-encoding": "br" }],
    [{ "content-encoding": "gzip, identity" }],
    [{ "content-type": "application/json; charset=utf-16" }],
    [{ "content-type": "application/json; charset=latin1" }],
    [{ "content-type": "application/json-patch" }],
    [{ "content-type": "text/plain" }],
  ])("with %j is none that can be read", async (headers) => {
    await expect(read("{}", headers)).rejects.toMatchObject({ code: "UNSUPPORTED_MEDIA" });
  });

  it.each(['{"__proto__":{"a":1}}', '{"a":{"b":[{"__proto__":1}]}}', '{"\\u005f_proto__":null}'])(
    "with the field __proto__ is refused at any depth: %s",
    async (body) => {
      const fields = [{ path: "__proto__", message: "expected no field of this name" }];
      await expect(read(body)).rejects.toMatchObject({ code: "VALIDATION", details: { fields } });
    },
  );
});
