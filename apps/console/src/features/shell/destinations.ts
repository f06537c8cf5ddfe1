import {
  Gauge,
  type LucideIcon,
  Rocket,
  ScanText,
  ScrollText,
  Server,
  Settings,
  SlidersHorizontal,
} from "lucide-react";

type PageKey = "overview" | "fleet" | "traffic" | "rollouts" | "tester" | "audit" | "settings";

/** The console's pages; `letter` is pressed after `g`. */
export const destinations: readonly { key: PageKey; href: string; letter: string; Icon: LucideIcon }[] = [
  { key: "overview", href: "/overview", letter: "o", Icon: Gauge },
  { key: "fleet", href: "/fleet", letter: "f", Icon: Server },
  { key: "traffic", href: "/traffic", letter: "w", Icon: SlidersHorizontal },
  { key: "rollouts", href: "/rollouts", letter: "r", Icon: Rocket },
  { key: "tester", href: "/tester", letter: "t", Icon: ScanText },
  { key: "audit", href: "/audit", letter: "a", Icon: ScrollText },
  { key: "settings", href: "/settings", letter: "s", Icon: Settings },
];
