import { changeKinds } from "@meridian/contracts/api";
import { describe, expect, it } from "vitest";
import { messagesByLocale } from "@/i18n/messages.ts";

describe.each(Object.entries(messagesByLocale))("in %s", (_locale, { audit }) => {
  it("every kind of change has a name, and no other has one", () => {
    expect(kindsIn(audit.kind)).toEqual(changeKinds);
  });

  it("every kind of change has a sentence that names its subject", () => {
    const { other: _other, ...says } = audit.says;
    expect(kindsIn(says)).toEqual(changeKinds);
    const sentences = Object.values(says).flatMap((ofGroup) => Object.values(ofGroup));
    expect(sentences.filter((sentence) => !sentence.includes("<subject></subject>"))).toEqual([]);
  });

  it("every group of kinds has a name", () => {
    const groups = new Set(changeKinds.map((kind) => kind.split(".")[0]));
    expect(Object.keys(audit.group).sort()).toEqual([...groups].sort());
  });
});

function kindsIn(texts: Record<string, object>): string[] {
  return Object.entries(texts)
    .flatMap(([group, verbs]) => Object.keys(verbs).map((verb) => `${group}.${verb}`))
    .sort();
}
