import { expect, it } from "vitest";
import { addressLine } from "./address-line.ts";
import { assemble } from "./assemble.ts";

it.each([
  ["c=杭州市 d=余杭区 r=文一西路 n=969号 o=西溪园 h=3 e=2 m=501", "杭州市余杭区文一西路969号西溪园3-2-501"],
  ["p=北京市 c=北京市 d=朝阳区 r=建国路 n=93号 h=A座 f=3层", "北京市朝阳区建国路93号A座3层"],
  ["c=上海市 o=SOHO o=TAIKOO h=5号楼 m=1203室 a=对面 s=50米", "上海市SOHO TAIKOO 5号楼1203室对面50米"],
  ["r=A1 n=20", "A1 20"],
  ["", ""],
])("writes %s in one line", (parts, line) => {
  const types: Record<string, string> = {
    ...{ p: "prov", c: "city", d: "district", r: "road", n: "roadno", o: "poi" },
    ...{ h: "houseno", e: "cellno", f: "floorno", m: "roomno", a: "assist", s: "distance" },
  };
  const elements = parts.split(" ").flatMap((part) => {
    const [key = "", text = ""] = part.split("=");
    const type = types[key];
    return type === undefined ? [] : [{ type, text }];
  });
  expect(addressLine(assemble(elements))).toBe(line);
});
