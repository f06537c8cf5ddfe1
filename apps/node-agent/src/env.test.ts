import { describe, expect, it } from "vitest";
import { describeEnv, readEnv } from "./env.ts";

describe("readEnv", () => {
  it("needs a role and nothing else", () => {
    const env = readEnv({ MERIDIAN_ROLE: "gateway" }, {});
    expect(env).toMatchObject({
      ok: true,
      config: { role: "gateway", consoleUrl: "http://localhost:3000", port: 0, providers: ["cpu"] },
    });
  });

  it("lets flags win and takes empty variables as not set", () => {
    const env = readEnv({ MERIDIAN_ROLE: "inference" }, { MERIDIAN_ROLE: "gateway", MERIDIAN_PORT: "" });
    expect(env).toMatchObject({ ok: true, config: { role: "inference", port: 0 } });
  });

  it("leaves a variable as it is where the flag is absent", () => {
    const env = readEnv({ MERIDIAN_ROLE: undefined }, { MERIDIAN_ROLE: "gateway" });
    expect(env).toMatchObject({ ok: true, config: { role: "gateway" } });
  });

  it("lists all problems at once", () => {
    const env = readEnv({}, { MERIDIAN_PORT: "70000", MERIDIAN_PROVIDERS: "cpu,tpu", LOG_LEVEL: "loud" });
    expect(env.ok === false && env.problems.map((problem) => problem.split(":")[0]?.split(".")[0])).toEqual([
      "MERIDIAN_ROLE",
      "MERIDIAN_PORT",
      "MERIDIAN_PROVIDERS",
      "LOG_LEVEL",
    ]);
  });

  it("lets a node speak mesh TLS, by one certificate and at an https address alone", () => {
    const node = { MERIDIAN_ROLE: "inference", MERIDIAN_MESH_TLS: "on" };
    const problemsOf = (more: Record<string, string>) => {
      const env = readEnv({}, { ...node, ...more });
      return env.ok ? "none" : env.problems.join();
    };
    expect(readEnv({}, node)).toMatchObject({ config: { hasMeshTls: true } });
    expect(readEnv({}, { MERIDIAN_ROLE: "inference" })).toMatchObject({ config: { hasMeshTls: false } });
    expect(problemsOf({ MERIDIAN_ADVERTISED_URL: "https://10.0.0.7:8080" })).toBe("none");
    expect(problemsOf({ MERIDIAN_ADVERTISED_URL: "http://10.0.0.7:8080" })).toMatch(
      /^MERIDIAN_ADVERTISED_URL: expected https/,
    );
    for (const name of ["MERIDIAN_TLS_CERT_FILE", "MERIDIAN_TLS_KEY_FILE"])
      expect(problemsOf({ [name]: "/tmp/one.pem" })).toMatch(/^MERIDIAN_MESH_TLS: expected off beside/);
    expect(problemsOf({ MERIDIAN_MESH_TLS: "yes" })).toMatch(/^MERIDIAN_MESH_TLS: /);
  });

  it("takes it from a gateway's environment as what concerns nodes", () => {
    const gateway = { MERIDIAN_ROLE: "gateway", MERIDIAN_MESH_TLS: "on" };
    const url = "http://10.0.0.5:8080";
    expect(readEnv({}, { ...gateway, MERIDIAN_ADVERTISED_URL: url })).toMatchObject({
      config: { hasMeshTls: false, advertisedUrl: url },
    });
  });

  it("wants to know how others reach an agent that listens everywhere", () => {
    const source = { MERIDIAN_ROLE: "gateway", MERIDIAN_LISTEN_HOST: "0.0.0.0" };
    expect(readEnv({}, source)).toMatchObject({ ok: false });
    const url = "http://10.0.0.5:8080";
    expect(readEnv({}, { ...source, MERIDIAN_ADVERTISED_URL: url })).toMatchObject({
      config: { advertisedUrl: url },
    });
  });
});

describe("proxies and origins", () => {
  const read = (more: Record<string, string>) => readEnv({}, { MERIDIAN_ROLE: "gateway", ...more });

  it("are none unless said, else lists", () => {
    expect(read({})).toMatchObject({ config: { trustedProxies: [], allowedOrigins: [] } });
    const given = {
      MERIDIAN_TRUSTED_PROXIES: "10.0.0.0/8, ::1",
      MERIDIAN_ALLOWED_ORIGINS: "https://app.example.com,http://localhost:8080",
    };
    expect(read(given)).toMatchObject({
      config: {
        trustedProxies: ["10.0.0.0/8", "::1"],
        allowedOrigins: ["https://app.example.com", "http://localhost:8080"],
      },
    });
    expect(read({ MERIDIAN_ALLOWED_ORIGINS: "*" })).toMatchObject({ config: { allowedOrigins: ["*"] } });
  });

  it.each([
    ["MERIDIAN_TRUSTED_PROXIES", "nginx"],
    ["MERIDIAN_TRUSTED_PROXIES", "10.0.0.0/64"],
    ["MERIDIAN_ALLOWED_ORIGINS", "https://app.example.com/path"],
    ["MERIDIAN_ALLOWED_ORIGINS", "app.example.com"],
  ])("%s=%s is refused", (name, text) => {
    const env = read({ [name]: text });
    expect(env.ok === false && env.problems).toEqual([
      expect.stringMatching(`^${name}: expected .*found ${text}$`),
    ]);
  });
});

describe("describeEnv", () => {
  it("explains every variable", () => {
    const lines = describeEnv().split("\n");
    expect(lines.every((line) => /^ {2}[A-Z_]+ +\S/.test(line))).toBe(true);
    expect(lines.join("\n")).toContain("MERIDIAN_ENROLMENT_TOKEN");
  });
});
