import { createHmac } from "node:crypto";
import type { SafetyRuleName } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { MemberState } from "@meridian/contracts/fleet";
import { newId } from "@meridian/contracts/ids";
import { type EnrolInput, type EnrolResult, meshListener, ownBearers } from "@meridian/contracts/wire";
import {
  type Agent,
  type EnrolmentToken,
  inTransaction,
  lockRevision,
  nextRevision,
  type Region,
  type Tx,
} from "@meridian/db";
import type { ServiceContext, Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { assignDefaultVersion } from "../../model/index.ts";
import { findBreach } from "../../safety/index.ts";
import { nodeAdditionBreaches } from "../../traffic/index.ts";
import { assertNobodyElses, type ClaimedAddress, isWithin, readClaim } from "./address-rule.ts";
import type { AddressContext } from "./move-agent.ts";
import { hostOf } from "./place.ts";
import { assertAgentNameFree } from "./get-agent.ts";
import { hashSecret, isSecretOf, newSecret } from "../../secret-hash.ts";

/**
 * Exchanges an enrolment token for an agent's own credential. With the agent's own secret the same token gets the same
 * answer again, for as long as that credential is valid: an answer may be lost. Throws UNAUTHENTICATED for an unknown
 * token, REFUSED_BY_RULE for a spent, revoked, expired or wrong-role one and for an address that is never an agent's, is another's or lies
 * outside the region's networks, CONFLICT for a taken name.
 */
export async function enrolAgent({ ctx, input }: Verb<EnrolInput, AddressContext>): Promise<EnrolResult> {
  const credential = credentialOf(input);
  // Looked up before the lock that all changes wait for, and before any name is resolved: a stranger's guess costs one indexed
  // read.
  const found = await getTokenOrThrow(ctx.db, input);
  const before = enrolledWith(found, input, credential);
  if (before) return before;
  assertUsable(found, ctx, input);
  const claim = await readClaim(input.advertisedUrl, ctx);
  const result = await inTransaction(ctx.db, async (tx) => {
    await lockRevision(tx);
    const token = await getTokenOrThrow(tx, input);
    const enrolled = enrolledWith(token, input, credential);
    if (enrolled) return enrolled;
    assertUsable(token, ctx, input);
    assertInNetworks(claim, token.region);
    await assertNobodyElses(tx, claim, { networks: token.region.agentNetworks });
    return enrolNew(tx, ctx, { input, token, claim, credential });
  });
  ctx.changes.wake();
  return result;
}

type NewAgent = { input: EnrolInput; token: FoundToken; claim: ClaimedAddress; credential: string };

async function enrolNew(
  tx: Tx,
  ctx: ServiceContext,
  { input, token, claim, credential }: NewAgent,
): Promise<EnrolResult> {
  const revision = await nextRevision(tx);
  const name = token.agentName ?? input.name ?? (await nextFreeName(tx, token));
  await assertAgentNameFree(tx, { regionId: token.regionId, name });
  const begins = await initialStateOf(tx, token);
  const agent = await tx.agent.create({
    data: {
      id: newId("ag"),
      regionId: token.regionId,
      role: token.role,
      name,
      state: begins.state,
      weight: token.initialWeight,
      advertisedUrl: claim.url.origin,
      trustedHost: hostOf(claim.url),
      credentialHash: hashSecret(credential),
      credentialIssuedAt: ctx.now(),
      ownBearersAt: input.capabilities?.includes(ownBearers) ? ctx.now() : null,
      meshListenerAt:
        token.role === "inference" && input.capabilities?.includes(meshListener) ? ctx.now() : null,
      createdAt: ctx.now(),
    },
  });
  await tx.enrolmentToken.update({
    where: { id: token.id },
    data: { usedAt: ctx.now(), agentId: agent.id },
  });
  const assignment = agent.role === "inference" ? await assignDefaultVersion(tx, agent.id) : null;
  const { id, role, weight, advertisedUrl } = agent;
  const { region } = token;
  await appendChange(
    tx,
    { ...ctx, actor: { type: "token", id: token.id } },
    {
      revision,
      kind: "agent.enrolled",
      subject: { type: "agent", id },
      after: { name, role, regionId: region.id, weight, advertisedUrl, model: assignment, ...begins },
    },
  );
  return { agentId: id, name, credential, region: { id: region.id, name: region.name } };
}

type FoundToken = EnrolmentToken & { region: Region; agent: (Agent & { region: Region }) | null };

/** The same for the same token and secret, so that only its digest need be stored. */
function credentialOf({ token, secret }: EnrolInput): string {
  if (secret === undefined) return newSecret("mac");
  return `mac_${createHmac("sha256", secret).update(`agent-credential\0${token}`).digest("base64url")}`;
}

async function getTokenOrThrow(db: Pick<Tx, "enrolmentToken">, input: EnrolInput): Promise<FoundToken> {
  const token = await db.enrolmentToken.findUnique({
    where: { tokenHash: hashSecret(input.token) },
    include: { region: true, agent: { include: { region: true } } },
  });
  if (!token) throw new AppError("UNAUTHENTICATED", "This enrolment token is unknown.");
  return token;
}

/** The agent that this token and secret have enrolled already. */
function enrolledWith({ agent }: FoundToken, input: EnrolInput, credential: string): EnrolResult | null {
  if (!agent || agent.role !== input.role || agent.archivedAt || agent.credentialRevokedAt) return null;
  if (!isSecretOf(credential, agent.credentialHash)) return null;
  const { id, name, region } = agent;
  return { agentId: id, name, credential, region: { id: region.id, name: region.name } };
}

/** Where an agent may not move to, none begins either. */
function assertInNetworks(claim: ClaimedAddress, { name, agentNetworks }: Region): void {
  if (agentNetworks.length === 0 || isWithin(claim, agentNetworks)) return;
  const { origin } = claim.url;
  throw new AppError(
    "REFUSED_BY_RULE",
    `Agents of ${name} are in ${agentNetworks.join(", ")}, not at ${origin}.`,
    {
      details: { rule: "agent-networks", url: origin, networks: agentNetworks },
    },
  );
}

function assertUsable(token: FoundToken, ctx: ServiceContext, input: EnrolInput): void {
  const refuse = (rule: string, message: string): never => {
    throw new AppError("REFUSED_BY_RULE", message, { details: { rule } });
  };
  if (token.usedAt) refuse("token-unused", "This enrolment token was already used; ask for a new one.");
  if (token.revokedAt) refuse("token-not-revoked", "This enrolment token was revoked.");
  if (token.expiresAt <= ctx.now()) {
    refuse("token-valid", `This enrolment token expired at ${token.expiresAt.toISOString()}.`);
  }
  if (token.role !== input.role) {
    refuse("token-role", `This enrolment token is for the role ${token.role}, not ${input.role}.`);
  }
}

/**
 * The state that the token names. An active node takes traffic from others, like a shift: during a freeze, or against a
 * safety rule, the node starts as standby instead, until an operator makes it active.
 */
async function initialStateOf(
  tx: Tx,
  { role, regionId, initialState: state, initialWeight: weight }: EnrolmentToken,
): Promise<{ state: MemberState; heldBackBy?: SafetyRuleName }> {
  if (role !== "inference" || state !== "active") return { state };
  const breach = await findBreach(tx, (rules) => nodeAdditionBreaches(tx, { regionId, weight }, rules));
  return breach ? { state: "standby", heldBackBy: breach.rule } : { state };
}

async function nextFreeName(tx: Tx, { regionId, role }: EnrolmentToken): Promise<string> {
  const agents = await tx.agent.findMany({ where: { regionId, archivedAt: null }, select: { name: true } });
  const taken = new Set(agents.map(({ name }) => name));
  const stem = role === "gateway" ? "gateway" : "node";
  for (let number = 1; ; number++) {
    if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
  }
}
