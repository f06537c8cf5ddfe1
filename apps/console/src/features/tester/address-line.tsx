"use client";

import type { AddressElement } from "@meridian/contracts/wire";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { figureText, shareFigure } from "@/client/format/figure.ts";
import { elementColour, knownType, type LineStrength, lineStrength } from "./element-family.ts";
import { type Marking, markProps } from "./marking.ts";

const lines: Record<LineStrength, string> = {
  dotted: "before:border-b-2 before:border-dotted",
  thin: "before:border-b",
  medium: "before:border-b-2",
  strong: "before:border-b-3",
};

type AddressLineProps = Marking & { address: string; elements: readonly AddressElement[] };

/**
 * The address exactly as typed, to the last space: what is drawn for an element takes no width and is not copied with it. Each
 * element is underlined in its family's colour, its name under it. Wraps between elements.
 */
export function AddressLine({ address, elements, marked, onMark }: AddressLineProps) {
  return (
    <p lang="zh" className="min-w-0 text-[20px] leading-14 break-words whitespace-break-spaces">
      {addressSegments(address, elements).map(({ text, elementIndex }, index) => {
        const element = elementIndex === null ? undefined : elements[elementIndex];
        if (!element || elementIndex === null) {
          return (
            <span key={index} className="text-muted">
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
      data-type={type}
      className={clsx(
        "relative inline-block max-w-full rounded-sm leading-8",
        // Drawn, not written: a copy of the line has the address alone.
        "before:absolute before:inset-x-px before:bottom-0 before:border-inherit",
        "after:absolute after:inset-x-0 after:top-full after:truncate after:px-0.5 after:pt-0.5 after:text-2xs after:text-muted after:content-[attr(data-type)]",
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
