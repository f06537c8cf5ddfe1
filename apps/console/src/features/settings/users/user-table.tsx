"use client";

import type { UserView } from "@meridian/contracts/api";
import { UserRole } from "@meridian/contracts/fleet";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Select } from "@/components/ui/select.tsx";
import { SettingsRowMenu } from "../settings-row-menu.tsx";
import { settingsCell, SettingsTable } from "../settings-table.tsx";

/** What of the tab is open over its table. */
export type OpenUser =
  | { what: "sessions" | "deactivate" | "reactivate"; user: UserView }
  | { what: "role"; user: UserView; role: UserRole };

type UserTableProps = {
  users: readonly UserView[];
  myId: string;
  onOpen: (open: OpenUser) => void;
};

export function UserTable({ users, myId, onOpen }: UserTableProps) {
  const t = useTranslations("settings.users");
  const columns = [
    { key: "name", label: t("column.name") },
    { key: "role", label: t("column.role"), className: "w-40 max-md:w-34" },
    { key: "seen", label: t("column.seen"), className: "w-36 max-md:hidden" },
    { key: "state", label: t("column.state"), className: "w-32 max-md:hidden" },
    { key: "actions", label: t("column.actions"), className: "w-10", isLabelHidden: true },
  ];
  const admins = users.filter(({ role, deactivatedAt }) => role === "admin" && deactivatedAt === null);
  return (
    <SettingsTable label={t("title")} columns={columns}>
      <tbody>
        {users.map((user) => (
          <UserRow
            key={user.id}
            user={user}
            isMe={user.id === myId}
            isLastAdmin={admins.length === 1 && admins[0]?.id === user.id}
            onOpen={onOpen}
          />
        ))}
      </tbody>
    </SettingsTable>
  );
}

type UserRowProps = {
  user: UserView;
  isMe: boolean;
  isLastAdmin: boolean;
  onOpen: (open: OpenUser) => void;
};

function UserRow({ user, isMe, isLastAdmin, onOpen }: UserRowProps) {
  const t = useTranslations("settings.users");
  const { name, email, lastSeenAt, deactivatedAt } = user;
  return (
    <tr className={clsx("border-t border-line", deactivatedAt && "text-muted")}>
      <th scope="row" className={clsx(settingsCell, "text-left font-normal")}>
        <span className="block font-medium break-words">
          {name}
          {isMe && <span className="ml-2 font-normal text-muted">{t("you")}</span>}
        </span>
        <span className="block text-xs break-all text-muted">{email}</span>
        {deactivatedAt && <span className="block text-xs md:hidden">{t("state.deactivated")}</span>}
      </th>
      <td className={settingsCell}>
        <RoleCell user={user} isLastAdmin={isLastAdmin} onOpen={onOpen} />
      </td>
      <td className={clsx(settingsCell, "max-md:hidden")}>
        {lastSeenAt ? (
          <RelativeTime at={lastSeenAt} />
        ) : (
          <span className="text-muted">{t("notSignedIn")}</span>
        )}
      </td>
      <td className={clsx(settingsCell, "max-md:hidden")}>
        {deactivatedAt ? t("state.deactivated") : t("state.active")}
      </td>
      <td className={clsx(settingsCell, "text-right")}>
        <UserActions user={user} isMe={isMe} isLastAdmin={isLastAdmin} onOpen={onOpen} />
      </td>
    </tr>
  );
}

/** Choosing another role asks first. */
function RoleCell({ user, isLastAdmin, onOpen }: Omit<UserRowProps, "isMe">) {
  const t = useTranslations("settings.users");
  const rule = useTranslations("settings.rule");
  const roleName = useTranslations("shell.role");
  if (user.deactivatedAt) return roleName(user.role);
  const choose = (value: string) => {
    const role = UserRole.parse(value);
    if (role !== user.role) onOpen({ what: "role", user, role });
  };
  return (
    <Select
      label={t("roleOf", { name: user.name })}
      isLabelHidden
      value={user.role}
      onChange={choose}
      options={UserRole.options.map((role) => ({ value: role, label: roleName(role) }))}
      disabledReason={isLastAdmin ? rule("last-admin") : undefined}
    />
  );
}

function UserActions({ user, isMe, isLastAdmin, onOpen }: UserRowProps) {
  const t = useTranslations("settings.users");
  const rule = useTranslations("settings.rule");
  const action = (what: "sessions" | "deactivate" | "reactivate") => ({
    label: t(`action.${what}`),
    onSelect: () => onOpen({ what, user }),
  });
  const kept = isLastAdmin ? rule("last-admin") : isMe ? rule("not-oneself") : undefined;
  const actions = user.deactivatedAt
    ? [action("reactivate")]
    : [action("sessions"), { ...action("deactivate"), disabledReason: kept }];
  return <SettingsRowMenu label={t("actionsOf", { name: user.name })} actions={actions} />;
}
