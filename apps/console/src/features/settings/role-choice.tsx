"use client";

import { UserRole } from "@meridian/contracts/fleet";
import clsx from "clsx";
import { useTranslations } from "next-intl";

type RoleChoiceProps = { label: string; value: UserRole; onChange: (role: UserRole) => void };

/** The roles, each with what it may do beyond the one before. */
export function RoleChoice({ label, value, onChange }: RoleChoiceProps) {
  const t = useTranslations("shell");
  return (
    <fieldset>
      <legend className="mb-1 text-xs text-muted">{label}</legend>
      <div className="overflow-hidden rounded-md border border-line-control">
        {UserRole.options.map((role) => (
          <label
            key={role}
            className={clsx(
              "flex cursor-pointer items-start gap-3 border-t border-line px-3 py-2 first:border-0",
              role === value ? "bg-accent-soft" : "hover:bg-hover",
            )}
          >
            <input
              type="radio"
              name="role"
              value={role}
              checked={role === value}
              onChange={() => onChange(role)}
              className="mt-0.5 size-4 accent-(--color-accent)"
            />
            <span className="min-w-0">
              <span className="block font-medium">{t(`role.${role}`)}</span>
              <span className="block text-xs text-muted">{t(`roleHint.${role}`)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
