import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Begins the name of every cookie. */
export const cookiePrefix = "meridian";
/** A browser in which somebody signed in lately keeps it, also signed out. */
export const deviceCookie = { name: "known_device", maxAgeSeconds: 30 * 24 * 3600 } as const;
/**
 * Set by the console's listener on every request, like the client's address: whom it counts against where no procedure knows
 * better. What a client sends under it is dropped.
 */
export const countedAsHeader = "x-meridian-counted-as";

/** The library's session tokens. Other cookies are signed by the same secret, some given to strangers: their values look otherwise. */
const sessionToken = /^[A-Za-z0-9]{32}$/;
const deviceValue = /^known-[\w-]{1,64}$/;

/** One for each person, on however many devices: who signs in a thousand times gets no thousand allowances. */
export function deviceValueOf(userId: string): string {
  return `known-${userId}`;
}

/** Tells by their signature, without the database, which cookies this console gave. */
export class SignedCookies {
  private readonly names: { session: string; device: string };

  constructor(
    private readonly secret: string,
    baseUrl: string,
  ) {
    const prefix = `${baseUrl.startsWith("https:") ? "__Secure-" : ""}${cookiePrefix}`;
    this.names = { session: `${prefix}.session_token`, device: `${prefix}.${deviceCookie.name}` };
  }

  /** Who shows these cookies, as a key to count by; null: nobody who signed in lately. The session may have ended since. */
  proofIn(cookies: string | undefined): string | null {
    if (cookies === undefined) return null;
    const session = this.valueOf(cookies, this.names.session, sessionToken);
    if (session !== null) return `session-cookie ${createHash("sha256").update(session).digest("hex")}`;
    const device = this.valueOf(cookies, this.names.device, deviceValue);
    return device && `device ${device}`;
  }

  private valueOf(cookies: string, name: string, pattern: RegExp): string | null {
    const found = cookies.split(";").find((one) => one.trimStart().startsWith(`${name}=`));
    const signed = found === undefined ? null : decoded(found.slice(found.indexOf("=") + 1).trim());
    const end = signed?.lastIndexOf(".") ?? -1;
    if (signed === null || end < 1) return null;
    const value = signed.slice(0, end);
    return pattern.test(value) && this.isSigned(value, signed.slice(end + 1)) ? value : null;
  }

  private isSigned(value: string, signature: string): boolean {
    const expected = createHmac("sha256", this.secret).update(value).digest();
    const given = Buffer.from(signature, "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
