"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

const look = {
  fontFamily: "var(--font-sans)",
  background: "var(--slate-1)",
  borderColor: "var(--slate-6)",
  color: "var(--slate-12)",
};

/** Short notes about what a person just did. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      position="bottom-right"
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      toastOptions={{ style: look }}
    />
  );
}
