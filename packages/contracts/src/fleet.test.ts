import { describe, expect, it } from "vitest";
import {
  AppError,
  agentProblemOf,
  errorCodes,
  httpStatusOf,
  Problem,
  problemOf,
  readProblem,
} from "./errors.ts";
import { AgentUrl, limitOf, narrowerLimit, roleIncludes, stricterState, Weight } from "./fleet.ts";
import { AgentId, newId } from "./ids.ts";

describe("roles and states", () => {
  it("orders roles", () => {
    expect(roleIncludes("approver", "operator")).toBe(true);
    expect(roleIncludes("viewer", "operator")).toBe(false);
  });

  it("limits to what both limits allow, and to nothing where they have nothing in common", () => {
    expect(limitOf([])).toBeNull();
    expect(limitOf(["eu"])).toEqual(["eu"]);
    expect(narrowerLimit(null, null)).toBeNull();
    expect(narrowerLimit(null, ["eu"])).toEqual(["eu"]);
    expect(narrowerLimit(["eu", "us"], null)).toEqual(["eu", "us"]);
    expect(narrowerLimit(["eu", "us"], ["us", "cn"])).toEqual(["us"]);
    expect(narrowerLimit(["eu"], ["us"])).toEqual([]);
    expect(narrowerLimit([], null)).toEqual([]);
  });

  it("lets the stricter state win", () => {
    expect(stricterState("active", "cordon")).toBe("cordon");
    expect(stricterState("drain", "standby")).toBe("drain");
  });

  it.each([-1, 1001, 0.5, "7"])("refuses weight %j", (weight) =>
    expect(Weight.safeParse(weight).success).toBe(false),
  );

  it.each([
    ...["", "ftp://h", "http://h/path", "http://u:p@h", "h:80", "http://h:0", "http://h:65536", "http://h:"],
    ...["http://h?x", "http://h#", "http://%68", " http://h", "http://h ", "http://1.2.3.999", "http://9"],
    ...["http://[:::]", "http://::1", "http://[::1", "http://h\\", "http://主机"],
  ])("refuses the URL %j", (url) => {
    expect(AgentUrl.safeParse(url).success).toBe(false);
  });

  it.each([
    ...["http://h", "https://node.example.com/", "http://node_1.internal.:8080", "http://10.0.0.5:8080"],
    ...["http://[::1]:65535", "http://[2001:db8::7]", "http://xn--node-8za.example"],
  ])("takes the URL %s", (url) => {
    expect(AgentUrl.safeParse(url).success).toBe(true);
  });
});

describe("ids", () => {
  it("makes ids that parse", () => {
    for (let i = 0; i < 100; i++) expect(AgentId.safeParse(newId("ag")).success).toBe(true);
  });
});

describe("errors", () => {
  it("keeps code, message and details of our own and masks all others", () => {
    const error = new AppError("CONFLICT", "moved on", { details: { revision: "8" } });
    const known = { status: 409, detail: "moved on", code: "CONFLICT", details: { revision: "8" } };
    expect(problemOf(error, "r1")).toMatchObject({ ...known, type: "/problems/conflict", requestId: "r1" });
    expect(problemOf(error, "r1")).not.toHaveProperty("instance");
    const id = "0a0b0c0d-0000-4000-8000-000000000000";
    expect(problemOf(error, id)).toMatchObject({ instance: `urn:uuid:${id}` });
    expect(problemOf(new Error("password=hunter2"))).toMatchObject({
      code: "INTERNAL",
      status: 500,
      detail: "Something went wrong on our side.",
    });
  });

  it.each(errorCodes)("sends %s as a problem that is read the same from either release", (code) => {
    const problem = agentProblemOf(new AppError(code, "why", { details: { rule: "a" } }), "r1");
    expect(Problem.parse(problem)).toMatchObject({ status: httpStatusOf(code), code });
    const { error, ...ofNow } = problem;
    const told = { code, message: "why", details: { rule: "a" } };
    for (const body of [problem, ofNow, { error }]) expect(readProblem(body)).toEqual(told);
  });

  it.each([null, "<html>", {}, { error: "no" }, { code: "CONFLICT" }, [1]])(
    "reads nothing into %j",
    (body) => {
      expect(readProblem(body)).toBeNull();
    },
  );
});
