import { hash } from "node:crypto";
import { apiKeyPrefix, type ClientKeys, type KeyCounts, keyCountsMax } from "@meridian/contracts/wire";
import { LRUCache } from "lru-cache";
import { ClientKey } from "./client-key.ts";
import { KeyRefusal } from "./key-refusal.ts";

/** As many as the console lets be at once. */
const departedMax = 1000;
const bearer = /^bearer +(\S+) *$/i;

/** The API keys of the snapshot. One look into a map finds a request's; without keys and a switch that is off it costs none. */
export class KeyRing {
  private isAskedFor = false;
  private byHash = new Map<string, ClientKey>();
  /** Keys that are not of this region now: one that comes back still has used what it used. */
  private readonly departed = new LRUCache<string, ClientKey>({ max: departedMax });
  /** Taken from behind those that were told last, so that many keys all have their turn. */
  private toldAt = 0;

  get isAsked(): boolean {
    return this.isAskedFor;
  }

  /** Keys that stay keep what was used of them. */
  apply({ isAsked, keys }: ClientKeys = { isAsked: false, keys: [] }): void {
    const before = new Map([...this.byHash.values()].map((key) => [key.id, key]));
    this.byHash = new Map(
      keys.map((given) => {
        const key = before.get(given.id) ?? this.departed.get(given.id) ?? new ClientKey(given);
        before.delete(given.id);
        this.departed.delete(given.id);
        key.update(given);
        return [given.hash, key];
      }),
    );
    for (const [id, key] of before) this.departed.set(id, key);
    this.isAskedFor = isAsked;
  }

  /** The key of an `authorization` header; null: none is needed. Throws KeyRefusal when one is, and this is none. */
  find(authorization: string | undefined): ClientKey | null {
    const [, secret] = bearer.exec(authorization ?? "") ?? [];
    const key = secret?.startsWith(`${apiKeyPrefix}_`) ? this.byHash.get(hash("sha256", secret)) : undefined;
    if (key || !this.isAskedFor) return key ?? null;
    throw new KeyRefusal(
      "UNAUTHENTICATED",
      authorization === undefined
        ? "Send an API key as authorization: Bearer."
        : "This gateway knows no such API key: it is revoked, expired, or for other regions.",
    );
  }

  all(): Iterable<ClientKey> {
    return this.byHash.values();
  }

  /** What was counted since it was told last, of as many keys as a frame holds. */
  takeCounts(): KeyCounts[] {
    const keys = [...this.byHash.values()];
    const taken: KeyCounts[] = [];
    for (let step = 0; step < keys.length && taken.length < keyCountsMax; step++) {
      this.toldAt = (this.toldAt + 1) % keys.length;
      const counts = keys[this.toldAt]?.takeCounts();
      if (counts) taken.push(counts);
    }
    return taken;
  }
}
