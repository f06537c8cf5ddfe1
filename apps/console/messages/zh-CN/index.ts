import apiReference from "./api-reference.json";
import audit from "./audit.json";
import common from "./common.json";
import errors from "./errors.json";
import fleet from "./fleet.json";
import invite from "./invite.json";
import overview from "./overview.json";
import performance from "./performance.json";
import problems from "./problems.json";
import refusal from "./refusal.json";
import rollouts from "./rollouts.json";
import safety from "./safety.json";
import settings from "./settings.json";
import shell from "./shell.json";
import signIn from "./sign-in.json";
import tester from "./tester.json";
import time from "./time.json";
import traffic from "./traffic.json";

export const messages = {
  apiReference,
  audit,
  common,
  errors,
  fleet,
  invite,
  overview,
  performance,
  problems,
  refusal,
  rollouts,
  safety,
  settings,
  shell,
  signIn,
  tester,
  time,
  traffic,
};
