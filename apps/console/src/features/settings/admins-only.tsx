import { Banner } from "@/components/ui/banner.tsx";
import { SettingsHead } from "./settings-head.tsx";

/** Stands in place of a tab that only administrators have. */
export function AdminsOnly({ title, reason }: { title: string; reason: string }) {
  return (
    <>
      <SettingsHead title={title} sentence={null} />
      <Banner tone="notice" className="max-w-172">
        {reason}
      </Banner>
    </>
  );
}
