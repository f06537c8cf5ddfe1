import { SafetyRuleName, type SafetyRules } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Locale } from "@/i18n/locale.ts";
import { messagesByLocale } from "@/i18n/messages.ts";
import { SafetyScene } from "../server/testing/safety-scene.ts";
import { useProblem } from "./use-problem.ts";

type Words = Record<Locale | "api", string>;

/** What is told of a cordon of one of two regions: the rule, what it would come to, the limit, and a way out. */
const told: Record<SafetyRuleName, { rules: Partial<SafetyRules>; words: Words }> = {
  "not-frozen": {
    rules: {},
    words: {
      api: "Changes are frozen: a test. Thaw them, or use break-glass.",
      en: "Changes are frozen: a test. Thaw them or use break-glass, under Settings, Safety.",
      "zh-CN": "变更已冻结：a test。请在“设置 › 安全”中解冻或应急放行。",
    },
  },
  "active-regions-min": {
    rules: { activeRegionsMin: 2 },
    words: {
      api: "Safety rule: an origin keeps at least 2 active regions; this would leave 1. Keep another one active, or use break-glass.",
      en: "A safety rule keeps 2 active regions per origin; this would leave 1. Keep another one active, or use break-glass under Settings, Safety.",
      "zh-CN":
        "安全规则要求每个入口区域至少保留 2 个启用区域；此变更将只剩 1 个。请保留另一个启用区域，或在“设置 › 安全”中应急放行。",
    },
  },
  "healthy-nodes-min": {
    rules: { healthyNodesMin: 3 },
    words: {
      api: "Safety rule: at least 3 healthy nodes stay; this would leave 2. Wait until others are ready, or use break-glass.",
      en: "A safety rule keeps 3 healthy nodes behind every origin; this would leave 2. Wait until others are ready, or use break-glass under Settings, Safety.",
      "zh-CN":
        "安全规则要求每个入口区域至少有 3 个健康节点；此变更将只剩 2 个。请等待其他节点就绪，或在“设置 › 安全”中应急放行。",
    },
  },
  "shift-points-max": {
    rules: { shiftPointsMax: 20 },
    words: {
      api: "Safety rule: one change moves at most 20 points; this moves 50. Go in smaller steps, or use break-glass.",
      en: "A safety rule allows one change to move 20 points at most; this moves 50. Use smaller steps, or break-glass under Settings, Safety.",
      "zh-CN":
        "安全规则限制单次变更最多移动 20 个百分点；此变更移动了 50 个。请分步进行，或在“设置 › 安全”中应急放行。",
    },
  },
};

let scene: SafetyScene;
beforeAll(async () => {
  scene = await SafetyScene.create();
});
afterAll(() => scene.dispose());

async function refusal(): Promise<AppError> {
  const work = scene.call("traffic.shift", await scene.shiftTo("cordon"));
  const error: unknown = await work.catch((thrown: { cause?: unknown }) => thrown.cause);
  if (error instanceof AppError) return error;
  throw new Error("expected a refusal", { cause: error });
}

function shown({ code, message, details }: AppError, locale: Locale): string {
  const answered = Object.assign(new Error(message), { data: { code, details } });
  function Refusal() {
    return useProblem()(answered);
  }
  return renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messagesByLocale[locale]} timeZone="UTC">
      <Refusal />
    </NextIntlClientProvider>,
  );
}

// The freeze is the last one: it stands before all others.
const rules = SafetyRuleName.options.toSorted(
  (a, b) => Number(a === "not-frozen") - Number(b === "not-frozen"),
);

test.each(rules)("%s refuses with what it is, what it would come to and the way out", async (rule) => {
  await scene.setRules(told[rule].rules);
  if (rule === "not-frozen") await scene.freeze();
  const error = await refusal();
  expect({ api: error.message, en: shown(error, "en"), "zh-CN": shown(error, "zh-CN") }).toEqual(
    told[rule].words,
  );
});
