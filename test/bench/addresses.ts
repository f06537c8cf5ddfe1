// `npm run bench -- addresses`: addresses read right, against the libraries that shops use, on the list of addresses/inputs.jsonl.
import { inputs } from "./addresses/inputs.ts";
import { type Answer, isLeaking, judge } from "./addresses/judge.ts";
import { answerOurs, type OurAnswer } from "./addresses/ours.ts";
import { answerPeers } from "./addresses/peers.ts";
import { benchCommand } from "./lib/bench-command.ts";
import { check, report, type Row, say } from "./lib/report.ts";

const options = benchCommand("addresses", "Addresses read right, against the libraries that shops use.")
  .option("--python <path>", "a Python that has jionlp and cpca; else a virtual environment is made")
  .option("--wrong", "every answer that is not right, on stderr")
  .parse()
  .opts<{ python?: string; wrong?: true }>();

interface Score {
  readonly right: number;
  readonly invented: number;
  readonly contactsRight: number;
  readonly rightOfKind: Readonly<Record<string, number>>;
}

const texts = inputs.map(({ text }) => text);
const kinds = [...new Set(inputs.map(({ kind }) => kind))];
const contacts = inputs.filter(({ phone }) => phone !== undefined).length;

function score(name: string, answers: readonly Answer[]): Score {
  const judged = inputs.map((input, i) => {
    const answer = answers[i];
    if (!answer) throw new Error(`${name} gave ${answers.length} answers to ${inputs.length} texts`);
    const one = judge(input, answer);
    const isWrong = !one.isPlaceRight || one.isContactRight === false;
    if (options.wrong && isWrong) say(`${name}: ${JSON.stringify({ ...input, answer, ...one })}`);
    return { kind: input.kind, ...one };
  });
  const count = (predicate: (one: (typeof judged)[number]) => boolean) => judged.filter(predicate).length;
  return {
    right: count(({ isPlaceRight }) => isPlaceRight),
    invented: count(({ isInvented }) => isInvented),
    contactsRight: count(({ isContactRight }) => isContactRight === true),
    rightOfKind: Object.fromEntries(
      kinds.map((kind) => [kind, count((one) => one.kind === kind && one.isPlaceRight)]),
    ),
  };
}

function rowOf(arm: string, version: string, { right, invented, contactsRight, rightOfKind }: Score): Row {
  return { arm, version, right, invented, contactsRight, ...rightOfKind };
}

/** How many there are to get right. */
const inputsRow: Row = {
  arm: "inputs",
  right: inputs.length,
  contactsRight: contacts,
  ...Object.fromEntries(kinds.map((kind) => [kind, inputs.filter((one) => one.kind === kind).length])),
};

/** Misspelt names that have their suggestion, and nothing else has one. */
function suggestedShare(answers: readonly OurAnswer[]): number {
  const misspelt = inputs.flatMap(({ suggests }, i) => (suggests ? [{ suggests, i }] : []));
  const right = misspelt.filter(({ suggests, i }) => {
    const made = (answers[i]?.suggestions ?? []).map(({ from, to }) => [from, to]);
    return JSON.stringify(made) === JSON.stringify(Object.entries(suggests));
  });
  return right.length / misspelt.length;
}

function leakShare(answers: readonly OurAnswer[]): number {
  const leaking = inputs.map((input, i) => isLeaking(input, answers[i]?.elements ?? []));
  return leaking.filter((one) => one === true).length / leaking.filter((one) => one !== null).length;
}

const ours = await answerOurs(texts);
const own = score("meridian", ours);
const { arms, absent } = answerPeers(texts, options.python);
const peers = arms.map(({ name, version, answers }) => ({ name, version, ...score(name, answers) }));
// Ahead of those that happen to be here is not ahead of all.
const best = (of: "right" | "contactsRight") =>
  absent.length > 0 ? Number.NaN : Math.max(...peers.map((peer) => peer[of]));
report(
  "addresses",
  [
    check("addresses.right_over_best_peer", own.right / best("right"), "> 1"),
    check("addresses.invented", own.invented, "== 0"),
    check("addresses.contact_over_best_peer", own.contactsRight / best("contactsRight"), "> 1"),
    check("addresses.contact_leak_share", leakShare(ours), "<= 0.01"),
    check("addresses.typos_suggested", suggestedShare(ours), "== 1"),
  ],
  absent,
  [
    rowOf("meridian", "compact, text pass", own),
    ...peers.map((peer) => rowOf(peer.name, peer.version, peer)),
    inputsRow,
  ],
);
