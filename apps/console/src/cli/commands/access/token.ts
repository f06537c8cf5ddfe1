import { ApiTokenView } from "@meridian/contracts/api";
import { Command } from "commander";
import { listAll } from "../../api-list.ts";
import { examples, type OnSession } from "../../session.ts";

/** No token may make or revoke one: the commands of this program have no other credential. */
export const tokenList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists API tokens; they are made and revoked in the console alone")
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
