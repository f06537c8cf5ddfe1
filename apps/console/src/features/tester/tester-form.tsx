"use client";

import type { TestParseInput } from "@meridian/contracts/api";
import { parseIncludes } from "@meridian/contracts/wire";
import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { z } from "zod";
import { useCommandKey } from "@/client/command-key.ts";
import type { TesterOptions } from "@/client/query/trpc.ts";
import { useMay } from "@/client/session.tsx";
import { useTabState } from "@/client/tab-state.ts";
import { Button } from "@/components/ui/button.tsx";
import { Kbd } from "@/components/ui/kbd.tsx";
import { TextArea, TextField } from "@/components/ui/text-field.tsx";
import { Examples } from "./examples.tsx";
import { Route, routeOn, RouteSelects } from "./route-selects.tsx";

type TesterFormProps = {
  options: TesterOptions;
  isRunning: boolean;
  onRun: (input: TestParseInput) => void;
};

const TesterDraft = z.object({ text: z.string(), route: Route.nullable(), hint: z.string().default("") });
const noDraft: z.infer<typeof TesterDraft> = { text: "", route: null, hint: "" };

export function TesterForm({ options, isRunning, onRun }: TesterFormProps) {
  const t = useTranslations("tester");
  const commandKey = useCommandKey();
  const [{ text, route: chosen, hint }, change] = useTabState("tester", TesterDraft, noDraft);
  const route = routeOn(options, chosen);
  const setText = (next: string) => change((draft) => ({ ...draft, text: next }));
  const addresses = addressLines(text);
  const reason = useDisabledReason({ options, isRunning, route, addresses });
  const run = () => {
    if (reason === undefined) onRun(inputOf(route, addresses, hint));
  };
  useRunKey(run);
  const add = (example: string) => setText([...addressLines(text), example].join("\n"));

  return (
    <section aria-label={t("title")} className="border-b border-line pb-6">
      <RouteSelects
        options={options}
        route={route}
        onChange={(next) => change((draft) => ({ ...draft, route: next }))}
      />
      <TextArea
        label={t("addresses")}
        placeholder={t("placeholder")}
        rows={4}
        lang="zh"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="mt-4"
      />
      <TextField
        label={t("hint")}
        placeholder={t("hintPlaceholder")}
        lang="zh"
        maxLength={hintMax}
        spellCheck={false}
        value={hint}
        onChange={({ target }) => change((draft) => ({ ...draft, hint: target.value }))}
        className="mt-3 sm:max-w-80"
      />
      <div className="mt-3 flex flex-wrap items-start gap-3">
        <Examples onPick={add} />
        <Button
          look="primary"
          className="ml-auto max-sm:w-full"
          onClick={run}
          {...(reason !== undefined && { disabledReason: reason })}
        >
          {isRunning && <LoaderCircle size={14} aria-hidden className="animate-spin" />}
          {isRunning ? t("running") : t("run")}
          <span aria-hidden className="flex gap-0.5 max-sm:hidden">
            <Kbd>{commandKey}</Kbd>
            <Kbd>↵</Kbd>
          </span>
        </Button>
      </div>
    </section>
  );
}

/** Characters of a region hint. */
const hintMax = 100;

/** All that a parse can answer. */
function inputOf(route: Route, addresses: string[], hint: string): TestParseInput {
  const region = hint.trim();
  return { ...route, addresses, include: [...parseIncludes], ...(region !== "" && { region }) };
}

/** ⌘ or Ctrl with Enter runs the test wherever the focus is, after a click on an example too; not behind an open panel or menu. */
function useRunKey(run: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey) || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')) return;
      event.preventDefault();
      if (!event.repeat) run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  });
}

type Situation = Omit<TesterFormProps, "onRun"> & { route: Route; addresses: readonly string[] };

/** Why the test cannot be run, in words; undefined when it can. */
function useDisabledReason({ options, isRunning, route, addresses }: Situation): string | undefined {
  const t = useTranslations("tester.disabled");
  const mayNot = useMay("operator", touchedBy(options, route));
  if (mayNot !== undefined) return mayNot;
  if (isRunning) return t("running");
  const region = options.regions.find(({ id }) => id === route.regionId);
  if (!region?.hasLiveGateway) return t("noGateway");
  const problem = inputProblem(addresses);
  if (!problem) return undefined;
  if (problem.kind === "tooMany") return t("tooMany", { count: problem.count, max: problem.max });
  return problem.kind === "tooLong" ? t("tooLong", { max: problem.max }) : t("empty");
}

/** The region through which is asked, and that of a node that is to answer. */
function touchedBy({ nodes }: TesterOptions, { regionId, nodeId }: Route): string[] {
  return [regionId, ...nodes.filter(({ id }) => id === nodeId).map((node) => node.regionId)];
}

export const addressesMax = 20;
const charactersMax = 4000;

/** The addresses of a text area: its lines, without those that hold nothing. Nothing else is changed about them. */
export function addressLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

type InputProblem =
  { kind: "empty" } | { kind: "tooMany"; count: number; max: number } | { kind: "tooLong"; max: number };

/** Why the addresses cannot be sent; null when they can. */
export function inputProblem(addresses: readonly string[]): InputProblem | null {
  if (addresses.length === 0) return { kind: "empty" };
  if (addresses.length > addressesMax) return { kind: "tooMany", count: addresses.length, max: addressesMax };
  return addresses.some(({ length }) => length > charactersMax)
    ? { kind: "tooLong", max: charactersMax }
    : null;
}
