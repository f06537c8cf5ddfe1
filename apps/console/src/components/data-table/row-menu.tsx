"use client";

import { Ellipsis } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";

export type RowAction = {
  label: string;
  onSelect: () => void;
  /** Present: it cannot be done now, and the menu says why. */
  disabledReason?: string | undefined;
};

const item =
  "block max-w-70 rounded-sm px-2 py-1.5 text-sm outline-none select-none data-disabled:text-muted data-highlighted:bg-hover";

/** What can be done with a row. */
export function RowMenu({ label, actions }: { label: string; actions: readonly RowAction[] }) {
  const trigger = (
    <Button look="quiet" size="icon" aria-label={label} className="-my-1.5">
      <Ellipsis size={16} aria-hidden />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      {actions.map((action) => (
        <MenuItem
          key={action.label}
          onSelect={action.onSelect}
          disabled={action.disabledReason !== undefined}
          className={item}
        >
          {action.label}
          {action.disabledReason !== undefined && (
            <span className="block text-xs text-muted">{action.disabledReason}</span>
          )}
        </MenuItem>
      ))}
    </Menu>
  );
}
