"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Primitive } from "radix-ui";
import { type ComponentProps, type ReactNode, useState } from "react";

const item =
  "flex h-8 items-center gap-2 rounded-sm px-2 text-sm outline-none select-none data-highlighted:bg-hover";

type MenuProps = { trigger: ReactNode; children: ReactNode };

/** A menu under a button. It stays in its button's landmark, and the page behind it stays there for screen readers. */
export function Menu({ trigger, children }: MenuProps) {
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  return (
    <Primitive.Root modal={false}>
      <Primitive.Trigger asChild ref={setButton}>
        {trigger}
      </Primitive.Trigger>
      <Primitive.Portal container={button?.closest<HTMLElement>("main, header")}>
        <Primitive.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-44 animate-rise rounded-lg border border-line bg-canvas p-1 shadow-menu"
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

export function MenuItem(props: ComponentProps<typeof Primitive.Item>) {
  return <Primitive.Item className={item} {...props} />;
}

export function MenuSeparator() {
  return <Primitive.Separator className="my-1 h-px bg-line" />;
}

type MenuChoiceProps<T extends string> = {
  value: T | undefined;
  onChoose: (value: T) => void;
  choices: readonly { value: T; label: string; lang?: string }[];
};

/** One of a few. */
export function MenuChoice<T extends string>({ value, onChoose, choices }: MenuChoiceProps<T>) {
  return (
    <Primitive.RadioGroup value={value ?? ""}>
      {choices.map((choice) => (
        <Primitive.RadioItem
          key={choice.value}
          value={choice.value}
          lang={choice.lang}
          onSelect={() => onChoose(choice.value)}
          className={item}
        >
          <span className="size-4">
            <Primitive.ItemIndicator>
              <Check size={16} aria-hidden className="text-accent-ink" />
            </Primitive.ItemIndicator>
          </span>
          {choice.label}
        </Primitive.RadioItem>
      ))}
    </Primitive.RadioGroup>
  );
}
