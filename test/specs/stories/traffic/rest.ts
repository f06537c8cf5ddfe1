import { beforeAll, expect, it } from "vitest";
import { OriginView } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { RestClient, createToken } from "../../../harness/rest-client.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

export function rest(system: TestSystem): void {
  let operator: RestClient;
  beforeAll(async () => {
    await system.reset();
    operator = await clientOf("operator");
  });

  async function clientOf(role: UserRole): Promise<RestClient> {
    return new RestClient(system.url, (await createToken(await system.signIn(), role)).token);
  }

  type Regions = { data: { id: string; name: string }[] };
  async function regionId(name: string): Promise<string> {
    const { body } = await operator.ask<Regions>("GET", "/regions");
    const region = body.data.find((one) => one.name === name);
    if (!region) throw new Error(`no region ${name}`);
    return region.id;
  }

  async function originPath(): Promise<string> {
    return `/traffic/origins/${await regionId("cn-east")}`;
  }
  const etagOf = async (path: string) => (await operator.ask("GET", path)).headers.get("etag") ?? "";

  /** Weights for cn-east and us-west, both active. */
  async function weights(own: number, other: number) {
    const targets = [
      { regionId: await regionId("cn-east"), state: "active", weight: own },
      { regionId: await regionId("us-west"), state: "active", weight: other },
    ];
    return { targets, reason: "story" };
  }

  /** Share of us-west in what cn-east's gateway answered while `requests` more were. */
  async function otherShare(requests: number): Promise<number> {
    const load = system.load("cn-east-gateway");
    await eventually(() => load.answered >= requests, `${requests} requests are answered`);
    expect((await load.stop()).failures).toEqual({});
    return load.answersOf("us-west-node-1") / load.answered;
  }

  async function followed(path: string): Promise<void> {
    await eventually(async () => {
      const { convergence } = OriginView.pick({ convergence: true }).parse(
        (await operator.ask("GET", path)).body,
      );
      return convergence.gateways > 0 && convergence.observed === convergence.gateways;
    }, "the gateways report the change in effect");
  }

  it("moves traffic from 50/50 to 90/10 and back, and the observed share follows", async () => {
    const path = await originPath();
    for (const [own, other] of [
      [50, 50],
      [90, 10],
    ] as const) {
      const headers = { "if-match": await etagOf(path) };
      const moved = await operator.ask("PUT", path, { body: await weights(own, other), headers });
      expect(moved).toMatchObject({ status: 200 });
      await followed(path);
      expect(Math.abs((await otherShare(400)) - other / 100)).toBeLessThan(0.02);
    }
    const revision = (await etagOf(path)).replaceAll('"', "");
    expect(await operator.ask("POST", `/traffic/changes/${revision}/undo`)).toMatchObject({ status: 200 });
    await followed(path);
    expect(Math.abs((await otherShare(400)) - 0.5)).toBeLessThan(0.02);
  });

  it("carries the same request out once under its Idempotency-Key", async () => {
    const path = await originPath();
    const headers = { "if-match": await etagOf(path), "idempotency-key": "story-1" };
    const body = await weights(70, 30);
    const both = await Promise.all([0, 1].map(() => operator.ask("PUT", path, { body, headers })));
    const again = await operator.ask("PUT", path, { body, headers });
    expect(again).toMatchObject({ status: 200, body: both.find(({ status }) => status === 200)?.body });
    const other = await operator.ask("PUT", path, { body: await weights(60, 40), headers });
    expect(other).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    type Page = { data: { reason: string | null; after: { weight: number }[] }[] };
    const { body: page } = await operator.ask<Page>("GET", "/traffic/changes?subjectType=traffic");
    const made = page.data.filter(({ after }) => after.some(({ weight }) => weight === 70));
    expect(made).toHaveLength(1);
  });

  it("tells who was faster when a change rests on an old revision", async () => {
    const path = await originPath();
    const headers = { "if-match": await etagOf(path) };
    const admin = await clientOf("admin");
    expect(await admin.ask("PUT", path, { body: await weights(55, 45), headers })).toMatchObject({
      status: 200,
    });
    expect(await operator.ask("PUT", path, { body: await weights(80, 20), headers })).toMatchObject({
      status: 412,
      body: { code: "CONFLICT", details: { by: "story admin", revision: expect.any(String) } },
    });
  });

  it("refuses a revoked token from the next request on", async () => {
    const console = await system.signIn();
    const { id, token } = await createToken(console, "viewer");
    const client = new RestClient(system.url, token);
    expect(await client.ask("GET", "/fleet")).toMatchObject({ status: 200 });
    await console.mutate("token.revoke", { tokenId: id });
    expect(await client.ask("GET", "/fleet")).toMatchObject({
      status: 401,
      body: { code: "UNAUTHENTICATED", detail: expect.stringContaining("revoked") },
    });
  });

  it("keeps a viewer from everything that changes something", async () => {
    const viewer = await clientOf("viewer");
    type Document = { paths: Record<string, Record<string, object>> };
    const { body: document } = await viewer.ask<Document>("GET", "/openapi.json");
    const changes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).flatMap((method) =>
        method === "get" || path.startsWith("/v1/") ? [] : [{ method: method.toUpperCase(), path }],
      ),
    );
    expect(changes.length).toBeGreaterThan(15);
    for (const { method, path } of changes) {
      const answer = await viewer.ask(method, path.replaceAll(/\{\w+\}/g, "x"));
      expect(answer, `${method} ${path}`).toMatchObject({
        status: 403,
        body: { code: "FORBIDDEN" },
      });
    }
  });

  it("leaves nothing half done when the database goes away, and goes on when it is back", async () => {
    const path = await originPath();
    const headers = { "if-match": await etagOf(path), "idempotency-key": "story-away" };
    const body = await weights(10, 90);
    await system.local.database.stop();
    const away = await operator.ask("PUT", path, { body, headers });
    expect(away).toMatchObject({ status: 503, body: { code: "UNAVAILABLE" } });

    await system.local.openDatabase(undefined);
    const current = await eventually(async () => {
      const answer = await operator.ask<{ revision: string }>("GET", path);
      return answer.status === 200 && answer.body;
    }, "the console has its database again");
    expect(`"${current.revision}"`).toBe(headers["if-match"]);
    const retried = await eventually(async () => {
      const answer = await operator.ask("PUT", path, { body, headers });
      return answer.status === 200 && answer;
    }, "the same request is carried out");
    expect(await operator.ask("PUT", path, { body, headers })).toMatchObject({
      status: 200,
      body: retried.body,
    });
    await followed(path);
    expect(await operator.ask("GET", "/audit/verification")).toMatchObject({ body: { firstBroken: null } });
  });
}
