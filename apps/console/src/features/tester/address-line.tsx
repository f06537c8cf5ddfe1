"use client";

import type { AddressElement } from "@meridian/contracts/wire";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { figureText, shareFigure } from "@/client/format/figure.ts";
import { elementColour, knownType, type LineStrength, lineStrength } from "./element-family.ts";
import { type Marking, markProps } from "./marking.ts";

const lines: Record<LineStrength, string> = {
  dotted: "border-b-2 border-dotted",
  thin: "border-b",
  medium: "border-b-2",
  strong: "border-b-[3px]",
};

type AddressLineProps = Marking & { address: string; elements: readonly AddressElement[] };

/** The address as typed; each element underlined in its family's colour, its name under it. Wraps between elements. */
export function AddressLine({ address, elements, marked, onMark }: AddressLineProps) {
  return (
    <p lang="zh" className="flex min-w-0 flex-wrap items-start gap-y-2 text-[20px] leading-8">
      {addressSegments(address, elements).map(({ text, elementIndex }, index) => {
        const element = elementIndex === null ? undefined : elements[elementIndex];
        if (!element || elementIndex === null) {
          return (
            <span key={index} className="max-w-full break-words whitespace-pre-wrap text-muted">
              {text}
            </span>
          );
        }
        return (
          <ElementSpan
            key={index}
            element={element}
            text={text}
            isMarked={marked === elementIndex}
            {...markProps(elementIndex, onMark)}
          />
        );
      })}
    </p>
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
      className="mx-px inline-flex max-w-full flex-col rounded-sm"
      style={isMarked ? { background: `color-mix(in oklab, ${colour} 14%, transparent)` } : undefined}
    >
      <span
        className={clsx("break-words whitespace-pre-wrap", lines[lineStrength(element.confidence)])}
        style={{ borderColor: colour }}
      >
        {text}
      </span>
      <span className="px-0.5 pt-0.5 text-2xs whitespace-nowrap text-muted">{type}</span>
    </span>
  );
}

/** A stretch of an address; `elementIndex` is null for text that belongs to no element. */
type AddressSegment = { text: string; elementIndex: number | null };

/** Cuts an address at its elements. Offsets count code points; together the segments are the address as typed. */
export function addressSegments(address: string, elements: readonly AddressElement[]): AddressSegment[] {
  const points = Array.from(address);
  const segments: AddressSegment[] = [];
  let at = 0;
  const add = (end: number, elementIndex: number | null) => {
    if (end > at) segments.push({ text: points.slice(at, end).join(""), elementIndex });
    at = Math.max(at, end);
  };
  const inOrder = elements.map((element, index) => ({ ...element, index })).sort((a, b) => a.start - b.start);
  for (const { start, end, index } of inOrder) {
    add(Math.min(start, points.length), null);
    add(Math.min(end, points.length), index);
  }
  add(points.length, null);
  return segments;
}
