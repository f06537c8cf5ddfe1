import { within } from "@meridian/contracts/wait";
import type { Db } from "@meridian/db";
import { LastKnown } from "../boot/last-known.ts";
import { listCredentialHashes } from "../domains/fleet/index.ts";
import { hashSecret } from "../domains/secret-hash.ts";
import {
  knownSignInKey,
  listKnownSignIns,
  listTokenHashes,
  type SignInTry,
} from "../domains/people/index.ts";

const readEveryMs = 1000;
const readMsMax = 2000;

/**
 * Who is known by what the database said a moment ago. The listener asks before it refuses somebody for what others at the same
 * address did: guesses cost the database no more than two questions a second.
 */
export class KnownCallers {
  private readonly bearers: LastKnown<ReadonlySet<string>>;
  private readonly signIns: LastKnown<ReadonlySet<string>>;

  constructor(db: Db, now: () => Date) {
    this.bearers = lately("tokens and credentials", async () => {
      const lists = await Promise.all([listTokenHashes(db, now()), listCredentialHashes(db)]);
      return lists.flat();
    });
    this.signIns = lately("known sign-ins", () => listKnownSignIns(db, now()));
  }

  /** Whether it is the secret of a token or of an agent. */
  async hasBearer(secret: string): Promise<boolean> {
    return has(this.bearers, hashSecret(secret));
  }

  /** Whether somebody signed in to this account from this address within 30 days. */
  async hasSignIn(given: SignInTry): Promise<boolean> {
    return has(this.signIns, knownSignInKey(given));
  }
}

function lately(what: string, list: () => Promise<string[]>): LastKnown<ReadonlySet<string>> {
  return new LastKnown(readEveryMs, async () => new Set(await within({ ms: readMsMax, what }, list)));
}

/** As long as the database never answered, nobody is known. */
async function has(known: LastKnown<ReadonlySet<string>>, key: string): Promise<boolean> {
  return (await known.get().catch(() => null))?.has(key) ?? false;
}
