"use client";

import type { Convergence, TrafficView } from "@meridian/contracts/api";
import { declaredShares } from "@meridian/contracts/routing";
import type { ShareReport } from "@meridian/contracts/shares";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { rateFigure } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { ApplyBar } from "../draft/apply-bar.tsx";
import { ApplyDialog } from "../draft/apply-dialog.tsx";
import { ConvergenceLine } from "./convergence-line.tsx";
import type { Draft, Target } from "../draft/draft.ts";
import { effectsOf } from "../draft/effects.ts";
import { OutdatedBanner } from "../draft/outdated-banner.tsx";
import { ShareBars } from "../shares/share-bars.tsx";
import { ShareCauses } from "../shares/share-causes.tsx";
import { percentsOf } from "../shares/shares.ts";
import type { Subject } from "../subject.ts";
import { TargetHead } from "./target-head.tsx";
import { TargetRow } from "./target-row.tsx";
import { useEffectText } from "../draft/use-effect-text.ts";
import { useTargetDraft } from "../draft/use-target-draft.ts";
import { WhatIf } from "../what-if/what-if.tsx";

export type TargetPanelProps = {
  traffic: TrafficView;
  subject: Subject;
  targets: readonly Target[];
  revision: string;
  convergence: Convergence;
  /** Declared, expected and observed shares of the targets. */
  report: ShareReport;
  requestsPerSecond: number | null;
  details?: ReadonlyMap<string, ReactNode>;
  stored: Draft | undefined;
  onStore: (draft: Draft | null) => void;
  /** Why this person may not change anything here. */
  disabledReason: string | undefined;
  children?: ReactNode;
};

/** What is set, what is drafted, and how far it has come, of an origin's regions or a region's nodes. */
export function TargetPanel(props: TargetPanelProps) {
  const { subject, targets, revision, convergence, report, requestsPerSecond, disabledReason } = props;
  const t = useTranslations("traffic.panel");
  const [isReviewing, setIsReviewing] = useState(false);
  const draft = useTargetDraft(props);
  const effectText = useEffectText(subject, targets);
  const effects = effectsOf(targets, draft.draft, requestsPerSecond);
  const percents = percentsOf(declaredShares(targets));
  const draftPercents = percentsOf(declaredShares(draft.draft.targets));
  const changed = new Set(draft.changes.map(({ id }) => id));
  const hasChanges = changed.size > 0;
  const review = { subject, draft, effects, effectText };
  const title = t(`title.${subject.type}`, { region: subject.regionName });

  return (
    <section aria-label={title} className="mb-10">
      <header className="mb-3 flex flex-wrap items-start justify-between gap-x-6 gap-y-1">
        <h2 className="flex flex-wrap items-baseline gap-x-3 text-base font-semibold">
          {title}
          <span className="text-sm font-normal">
            <FigureValue value={requestsPerSecond} as={rateFigure} />
          </span>
        </h2>
        <ConvergenceLine
          convergence={convergence}
          revision={revision}
          applyTimes={subject.type === "traffic" ? props.traffic.applyTimes : null}
        />
      </header>
      {draft.isOutdated && (
        <OutdatedBanner subject={subject} revision={revision} onKeep={draft.keep} onDiscard={draft.discard} />
      )}
      <div className="mb-4 grid items-start gap-x-10 gap-y-5 lg:grid-cols-[1fr_auto]">
        <ShareBars targets={targets} draft={draft.draft} isChanged={hasChanges} />
        <WhatIf
          traffic={props.traffic}
          subject={subject}
          targets={draft.draft.targets}
          isChanged={hasChanges}
        />
      </div>
      <TargetHead type={subject.type} />
      <ul>
        {targets.map((target) => {
          const drafted = draft.draft.targets.find(({ id }) => id === target.id);
          if (!drafted) return null;
          return (
            <TargetRow
              key={target.id}
              target={target}
              draft={drafted}
              all={draft.draft.targets}
              percent={percents.get(target.id) ?? 0}
              draftPercent={draftPercents.get(target.id) ?? 0}
              isChanged={changed.has(target.id)}
              convergence={convergence}
              report={report}
              detail={props.details?.get(target.id)}
              disabledReason={disabledReason}
              onEdit={draft.edit}
            />
          );
        })}
      </ul>
      <ShareCauses report={report} />
      {props.children}
      {hasChanges && <ApplyBar {...review} onReview={() => setIsReviewing(true)} />}
      {isReviewing && hasChanges && (
        <ApplyDialog {...review} revision={revision} onClose={() => setIsReviewing(false)} />
      )}
    </section>
  );
}
