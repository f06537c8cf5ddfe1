/** JSON with object keys in code-unit order and no white space, so that equal values have equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (item === null || typeof item !== "object" || Array.isArray(item)) return item;
    return Object.fromEntries(sortedEntries(item));
  });
}

function sortedEntries(item: object): [string, unknown][] {
  const entries = Object.entries(item).filter(([, value]) => value !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/**
 * Writes canonical JSON of plain JSON values and caches it per array (by reference): arrays must not change in between. For
 * many values that share large parts.
 */
export class CanonicalWriter {
  private readonly written = new WeakMap<readonly unknown[], string>();

  json(value: unknown): string {
    if (Array.isArray(value)) return this.array(value);
    if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
    const entries = sortedEntries(value);
    // An object puts keys that look like integers first: so does canonicalJson.
    const ordered = Object.entries(Object.fromEntries(entries));
    return `{${ordered.map(([key, item]) => `${JSON.stringify(key)}:${this.json(item)}`).join(",")}}`;
  }

  private array(items: readonly unknown[]): string {
    let json = this.written.get(items);
    if (json === undefined) {
      json = `[${items.map((item) => this.json(item)).join(",")}]`;
      this.written.set(items, json);
    }
    return json;
  }
}

/** sha256 of the UTF-8 bytes of `text` (or of `bytes`), lower-case hex. */
export async function sha256Hex(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const digest = await globalThis.crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** sha256 over the canonical JSON of `value`. */
export function hashOf(value: unknown): Promise<string> {
  return sha256Hex(canonicalJson(value));
}
