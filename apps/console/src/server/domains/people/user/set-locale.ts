import { z } from "zod";
import type { Verb } from "../../context.ts";

export const SetLocaleInput = z.object({ locale: z.enum(["en", "zh-CN"]) });
export type SetLocaleInput = z.infer<typeof SetLocaleInput>;

/** Stores a person's language. It is no desired state, so the audit log does not record it. */
export async function setLocale({ ctx, input }: Verb<SetLocaleInput>): Promise<void> {
  await ctx.db.user.update({ where: { id: ctx.actor.id }, data: { locale: input.locale } });
}
