import { describe, expect, it } from "vitest";
import { AppError, errorBodyOf } from "./errors.ts";
import { AgentUrl, roleIncludes, stricterState, Weight } from "./fleet.ts";
import { AgentId, newId } from "./ids.ts";

describe("roles and states", () => {
  it("orders roles", () => {
    expect(roleIncludes("approver", "operator")).toBe(true);
    expect(roleIncludes("viewer", "operator")).toBe(false);
  });

  it("lets the stricter state win", () => {
    expect(stricterState("active", "cordon")).toBe("cordon");
    expect(stricterState("drain", "standby")).toBe("drain");
  });

  it.each([-1, 1001, 0.5, "7"])("refuses weight %j", (weight) =>
    expect(Weight.safeParse(weight).success).toBe(false),
  );

  it.each(["ftp://h", "http://h/path", "http://u:p@h", "h:80"])("refuses the URL %s", (url) => {
    expect(AgentUrl.safeParse(url).success).toBe(false);
  });
});

describe("ids", () => {
  it("makes ids that parse", () => {
    for (let i = 0; i < 100; i++) expect(AgentId.safeParse(newId("ag")).success).toBe(true);
  });
});

describe("errors", () => {
  it("keeps code, message and details of our own and masks all others", () => {
    const known = errorBodyOf(new AppError("CONFLICT", "moved on", { details: { revision: "8" } }), "r1");
    expect(known).toEqual({
      status: 409,
      body: { error: { code: "CONFLICT", message: "moved on", details: { revision: "8" }, requestId: "r1" } },
    });
    expect(errorBodyOf(new Error("password=hunter2")).body.error).toEqual({
      code: "INTERNAL",
      message: "Something went wrong on our side.",
    });
  });
});
