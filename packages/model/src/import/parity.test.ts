import { expect, it } from "vitest";
import { checkParity, parityOf } from "./parity.ts";

const labels = ["O", "B-road", "I-road", "E-road"];
const right = [{ type: "road", start: 0, end: 3 }];
const wrong = [{ type: "road", start: 0, end: 2 }];
const addresses = Array.from({ length: 200 }, () => ({ text: "文一西路", spans: right }));
/** Answers of which those numbered are wrong. */
const answers = (...numbers: number[]) => addresses.map((_, i) => (numbers.includes(i) ? wrong : right));

it("measures the loss against labels and the agreement against float32", () => {
  expect(parityOf(addresses, labels, answers(1), answers(1))).toEqual({
    addresses: 200,
    f1Loss: 0,
    agreement: 100,
  });
  expect(parityOf(addresses, labels, answers(1), answers(2))).toMatchObject({ f1Loss: 0, agreement: 99 });
  expect(parityOf(addresses, ["O", "S-/WHAT"], answers(), answers(2))).toMatchObject({
    f1Loss: 0.5,
    agreement: 99.5,
  });
});

it("takes a precision that nearly always answers alike", () => {
  const parity = parityOf(addresses, labels, answers(1), answers(2));
  expect(() => checkParity("int8", parity)).not.toThrow();
});

it("refuses one that answers otherwise though it loses no F1", () => {
  const parity = parityOf(addresses, labels, answers(1, 2, 5), answers(3, 4, 6));
  expect(parity.f1Loss).toBe(0);
  expect(() => checkParity("int8", parity)).toThrow(
    "model.int8.onnx: elements that agree with float32's on 200 addresses: expected at least 98 %, found 97.",
  );
});

it("refuses one that loses F1 though it mostly agrees", () => {
  const parity = parityOf(addresses, labels, answers(), answers(3));
  expect(() => checkParity("fp16", parity)).toThrow(
    "model.fp16.onnx: span F1 lost against float32 on 200 addresses: expected at most 0.3 points, found 0.5.",
  );
});

it("refuses figures that are no numbers", () => {
  expect(() => checkParity("int8", { addresses: 1, f1Loss: 0, agreement: NaN })).toThrow("at least 98 %");
});
