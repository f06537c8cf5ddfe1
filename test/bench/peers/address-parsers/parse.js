// zh-address-parse and address-parse as their READMEs call them: a JSON list of texts on stdin, answers on stdout.
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import parseZh from "zh-address-parse";
import addressParse from "address-parse";

const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;

const ofZh = ({ province, city, area, name, phone, postalCode }) => ({
  ...{ province, city, district: area, name, phones: [phone], postcode: postalCode },
});
const ofAddressParse = ({ province, city, area, name, mobile, phone, zip_code }) => ({
  ...{ province, city, district: area, name, phones: [mobile, phone], postcode: zip_code },
});

const texts = JSON.parse(await text(process.stdin));
const arms = [
  {
    name: "zh-address-parse",
    version: versionOf("zh-address-parse"),
    answers: texts.map((one) => ofZh(parseZh(one))),
  },
  {
    name: "address-parse",
    version: versionOf("address-parse"),
    answers: texts.map((one) => ofAddressParse(addressParse.default.parse(one)[0])),
  },
];
process.stdout.write(`${JSON.stringify(arms)}\n`);
