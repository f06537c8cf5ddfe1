"use client";

import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { AsOf } from "./as-of.tsx";
import { returnFocus } from "./return-focus.ts";

type DialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  isTitleHidden?: boolean;
  children: ReactNode;
};

export function Dialog({ isOpen, onOpenChange, title, isTitleHidden = false, children }: DialogProps) {
  return (
    <Primitive.Root open={isOpen} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-50 animate-fade-in bg-(--backdrop)" />
        <Primitive.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className="fixed top-[14vh] left-1/2 z-50 max-h-[72vh] w-[calc(100vw-32px)] max-w-140 -translate-x-1/2 animate-fade-in overflow-hidden rounded-lg border border-line bg-canvas shadow-sheet outline-none"
        >
          <Primitive.Title className={isTitleHidden ? "sr-only" : "px-6 pt-5 text-base font-semibold"}>
            {title}
          </Primitive.Title>
          {!isTitleHidden && (
            <p className="px-6 pt-2 empty:hidden">
              <AsOf />
            </p>
          )}
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
