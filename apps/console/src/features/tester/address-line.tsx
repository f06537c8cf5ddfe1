"use client";

import type { AddressElement, Included } from "@meridian/contracts/wire";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { figureText, shareFigure } from "@/client/format/figure.ts";
import { elementColour, knownType, type LineStrength, lineStrength } from "./element-family.ts";
import { segmentsOf, type Span, spansOf } from "./included/spans.ts";
import { type Marking, markProps } from "./marking.ts";

const lines: Record<LineStrength, string> = {
  dotted: "before:border-b-2 before:border-dotted",
  thin: "before:border-b",
  medium: "before:border-b-2",
  strong: "before:border-b-3",
};

type AddressLineProps = Marking & {
  address: string;
  elements: readonly AddressElement[];
  included: Pick<Included, "contact" | "rest">;
};

/**
 * The address exactly as typed, to the last space: what is drawn for an element takes no width and is not copied with it. Each
 * element is underlined in its family's colour, contact and rest with dashes, its name under it. Wraps between them.
 */
export function AddressLine({ address, elements, included, marked, onMark }: AddressLineProps) {
  return (
    <p lang="zh" className="min-w-0 text-[20px] leading-14 break-words whitespace-break-spaces">
      {segmentsOf(address, spansOf(elements, included)).map(({ text, span }, position) => {
        const index = span?.kind === "element" ? span.index : null;
        const element = index === null ? undefined : elements[index];
        if (element && index !== null) {
          return (
            <ElementSpan
              key={position}
              element={element}
              text={text}
              isMarked={marked === index}
              {...markProps(index, onMark)}
            />
          );
        }
        if (span && span.kind !== "element") return <OtherSpan key={position} kind={span.kind} text={text} />;
        return (
          <span key={position} className="text-muted">
            {text}
          </span>
        );
      })}
    </p>
  );
}

/** Drawn, not written: a copy of the line has the address alone. */
const named =
  "before:absolute before:inset-x-px before:bottom-0 before:border-inherit after:absolute after:inset-x-0 after:top-full after:truncate after:px-0.5 after:pt-0.5 after:text-2xs after:text-muted after:content-[attr(data-type)]";

type OtherSpanProps = { kind: Exclude<Span["kind"], "element">; text: string };

/** Text that is no element. Under a lone mark there is no room for a word. */
function OtherSpan({ kind, text }: OtherSpanProps) {
  const t = useTranslations("tester.span");
  if (!/[\p{L}\p{N}]/u.test(text)) return <span className="text-muted">{text}</span>;
  return (
    <span
      data-type={t(kind)}
      className={clsx(
        "relative inline-block max-w-full rounded-sm border-line-strong leading-8 text-muted",
        "before:border-b before:border-dashed",
        named,
      )}
    >
      {text}
    </span>
  );
}

type ElementSpanProps = { element: AddressElement; text: string; isMarked: boolean } & ReturnType<
  typeof markProps
>;

function ElementSpan({ element, text, isMarked, ...handlers }: ElementSpanProps) {
  const t = useTranslations("tester");
  const known = knownType(element.type);
  const type = known ? t(`type.${known}`) : element.type;
  const confidence = figureText(shareFigure(element.confidence));
  const colour = elementColour(element.type);
  return (
    <span
      role="group"
      tabIndex={0}
      aria-label={t("elementLabel", { type, text, confidence })}
      {...handlers}
      data-type={type}
      className={clsx(
        "relative inline-block max-w-full rounded-sm leading-8",
        named,
        lines[lineStrength(element.confidence)],
      )}
      style={{
        borderColor: colour,
        ...(isMarked && { background: `color-mix(in oklab, ${colour} 14%, transparent)` }),
      }}
    >
      {text}
    </span>
  );
}
