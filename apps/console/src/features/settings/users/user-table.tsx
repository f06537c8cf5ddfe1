"use client";

import type { UserView } from "@meridian/contracts/api";
import { UserRole } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import { useMay } from "@/client/session.tsx";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RowMenu } from "@/components/data-table/row-menu.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Select } from "@/components/ui/select.tsx";
import { useRegionNames } from "../region-limit.tsx";

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
  const admins = users.filter(
    ({ role, regionIds, deactivatedAt }) =>
      role === "admin" && regionIds.length === 0 && deactivatedAt === null,
  );
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
  user: { name, email, deactivatedAt, hasTwoFactor, signInMethods },
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
        {signInMethods.includes("oidc") && ` · ${t("hasOidc")}`}
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
  const mayNot = useMay("admin", "fleet");
  const namesOf = useRegionNames();
  const limit = user.regionIds.length > 0 && (
    <span className="mt-1 block text-xs text-muted">{namesOf(user.regionIds)}</span>
  );
  if (user.deactivatedAt) {
    return (
      <>
        {roleName(user.role)}
        {limit}
      </>
    );
  }
  const choose = (value: string) => {
    const role = UserRole.parse(value);
    if (role !== user.role) onOpen({ what: "role", user, role });
  };
  return (
    <>
      <Select
        label={t("roleOf", { name: user.name })}
        isLabelHidden
        value={user.role}
        onChange={choose}
        options={UserRole.options.map((role) => ({ value: role, label: roleName(role) }))}
        disabledReason={mayNot ?? (isLastAdmin ? rule("last-admin") : undefined)}
      />
      {limit}
    </>
  );
}

function UserActions({ user, isMe, isLastAdmin, onOpen }: UserCellProps & { isMe: boolean }) {
  const t = useTranslations("settings.users");
  const rule = useTranslations("refusal.rule");
  const mayNot = useMay("admin", "fleet");
  const action = (what: Exclude<OpenUser["what"], "role">) => ({
    label: t(`action.${what}`),
    onSelect: () => onOpen({ what, user }),
    // Ending a session is refused in the sheet; looking is not.
    disabledReason: what === "sessions" ? undefined : mayNot,
  });
  const regions = {
    label: t("action.regions"),
    onSelect: () => onOpen({ what: "role", user, role: user.role }),
    disabledReason: mayNot ?? (isLastAdmin ? rule("last-admin") : undefined),
  };
  const kept = mayNot ?? (isLastAdmin ? rule("last-admin") : isMe ? rule("not-oneself") : undefined);
  const actions = user.deactivatedAt
    ? [action("reactivate")]
    : [
        action("sessions"),
        regions,
        ...(user.hasTwoFactor ? [action("resetTwoStep")] : []),
        { ...action("deactivate"), disabledReason: kept },
      ];
  return <RowMenu label={t("actionsOf", { name: user.name })} actions={actions} />;
}
