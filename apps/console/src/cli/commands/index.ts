import type { Command } from "../command.ts";
import { fleet } from "./fleet.ts";
import { freeze } from "./freeze.ts";
import { incidentClose } from "./incident-close.ts";
import { incidentList } from "./incident-list.ts";
import { parse } from "./parse.ts";
import { rolloutList } from "./rollout-list.ts";
import { rolloutPause } from "./rollout-pause.ts";
import { rolloutResume } from "./rollout-resume.ts";
import { rolloutRollback } from "./rollout-rollback.ts";
import { rolloutStart } from "./rollout-start.ts";
import { rolloutWatch } from "./rollout-watch.ts";
import { thaw } from "./thaw.ts";
import { trafficGet } from "./traffic-get.ts";
import { trafficSet } from "./traffic-set.ts";
import { trafficSplit } from "./traffic-split.ts";
import { trafficUndo } from "./traffic-undo.ts";

export const commands: readonly Command[] = [
  fleet,
  trafficGet,
  trafficSet,
  trafficSplit,
  trafficUndo,
  freeze,
  thaw,
  incidentList,
  incidentClose,
  rolloutStart,
  rolloutList,
  rolloutPause,
  rolloutResume,
  rolloutRollback,
  rolloutWatch,
  parse,
];
