type Point = readonly [x: number, y: number];
type Plot = {
  lines: readonly { name: string; points: readonly Point[] }[];
  xLabel: string;
  yLabel: string;
  yMax: number;
};

const [width, height] = [760, 340];
const frame = { left: 50, right: 20, top: 40, bottom: 45 };
/** Distinguishable with red-green colour blindness (Okabe and Ito). */
const colours = ["#0072b2", "#999999", "#e69f00", "#cc79a7"];

/** Lines over time as an SVG of its own, with a legend on top. */
export function linePlot({ lines, xLabel, yLabel, yMax }: Plot): string {
  const xs = lines.flatMap(({ points }) => points.map(([x]) => x));
  const [xMin, xMax] = [Math.min(...xs), Math.max(...xs)];
  const x = (value: number) =>
    frame.left + ((value - xMin) / (xMax - xMin)) * (width - frame.left - frame.right);
  const y = (value: number) => height - frame.bottom - (value / yMax) * (height - frame.top - frame.bottom);
  const ticks = (from: number, to: number, step: number) =>
    Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
  const parts = [
    ...ticks(0, yMax, 10).map((value) => gridLine(y(value), String(value))),
    ...ticks(Math.ceil(xMin / 5) * 5, xMax, 5).map((value) =>
      text(x(value), height - frame.bottom + 18, String(value), "middle"),
    ),
    ...lines.map(({ points }, i) => path(points.map(([px, py]) => [x(px), y(py)] as const), colours[i])), // prettier-ignore
    ...lines.map(({ name }, i) => legend(i, name)),
    text((frame.left + width) / 2, height - 8, xLabel, "middle"),
    text(8, frame.top - 22, yLabel, "start"),
  ];
  const head = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12"`;
  return `<svg ${head}>\n<rect width="${width}" height="${height}" fill="#fff"/>\n${parts.join("\n")}\n</svg>\n`;
}

function path(points: readonly Point[], colour = "#000"): string {
  const d = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="2"/>`;
}

function gridLine(y: number, label: string): string {
  const line = `<line x1="${frame.left}" x2="${width - frame.right}" y1="${y}" y2="${y}" stroke="#ddd"/>`;
  return line + text(frame.left - 8, y + 4, label, "end");
}

function legend(index: number, name: string): string {
  const x = frame.left + 40 + index * 165;
  return `<rect x="${x}" y="10" width="12" height="12" fill="${colours[index]}"/>${text(x + 17, 20, name, "start")}`;
}

function text(x: number, y: number, content: string, anchor: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#333">${content}</text>`;
}
