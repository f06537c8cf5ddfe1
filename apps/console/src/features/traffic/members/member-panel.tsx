"use client";

import type { Convergence, TrafficView } from "@meridian/contracts/api";
import { declaredShares } from "@meridian/contracts/routing";
import type { ShareReport } from "@meridian/contracts/shares";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { rateFigure } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { FieldProblems, useFieldProblems } from "@/components/ui/field-problems.ts";
import { ApplyBar } from "../draft/apply-bar.tsx";
import { ApplyDialog } from "../draft/apply-dialog.tsx";
import { ConvergenceLine } from "./convergence-line.tsx";
import type { Draft, Member } from "../draft/draft.ts";
import { effectsOf } from "../draft/effects.ts";
import { OutdatedBanner } from "../draft/outdated-banner.tsx";
import { ShareBars } from "../shares/share-bars.tsx";
import { ShareCauses } from "../shares/share-causes.tsx";
import { percentsOf } from "../shares/shares.ts";
import type { RoutePolicyRef } from "../route-policy.ts";
import { MemberHead } from "./member-head.tsx";
import { MemberRow } from "./member-row.tsx";
import { useEffectText } from "../draft/use-effect-text.ts";
import { useMemberDraft } from "../draft/use-drafts.ts";
import { WhatIf } from "../what-if/what-if.tsx";

export type MemberPanelProps = {
  traffic: TrafficView;
  subject: RoutePolicyRef;
  members: readonly Member[];
  revision: string;
  convergence: Convergence;
  /** Declared, expected and observed shares of the members. */
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
export function MemberPanel(props: MemberPanelProps) {
  const { subject, members, revision, convergence, report, requestsPerSecond, disabledReason } = props;
  const t = useTranslations("traffic.panel");
  const [isReviewing, setIsReviewing] = useState(false);
  const { hasProblem, register } = useFieldProblems();
  const draft = useMemberDraft(props);
  const effectText = useEffectText(subject, members);
  const effects = effectsOf(members, draft.draft, requestsPerSecond);
  const percents = percentsOf(declaredShares(members));
  const draftPercents = percentsOf(declaredShares(draft.draft.members));
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
        <ShareBars members={members} draft={draft.draft} isChanged={hasChanges} />
        <WhatIf
          traffic={props.traffic}
          subject={subject}
          members={draft.draft.members}
          isChanged={hasChanges}
        />
      </div>
      <MemberHead type={subject.type} />
      <FieldProblems value={register}>
        <ul>
          {members.map((member) => {
            const drafted = draft.draft.members.find(({ id }) => id === member.id);
            if (!drafted) return null;
            return (
              <MemberRow
                key={member.id}
                member={member}
                draft={drafted}
                all={draft.draft.members}
                percent={percents.get(member.id) ?? 0}
                draftPercent={draftPercents.get(member.id) ?? 0}
                isChanged={changed.has(member.id)}
                convergence={convergence}
                report={report}
                detail={props.details?.get(member.id)}
                disabledReason={disabledReason}
                onEdit={draft.edit}
              />
            );
          })}
        </ul>
      </FieldProblems>
      <ShareCauses report={report} />
      {props.children}
      {hasChanges && <ApplyBar {...review} hasProblem={hasProblem} onReview={() => setIsReviewing(true)} />}
      {isReviewing && hasChanges && (
        <ApplyDialog {...review} revision={revision} onClose={() => setIsReviewing(false)} />
      )}
    </section>
  );
}
