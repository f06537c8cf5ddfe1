import { Command } from "cmdk";
import type { LucideIcon } from "lucide-react";

export type CommandEntry = { id: string; label: string; hint?: string; Icon: LucideIcon; run: () => void };

type CommandGroupProps = { heading: string; entries: readonly CommandEntry[]; onDone: () => void };

export function CommandGroup({ heading, entries, onDone }: CommandGroupProps) {
  if (entries.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="pb-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {entries.map(({ id, label, hint, Icon, run }) => (
        <Command.Item
          key={id}
          value={`${label} ${hint ?? ""} ${id}`}
          onSelect={() => {
            onDone();
            run();
          }}
          className="flex h-8 items-center gap-3 rounded-md px-2 data-[selected=true]:bg-hover"
        >
          <Icon size={16} aria-hidden className="text-muted" />
          {label}
          {hint && <span className="ml-auto text-xs text-muted">{hint}</span>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
