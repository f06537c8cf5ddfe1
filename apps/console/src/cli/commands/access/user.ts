import { UserView } from "@meridian/contracts/api";
import { Command } from "commander";
import { listAll } from "../../api-list.ts";
import { examples, type OnSession } from "../../session.ts";

/** What is changed about people is for signed-in people alone: no token may. */
export const userList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists people with their roles; they are changed in the console alone")
    .addHelpText(
      "after",
      examples(
        "meridian user list",
        "meridian user list --json | jq '.[] | select(.hasTwoFactor | not) | .email'",
      ),
    )
    .action(
      onSession(async ({ api, out }) => {
        const users = await listAll(api, "/users", UserView);
        const head = ["name", "e-mail", "role", "two-step", "last seen", "deactivated", "id"];
        out.answer(users, () => out.table(head, users.map(row)));
        return 0;
      }),
    );

function row({ name, email, role, hasTwoFactor, lastSeenAt, deactivatedAt, id }: UserView): string[] {
  const times = [lastSeenAt, deactivatedAt].map((at) => at?.toISOString() ?? "–");
  return [name, email, role, hasTwoFactor ? "on" : "off", ...times, id];
}
