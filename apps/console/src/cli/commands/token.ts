import { ApiTokenView } from "@meridian/contracts/api";
import { AnyId } from "@meridian/contracts/text";
import { Command } from "commander";
import { z } from "zod";
import { listAll } from "../api-list.ts";
import { checkedBy } from "../input/typed.ts";
import { examples, type OnSession } from "../session.ts";

const askWith = "meridian token list";

export const tokenList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists API tokens")
    .addHelpText("after", examples("meridian token list"))
    .action(
      onSession(async ({ api, out }) => {
        const tokens = await listAll(api, "/tokens", ApiTokenView);
        out.answer(tokens, () =>
          out.table(["id", "name", "role", "made by", "expires", "last used", "revoked"], tokens.map(row)),
        );
        return 0;
      }),
    );

function row(token: ApiTokenView): string[] {
  const { id, name, role, createdByName, expiresAt, lastUsedAt, revokedAt } = token;
  const times = [expiresAt, lastUsedAt, revokedAt].map((at) => at?.toISOString() ?? "–");
  return [id, name, role, createdByName, ...times];
}

export const tokenRevoke = (onSession: OnSession) =>
  new Command("revoke")
    .description("Revokes an API token: it is refused from the next request on")
    .argument("<token>", "its id; meridian token list shows it", checkedBy(AnyId))
    .addHelpText("after", examples("meridian token revoke at_4x7kq2m9pz3t"))
    .action(
      onSession(async ({ api, out }, id: string) => {
        await api.change("DELETE", `/tokens/${id}`, z.void(), { askWith });
        out.answer({ id }, () => out.line(`Token ${id} is revoked.`));
        return 0;
      }),
    );
