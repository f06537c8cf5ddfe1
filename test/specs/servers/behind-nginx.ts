import { connect } from "node:net";
import { rmSync } from "node:fs";
import { Agent, fetch, type RequestInit, type Response } from "undici";
import { freePort } from "../../harness/free-port.ts";
import { startSystem, type TestSystem } from "../../harness/start-system.ts";
import { type Balancer, nginxSetup, start } from "./balancer.ts";
import { type Certificate, makeCertificate } from "./certificate.ts";
import { documented } from "./config-snippet.ts";

const document = "docs/operations.md";
const parseName = "parse.example.com";

/** A system whose people, agents and clients know only nginx, set up as docs/operations.md says. */
export class SystemBehindNginx {
  private constructor(
    readonly system: TestSystem,
    readonly certificate: Certificate,
    private readonly nginx: Balancer,
    /** Of the console, as people and agents know it. */
    readonly url: string,
    /** Of the gateways, as clients know them. */
    readonly parseUrl: string,
  ) {}

  /** `gatewayPorts`: where two gateways will listen; the caller adds them. */
  static async start(gatewayPorts: readonly [number, number]): Promise<SystemBehindNginx> {
    const certificate = makeCertificate(["localhost", parseName]);
    const [port, consolePort] = [await freePort(), await freePort()];
    const config = documented(document, "map $http_upgrade", [
      ["127.0.0.1:3000", `127.0.0.1:${consolePort}`],
      ["10.0.3.7:8080", `127.0.0.1:${gatewayPorts[0]}`],
      ["10.0.3.8:8080", `127.0.0.1:${gatewayPorts[1]}`],
      ["/etc/ssl/meridian.pem", certificate.certFile],
      ["/etc/ssl/meridian.key", certificate.keyFile],
      ["listen 443", `listen 127.0.0.1:${port}`],
      ["meridian.example.com", "localhost"],
    ]);
    const url = `https://localhost:${port}`;
    const nginx = await start("nginx", { url, isUp: () => accepts(port), setUp: nginxSetup(config) });
    const system = await startSystem({
      regions: [{ name: "cn-east", nodes: 1, gateways: 0 }],
      port: consolePort,
      consoleEnv: { MERIDIAN_BASE_URL: url, MERIDIAN_TRUSTED_PROXIES: "127.0.0.1" },
      agentEnv: { MERIDIAN_CONSOLE_URL: url, NODE_EXTRA_CA_CERTS: certificate.caFile },
    }).catch(async (error: unknown) => {
      await nginx.stop();
      throw error;
    });
    return new SystemBehindNginx(system, certificate, nginx, url, `https://${parseName}:${port}`);
  }

  /** Somebody with connections and an address of their own. */
  client(localAddress = "127.0.0.1"): Client {
    return new Client(this.url, this.certificate.ca, localAddress);
  }

  async stop(): Promise<void> {
    await this.system.dispose();
    await this.nginx.stop();
    rmSync(this.certificate.dir, { recursive: true, force: true });
  }
}

/** Keeps one connection alive to nginx, as a browser or a script does. */
export class Client {
  private readonly agent: Agent;
  cookie = "";

  constructor(
    readonly url: string,
    ca: string,
    localAddress: string,
  ) {
    this.agent = new Agent({
      connections: 1,
      keepAliveTimeout: 60_000,
      localAddress,
      connect: {
        ca,
        // Whatever the name: with an address of its own Node asks for one address, else for a list.
        lookup: (_name, { all }, done) =>
          all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4),
      },
    });
  }

  ask(path: string, init: RequestInit = {}): Promise<Response> {
    const own = { origin: this.url, ...(this.cookie && { cookie: this.cookie }) };
    const url = new URL(path, this.url);
    return fetch(url, { ...init, headers: { ...own, ...(init.headers as object) }, dispatcher: this.agent });
  }

  post(path: string, body: object, headers: Record<string, string> = {}, method = "POST"): Promise<Response> {
    return this.ask(path, {
      method,
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  }

  async signIn(credentials: { email: string; password: string }): Promise<Response> {
    const response = await this.post("/api/auth/sign-in/email", {
      email: credentials.email,
      password: credentials.password,
    });
    const cookies = response.headers.getSetCookie();
    if (response.ok) this.cookie = cookies.map((line) => line.split(";")[0]).join("; ");
    return response;
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
