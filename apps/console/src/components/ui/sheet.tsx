"use client";

import clsx from "clsx";
import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { AsOf } from "./as-of.tsx";
import { Button } from "./button.tsx";
import { returnFocus } from "./return-focus.ts";

const sides = {
  right: "inset-y-0 right-0 w-full max-w-130 border-l animate-slide-left",
  left: "inset-y-0 left-0 w-65 border-r animate-slide-right",
} as const;

type SheetProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  closeLabel: string;
  side?: keyof typeof sides;
  children: ReactNode;
};

/** A panel over the page's edge. */
export function Sheet({ isOpen, onClose, title, closeLabel, side = "right", children }: SheetProps) {
  return (
    <Primitive.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade-in bg-(--backdrop)" />
        <Primitive.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className={clsx(
            "fixed z-40 flex flex-col border-line bg-canvas shadow-sheet outline-none",
            sides[side],
          )}
        >
          <header className="flex items-center gap-2 border-b border-line py-3 pr-3 pl-6">
            <Primitive.Title className="min-w-0 flex-1 text-base font-semibold">{title}</Primitive.Title>
            <Primitive.Close asChild>
              <Button look="quiet" size="icon" aria-label={closeLabel}>
                <X size={16} aria-hidden />
              </Button>
            </Primitive.Close>
          </header>
          <p className="px-6 pt-2 empty:hidden">
            <AsOf />
          </p>
          <div className="flex-1 overflow-y-auto overscroll-contain">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
