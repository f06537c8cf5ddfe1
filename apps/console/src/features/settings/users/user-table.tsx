"use client";

import type { UserView } from "@meridian/contracts/api";
import { UserRole } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RowMenu } from "@/components/data-table/row-menu.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Select } from "@/components/ui/select.tsx";

/** What is open over the table. */
export type OpenUser =
  | { what: "sessions" | "resetTwoStep" | "deactivate" | "reactivate"; user: UserView }
  | { what: "role"; user: UserView; role: UserRole };

type UserTableProps = {
  users: readonly UserView[];
  myId: string;
  onOpen: (open: OpenUser) => void;
};

export function UserTable({ users, myId, onOpen }: UserTableProps) {
  const t = useTranslations("settings.users");
  const admins = users.filter(({ role, deactivatedAt }) => role === "admin" && deactivatedAt === null);
  const isLastAdmin = ({ id }: UserView) => admins.length === 1 && admins[0]?.id === id;
  const columns: Column<UserView>[] = [
    {
      key: "name",
      label: t("column.name"),
      isRowHeader: true,
      cell: (user) => <NameCell user={user} isMe={user.id === myId} />,
    },
    {
      key: "role",
      label: t("column.role"),
      className: "w-40 max-md:w-34",
      cell: (user) => <RoleCell user={user} isLastAdmin={isLastAdmin(user)} onOpen={onOpen} />,
    },
    {
      key: "seen",
      label: t("column.seen"),
      className: "w-36 max-md:hidden",
      cell: ({ lastSeenAt }) =>
        lastSeenAt ? (
          <RelativeTime at={lastSeenAt} />
        ) : (
          <span className="text-muted">{t("notSignedIn")}</span>
        ),
    },
    {
      key: "state",
      label: t("column.state"),
      className: "w-32 max-md:hidden",
      cell: ({ deactivatedAt }) => t(deactivatedAt ? "state.deactivated" : "state.active"),
    },
    {
      key: "actions",
      label: t("column.actions"),
      className: "w-10 text-right",
      isLabelHidden: true,
      cell: (user) => (
        <UserActions user={user} isMe={user.id === myId} isLastAdmin={isLastAdmin(user)} onOpen={onOpen} />
      ),
    },
  ];
  return (
    <DataTable label={t("title")} columns={columns}>
      <tbody>
        <DataRows
          columns={columns}
          rows={users}
          rowKey={({ id }) => id}
          rowClassName={({ deactivatedAt }) => deactivatedAt && "text-muted"}
        />
      </tbody>
    </DataTable>
  );
}

function NameCell({
  user: { name, email, deactivatedAt, hasTwoFactor },
  isMe,
}: {
  user: UserView;
  isMe: boolean;
}) {
  const t = useTranslations("settings.users");
  return (
    <>
      <span className="block font-medium break-words">
        {name}
        {isMe && <span className="ml-2 font-normal text-muted">{t("you")}</span>}
      </span>
      <span className="block text-xs break-all text-muted">
        {email}
        {hasTwoFactor && ` · ${t("hasTwoStep")}`}
      </span>
      {deactivatedAt && <span className="block text-xs md:hidden">{t("state.deactivated")}</span>}
    </>
  );
}

type UserCellProps = { user: UserView; isLastAdmin: boolean; onOpen: (open: OpenUser) => void };

/** Choosing another role asks first. */
function RoleCell({ user, isLastAdmin, onOpen }: UserCellProps) {
  const t = useTranslations("settings.users");
  const rule = useTranslations("refusal.rule");
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

function UserActions({ user, isMe, isLastAdmin, onOpen }: UserCellProps & { isMe: boolean }) {
  const t = useTranslations("settings.users");
  const rule = useTranslations("refusal.rule");
  const action = (what: Exclude<OpenUser["what"], "role">) => ({
    label: t(`action.${what}`),
    onSelect: () => onOpen({ what, user }),
  });
  const kept = isLastAdmin ? rule("last-admin") : isMe ? rule("not-oneself") : undefined;
  const actions = user.deactivatedAt
    ? [action("reactivate")]
    : [
        action("sessions"),
        ...(user.hasTwoFactor ? [action("resetTwoStep")] : []),
        { ...action("deactivate"), disabledReason: kept },
      ];
  return <RowMenu label={t("actionsOf", { name: user.name })} actions={actions} />;
}
