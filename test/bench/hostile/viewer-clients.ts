// A viewer's clients that ask for as much as they may, in a process of their own: `<url> <token> <clients>`.
import { request } from "node:http";

const [url = "", token = "", clients = "0"] = process.argv.slice(2);
const procedures = ["traffic.get", "fleet.overview", "overview.get", "audit.list", "audit.verify"];
/** As many as a request may name, and as many as a review once sent. */
const sizes = [20, 20, 20, 300];

function ask(size: number): Promise<void> {
  const names = Array.from({ length: size }, (_, index) => procedures[index % procedures.length]).join(",");
  const input = encodeURIComponent(
    JSON.stringify(Object.fromEntries(Array.from({ length: size }, (_, index) => [index, { json: {} }]))),
  );
  const path = size > 20 ? `/api/trpc/${names}?batch=1` : `/api/trpc/${names}?batch=1&input=${input}`;
  return new Promise((resolve) => {
    const asked = request(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume().once("close", () => resolve());
    });
    asked.once("error", () => resolve());
    asked.end();
  });
}

async function client(): Promise<void> {
  for (let turn = 0; ; turn++) await ask(sizes[turn % sizes.length] ?? 1);
}

for (let index = 0; index < Number(clients); index++) void client();
process.send?.("asking");
process.once("disconnect", () => process.exit());
