import { type LucideIcon, ScanText, Server } from "lucide-react";

/** The console's pages; `letter` is pressed after `g`. */
export const destinations: readonly {
  key: "fleet" | "tester";
  href: string;
  letter: string;
  Icon: LucideIcon;
}[] = [
  { key: "fleet", href: "/fleet", letter: "f", Icon: Server },
  { key: "tester", href: "/tester", letter: "t", Icon: ScanText },
];
