import { createHash } from "node:crypto";
import { type AuditFilter, AuditListInput } from "@meridian/contracts/api";
import { canonicalJson } from "@meridian/contracts/wire";
import { inTransaction, nextRevision } from "@meridian/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../context.ts";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { appendChange, type ChangeEntry } from "./append-change.ts";
import { exportChanges } from "./export-changes.ts";
import { getChange, listChanges } from "./list-changes.ts";
import { listFacets } from "./list-facets.ts";

let ctx: TestContext;
let regionId = "";
beforeAll(async () => {
  ctx = await createTestContext();
  await ctx.db.user.create({ data: { id: "user-1", name: "李雷", email: "li@example.com" } });
  regionId = (await addRegion(ctx, "cn-east")).id;
  await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-1" });
  ctx.advance(3_600_000);
  await append({
    kind: "traffic.shifted",
    subject: { type: "traffic", id: regionId },
    before: { targets: [{ regionId, state: "active", weight: 100 }] },
    after: { targets: [{ regionId, state: "active", weight: 40 }] },
    reason: 'Moves 60 % to "ap", 双十一_前\nas agreed',
  });
  ctx.advance(60_000);
  await append(
    {
      kind: "rollout.halted",
      subject: { type: "rollout", id: "ro_gone" },
      after: { state: "halted", [regionId]: "failed" },
      reason: "=cmd()",
    },
    { type: "system", id: "rollouts" },
  );
});
afterAll(() => ctx.database.drop());

function append(entry: Omit<ChangeEntry, "revision">, actor: Actor = ctx.actor): Promise<void> {
  return inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await appendChange(tx, { ...ctx, actor }, { ...entry, revision });
  });
}

const list = (filter: Partial<AuditListInput> = {}) => listChanges(ctx.db, AuditListInput.parse(filter));
const kindsOf = async (filter: AuditFilter) => (await list(filter)).data.map(({ kind }) => kind);

describe("the list", () => {
  it("is newest first, with names for actors, subjects and what stands in the change", async () => {
    const [halted, shifted, ...older] = (await list()).data;
    expect(halted).toMatchObject({
      kind: "rollout.halted",
      actor: { type: "system", id: "rollouts", name: "rollouts" },
      subject: { type: "rollout", id: "ro_gone", name: null },
      names: { [regionId]: "cn-east" },
    });
    expect(shifted).toMatchObject({
      actor: { type: "user", name: "李雷" },
      subject: { type: "traffic", name: "cn-east" },
      undoOf: null,
    });
    expect(older.map(({ kind, subject }) => [kind, subject.name])).toEqual([
      ["agent.enrolled", "node-1"],
      ["enrolment-token.created", "node-1"],
      ["region.created", "cn-east"],
    ]);
  });

  it("calls a rollout by the version it brings, and what is gone by its last name", async () => {
    await ctx.db.modelVersion.create({
      data: { id: "mv_1", name: "compact-b", digest: "d", precisions: [], files: [], manifest: {} },
    });
    await ctx.db.rollout.create({
      data: {
        id: "ro_1",
        modelVersionId: "mv_1",
        precision: "int8",
        state: "running",
        plan: {},
        progress: {},
        createdBy: "user-1",
      },
    });
    await append({ kind: "rollout.started", subject: { type: "rollout", id: "ro_1" } });
    await append({ kind: "region.archived", subject: { type: "thing", id: "1" }, before: { name: "old" } });
    const names = (await list({ limit: 2 })).data.map(({ subject }) => subject.name);
    expect(names).toEqual(["old", "compact-b"]);
  });

  it("comes in pages that neither miss nor repeat", async () => {
    const all = (await list()).data.map(({ revision }) => revision);
    const paged: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await list({ limit: 2, cursor });
      paged.push(...page.data.map(({ revision }) => revision));
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged).toEqual(all);
  });

  it.each<[string, AuditFilter, string[]]>([
    ["actor", { actorId: "rollouts" }, ["rollout.halted"]],
    ["kind", { kind: "traffic.shifted" }, ["traffic.shifted"]],
    ["the part before a kind's dot", { kind: "traffic" }, ["traffic.shifted"]],
    ["not the part of a word", { kind: "traf" }, []],
    ["subject", { subjectType: "rollout", subjectId: "ro_gone" }, ["rollout.halted"]],
    ["text of the reason, in any case", { text: "MOVES 60" }, ["traffic.shifted"]],
    ["Chinese text", { text: "双十一" }, ["traffic.shifted"]],
    ["signs as they are, not as patterns", { text: "%_" }, []],
    ["from then on", { from: "2026-01-05T09:01:00Z", kind: "rollout.halted" }, ["rollout.halted"]],
    [
      "a range, its end left out",
      { from: "2026-01-05T09:00:00Z", to: "2026-01-05T09:01:00Z" },
      ["traffic.shifted"],
    ],
  ])("filters by %s", async (_name, filter, kinds) => {
    expect(await kindsOf(filter)).toEqual(kinds);
  });

  it("finds one change, or says that there is none", async () => {
    const [newest] = (await list({ limit: 1 })).data;
    expect(await getChange(ctx.db, newest?.revision ?? "")).toEqual(newest);
    await expect(getChange(ctx.db, "999")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("offers the kinds and actors that occur", async () => {
    const { kinds, actors } = await listFacets(ctx.db);
    const rows = await ctx.db.change.findMany({ orderBy: { kind: "asc" } });
    expect(kinds).toEqual([...new Set(rows.map(({ kind }) => kind))]);
    const actorIds = new Set(rows.map(({ actorId }) => actorId).filter((id) => !id.startsWith("et_")));
    expect(new Set(actors.map(({ id }) => id))).toEqual(actorIds);
    expect(actors.map(({ type, name }) => `${type} ${name}`)).toEqual(
      expect.arrayContaining(["user 李雷", "system rollouts"]),
    );
  });
});

async function exported(format: "csv" | "jsonl", filter: AuditFilter = {}): Promise<string> {
  let text = "";
  for await (const part of exportChanges(ctx.db, format, filter)) text += part;
  return text;
}

/** As any reader of RFC 4180 would. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, cell = "", end] of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

describe("the export", () => {
  it("as CSV keeps quotes, newlines and Chinese, and lets no cell be a formula", async () => {
    const text = await exported("csv", { from: "2026-01-05T09:00:00Z" });
    expect(text.startsWith("\ufeffrevision,at,kind,")).toBe(true);
    const [head = [], ...rows] = readCsv(text.slice(1));
    const cells = rows.map((row) => new Map(head.map((name, index) => [name, row[index]])));
    expect(rows.every((row) => row.length === head.length)).toBe(true);
    expect(cells[0]?.get("actorName")).toBe("李雷");
    expect(cells[0]?.get("reason")).toBe('Moves 60 % to "ap", 双十一_前\nas agreed');
    expect(JSON.parse(cells[0]?.get("after") ?? "")).toEqual({
      targets: [{ regionId, state: "active", weight: 40 }],
    });
    expect(cells[1]?.get("reason")).toBe("'=cmd()");
  });

  it("as JSONL can be verified without the console", async () => {
    const lines = (await exported("jsonl")).trimEnd().split("\n");
    expect(lines).toHaveLength(await ctx.db.change.count());
    let previousHash = "";
    for (const line of lines) {
      const { hash, ...row } = JSON.parse(line) as Record<string, unknown>;
      expect(row["previousHash"]).toBe(previousHash);
      expect(createHash("sha256").update(canonicalJson(row)).digest("hex")).toBe(hash);
      previousHash = String(hash);
    }
  });

  it("takes the same filters as the list", async () => {
    expect((await exported("jsonl", { kind: "rollout.halted" })).trimEnd().split("\n")).toHaveLength(1);
    expect(await exported("jsonl", { actorId: "nobody" })).toBe("");
  });
});
