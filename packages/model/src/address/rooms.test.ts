import { expect, it } from "vitest";
import { assemble } from "./assemble.ts";

/** `road=文三路 roadno=90号 -3-2-501`: elements, and text that is none. */
function read(written: string) {
  const elements: { type: string; text: string; start: number; end: number }[] = [];
  let text = "";
  for (const part of written.split(" ")) {
    const [type, named] = part.split("=");
    const typed = (named ?? part).replaceAll("_", " ");
    const start = Array.from(text).length;
    if (named !== undefined)
      elements.push({ type: type ?? "", text: typed, start, end: start + Array.from(typed).length });
    text += typed;
  }
  const { building, unit, floor, room } = assemble(elements, text);
  return [building, unit, floor, room].map((part) => part ?? "").join("|");
}

it.each([
  ["houseno=5号楼 1203室", "5号楼|||1203室"],
  ["houseno=5號樓 １２０３室", "5號樓|||1203室"],
  ["floorno=18楼 1801", "||18楼|1801"],
  ["houseno=3幢 cellno=2单元 501", "3幢|2单元||501"],
  ["houseno=3幢 cellno=2单元 _501_室", "3幢|2单元||501室"],
  ["houseno=A座 1801-1805室", "A座|||1801-1805室"],
  ["houseno=A座 601~603室", "A座|||601~603室"],
  ["poi=恒鑫大厦 1801、1802室", "|||1801、1802室"],
  ["poi=圣爱大厦 floorno=503室", "|||503室"],
  ["houseno=B塔 subpoi=2301房", "B塔|||2301房"],
  ["houseno=12栋 poi=1804房", "12栋|||1804房"],
  ["houseno=8号楼 cellno=2单元 houseno=2203号", "8号楼|2单元||2203号"],
  ["houseno=5号楼1203室", "5号楼|||1203室"],
  ["cellno=2单元501室", "|2单元||501室"],
  ["subpoi=五零三室", "|||五零三室"],
  ["floorno=12A 03", "|||12A03"],
])("reads the room of %s", (written, expected) => {
  expect(read(written)).toBe(expected);
});

it.each([
  ["roadno=969号 3-2-501", "3|2||501"],
  ["poi=翠苑 12-1-301室", "12|1||301室"],
  ["poi=桂花园 houseno=12-3 -502", "12|3||502"],
  ["poi=桂花园 houseno=12-3-502", "12|3||502"],
  ["poi=万科城 A-1203", "A|||1203"],
  ["houseno=5号楼 3-501", "5号楼|3||501"],
  ["houseno=3幢 cellno=2单元 5-501", "3幢|2单元||5-501"],
  ["poi=翠苑 2-1-6-602", "2|1|6|602"],
])("splits %s", (written, expected) => {
  expect(read(written)).toBe(expected);
});

it.each([
  ["houseno=40号", "40号|||"],
  ["roadno=90-1号", "|||"],
  ["houseno=5号楼 _310000", "5号楼|||"],
  ["houseno=5号楼 _13800000000", "5号楼|||"],
  ["houseno=5号楼 _138_0000_0000", "5号楼|||"],
  ["houseno=5号楼 _李明_0571-80000000", "5号楼|||"],
  ["houseno=12-3", "12-3|||"],
  ["poi=明日 360米", "|||"],
  ["roadno=12号 3路 poi=公交站", "|||"],
])("leaves %s as it is", (written, expected) => {
  expect(read(written)).toBe(expected);
});

it("reads elements alone where the text is not at hand", () => {
  expect(assemble([{ type: "houseno", text: "5号楼1203室" }])).toMatchObject({
    building: "5号楼",
    room: "1203室",
  });
});
