import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesFigure, countFigure, durationFigure, figureText, rateFigure, shareFigure } from "./figure.ts";

const text = (figure: Parameters<typeof figureText>[0]) => figureText(figure).replace("\u00a0", " ");

describe("three significant digits with a unit", () => {
  it.each([
    [0, "0 ms"],
    [0.417, "0.417 ms"],
    [0.0004, "<0.001 ms"],
    [9.996, "10.0 ms"],
    [41.23, "41.2 ms"],
    [999.4, "999 ms"],
    [999.6, "1.00 s"],
    [1240, "1.24 s"],
    [59_990, "1.00 min"],
    [125_000, "2.08 min"],
  ])("%d ms is %s", (ms, expected) => expect(text(durationFigure(ms))).toBe(expected));

  it.each([
    [0, "0/s"],
    [3.2, "3.20/s"],
    [12_440, "12.4k/s"],
    [2_500_000, "2.50M/s"],
  ])("%d per second is %s", (rate, expected) => expect(text(rateFigure(rate))).toBe(expected));

  it("scales bytes and counts", () => {
    expect(text(bytesFigure(412_300_000))).toBe("412 MB");
    expect(text(bytesFigure(1_240_000_000))).toBe("1.24 GB");
    expect(text(countFigure(7))).toBe("7");
    expect(text(countFigure(12_345))).toBe("12.3k");
  });

  it("never says more than three digits", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 59_000, noNaN: true }), (ms) => {
        const digits = durationFigure(ms).digits.replace(/^<?0\.0*|\./g, "");
        expect(digits.length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe("shares", () => {
  it.each([
    [0, "0 %"],
    [0.00001, "<0.01 %"],
    [0.0123, "1.23 %"],
    [0.5, "50.0 %"],
    [0.9876, "98.8 %"],
    [0.9998, "99.98 %"],
    [0.999_999, "99.99 %"],
    [1, "100 %"],
  ])("%d is %s", (share, expected) => expect(text(shareFigure(share))).toBe(expected));

  it("says 0 % and 100 % only when it is so", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const { digits } = shareFigure(share);
        expect(digits === "0").toBe(share === 0);
        expect(digits === "100").toBe(share === 1);
      }),
    );
  });
});
