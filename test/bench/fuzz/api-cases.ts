import { fetchText } from "@meridian/contracts/wait";
import type { Nasty, Schema } from "./nasty.ts";

/** One try: where it went, what was sent, and how it was answered (null: it needs no answer). */
export type Tried = { where: string; sent: unknown; status: number | null };

type Operation = {
  operationId: string;
  parameters?: { name?: string; in?: string; required?: boolean; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema } | undefined> };
};
export type ApiDocument = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

type Ask = { target: string; method: string; body?: string | undefined };
type Endpoint = { method: string; path: string; operation: Operation };

const answerMs = 30_000;

/** Requests over REST and tRPC, made from the OpenAPI document: what looks right gets behind the first check. */
export class ApiCases {
  private readonly endpoints: Endpoint[];

  constructor(
    private readonly url: string,
    private readonly document: ApiDocument,
    private readonly tokens: readonly string[],
  ) {
    this.endpoints = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
    );
  }

  async rest(nasty: Nasty): Promise<Tried> {
    const { method, path, operation } = nasty.oneOf(this.endpoints);
    const inPath = path.replace(/\{[^}]+\}/g, () =>
      encodeURIComponent(wellFormed(nasty.text()).slice(0, 300)),
    );
    const search = new URLSearchParams();
    for (const { name, in: place, schema } of operation.parameters ?? []) {
      if (name === undefined || place !== "query" || nasty.isChance(0.4)) continue;
      search.append(name, queryText(nasty.like(schema, this.resolve)));
    }
    if (nasty.isChance(0.1)) search.append(nasty.text().slice(0, 50), nasty.text().slice(0, 500));
    const body = method === "get" ? undefined : this.body(nasty, operation);
    const query = search.size > 0 ? `?${search.toString().slice(0, 8000)}` : "";
    const target = `/api/v1${inPath}${query}`;
    return this.ask(nasty, `${method} ${path}`, { target, method: method.toUpperCase(), body });
  }

  async trpc(nasty: Nasty): Promise<Tried> {
    const count = nasty.isChance(0.2) ? 1 + Math.floor(nasty.random.uniform() * 4) : 1;
    const picked = Array.from({ length: count }, () => nasty.oneOf(this.endpoints));
    const names = picked.map(({ operation }) =>
      nasty.isChance(0.03) ? encodeURIComponent(wellFormed(nasty.text())).slice(0, 200) : nameOf(operation),
    );
    const inputs = picked.map(({ operation }) => ({ json: this.input(nasty, operation) }));
    const input: unknown = count === 1 ? inputs[0] : Object.fromEntries(inputs.entries());
    const isQuery = picked.every(({ method }) => method === "get") !== nasty.isChance(0.05);
    const batch = count === 1 ? "" : "batch=1";
    const text = nasty.isChance(0.05) ? nasty.text() : JSON.stringify(input);
    const path = `/api/trpc/${names.join(",")}`;
    const asked = encodeURIComponent(wellFormed(text)).slice(0, 8000);
    const where = `trpc ${names.join(",")}`;
    return isQuery
      ? this.ask(nasty, where, { target: `${path}?${batch}&input=${asked}`, method: "GET" })
      : this.ask(nasty, where, { target: `${path}?${batch}`, method: "POST", body: text });
  }

  private body(nasty: Nasty, { requestBody }: Operation): string | undefined {
    if (nasty.isChance(0.05)) return nasty.text();
    const schema = requestBody?.content["application/json"]?.schema;
    return schema || nasty.isChance(0.1) ? JSON.stringify(nasty.like(schema, this.resolve)) : undefined;
  }

  private input(nasty: Nasty, operation: Operation): unknown {
    const schema = operation.requestBody?.content["application/json"]?.schema;
    const body = schema ? nasty.like(schema, this.resolve) : {};
    const parameters = (operation.parameters ?? []).flatMap(({ name, schema: own }) =>
      name === undefined || nasty.isChance(0.3) ? [] : [[name, nasty.like(own, this.resolve)] as const],
    );
    if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
    return { ...Object.fromEntries(parameters), ...body };
  }

  private readonly resolve = (ref: string): Schema | undefined =>
    this.document.components.schemas[ref.split("/").at(-1) ?? ""];

  private async ask(nasty: Nasty, where: string, { target, method, body }: Ask): Promise<Tried> {
    const headers = this.headers(nasty, body !== undefined);
    const init = { method, headers, redirect: "manual" as const, ...(body !== undefined && { body }) };
    const { status } = await fetchText(`${this.url}${target}`, init, { ms: answerMs });
    const { authorization: _secret, ...sentHeaders } = headers;
    return { where, sent: { method, target, headers: sentHeaders, body }, status };
  }

  private headers(nasty: Nasty, hasBody: boolean): Record<string, string> {
    const type = nasty.isChance(0.97)
      ? "application/json"
      : nasty.oneOf(["text/plain", "application/x-www-form-urlencoded"]);
    return {
      ...(nasty.isChance(0.97) && { authorization: `Bearer ${nasty.oneOf(this.tokens)}` }),
      ...(hasBody && { "content-type": type }),
      ...(nasty.isChance(0.2) && { "idempotency-key": headerText(nasty.text()) }),
      ...(nasty.isChance(0.2) && {
        "if-match": nasty.oneOf(['"1"', "*", 'W/"2"', "x", headerText(nasty.text())]),
      }),
      ...(nasty.isChance(0.1) && { "if-none-match": headerText(nasty.text()) }),
      ...(nasty.isChance(0.05) && { cookie: headerText(nasty.text()) }),
      ...(nasty.isChance(0.05) && { "accept-language": headerText(nasty.text()) }),
    };
  }
}

function nameOf({ operationId }: Operation): string {
  return operationId.replace("-", ".");
}

function queryText(value: unknown): string {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, 1000);
}

/** What a header can carry at all. */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "").slice(0, 1000);
}

/** `encodeURIComponent` refuses halves of surrogate pairs. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}
