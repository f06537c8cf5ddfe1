import type { UserRole } from "@meridian/contracts/fleet";
import type { ServiceContext } from "../domains/context.ts";
import { createUser } from "../domains/people/index.ts";

type NewPerson = { id?: string; role?: UserRole; passwordHash?: string };

/** A user named after their id; without more, the one that a test's context acts as. They cannot sign in without a hash. */
export async function addPerson(ctx: ServiceContext, person: NewPerson = {}): Promise<string> {
  const { id = "user-1", role = "admin", passwordHash = "" } = person;
  const user = { id, name: id, email: `${id}@example.com`, role, passwordHash, emailVerified: true };
  await ctx.db.$transaction((tx) => createUser(tx, user));
  return id;
}
