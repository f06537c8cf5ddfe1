"use client";

import clsx from "clsx";
import { LoaderCircle } from "lucide-react";
import { useLinkStatus } from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

/** Who clicked waits this long before a sentence tells them what the mark means. */
const patienceMs = 3000;

/** Inside a link: a mark from the click until its page is there, and after 3 s a sentence. A console that hangs would show neither. */
export function LinkPending({ page, isCollapsed }: { page: string; isCollapsed: boolean }) {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return (
    <>
      <LoaderCircle
        size={isCollapsed ? 10 : 14}
        aria-hidden
        className={clsx(
          "shrink-0 motion-safe:animate-spin",
          isCollapsed ? "absolute right-0.5 bottom-0.5" : "ml-auto",
        )}
      />
      <Late page={page} />
    </>
  );
}

function Late({ page }: { page: string }) {
  const t = useTranslations("shell");
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <span
      role="status"
      className={
        isLate
          ? "fixed bottom-4 left-4 z-50 max-w-[calc(100vw-2rem)] rounded-md border border-line bg-surface px-3 py-2 text-sm text-warning-ink shadow-md"
          : "sr-only"
      }
    >
      {t(isLate ? "pageLate" : "pageLoading", { page })}
    </span>
  );
}
