import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bootstrapCommand, type BootstrapAnswer } from "../../host/bootstrap.ts";
import { hostPackage } from "../../host/package.ts";
import { protocol, type Answer } from "../../host/protocol.ts";
import { testMachine, type TestMachine } from "../support/machine.ts";
import { freePort } from "../support/freePort.ts";

/** As Docker's images of them are: nothing that slipway-host needs is there. */
const releases = [
  { suite: "bookworm", python: "3.11", compose: undefined },
  { suite: "trixie", python: "3.13", compose: "docker-compose" },
];

describe.skipIf(userInfo().uid !== 0).each(releases)(
  "Debian $suite",
  ({ suite, python, compose }) => {
    const root = mkdtempSync(join(tmpdir(), `slipway-${suite}-`));
    let machine: TestMachine;
    let port: number;

    beforeAll(async () => {
      machine = await testMachine();
      port = await freePort();
      if (!existsSync("/usr/sbin/debootstrap"))
        install("apt-get", "install", "--yes", "debootstrap");
      const targets = ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"];
      const mirror = execFileSync("apt-get", targets, { encoding: "utf8" })
        .split("\n")
        .find((uri) => uri.endsWith("/debian/"))!;
      install("debootstrap", "--variant=minbase", suite, root, mirror);
      mount("--bind", "/proc", join(root, "proc"));
      // The daemon's socket stands where Docker's own would.
      const socket = realpathSync(machine.docker.host.replace("unix://", ""));
      mkdirSync(join(root, "run/docker-daemon"), { recursive: true });
      mount("--bind", join(socket, ".."), join(root, "run/docker-daemon"));
      inside("apt-get", ["update"]);
    });
    afterAll(() => {
      inside("docker", ["compose", "--project-name", "production-shop", "down"]);
      for (const place of ["run/docker-daemon", "proc"]) {
        execFileSync("umount", ["--lazy", join(root, place)]);
      }
      rmSync(root, { recursive: true });
    });

    function inside(command: string, args: string[], input = "", env: Record<string, string> = {}) {
      return spawnSync("chroot", [root, command, ...args], {
        input,
        encoding: "utf8",
        env: {
          ...{
            PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
            HOME: "/root",
            DEBIAN_FRONTEND: "noninteractive",
          },
          DOCKER_HOST: "unix:///run/docker-daemon/docker.sock",
          ...env,
        },
      });
    }

    /** From the release's own packages alone. */
    function add(...packages: string[]) {
      const { status, stderr } = inside("apt-get", [
        ...["install", "--yes", "--no-install-recommends"],
        ...packages,
      ]);
      expect(status, stderr).toBe(0);
    }

    function bootstrap(): BootstrapAnswer {
      const request = {
        ...{ protocol, environment: "production", folder: "/srv/slipway", user: "root" },
        keys: [{ role: "observer", public: `ssh-ed25519 AAAAC3Nza${"C".repeat(20)}` }],
      };
      const sent = gzipSync(JSON.stringify({ ...hostPackage(), request })).toString("base64");
      const { stdout, stderr } = inside("/bin/sh", ["-c", bootstrapCommand], sent);
      expect(stdout, stderr).toMatch(/^\{/);
      return JSON.parse(stdout) as BootstrapAnswer;
    }

    function call(action: string, request: object): Answer {
      const program = "/srv/slipway/bin/environments/production";
      const bound = ["--folder", "/srv/slipway", "--environment", "production", "--app", "shop"];
      const { stdout, stderr } = inside(program, [...bound, action], JSON.stringify(request));
      expect(stdout, stderr).toMatch(/^\{/);
      return JSON.parse(stdout) as Answer;
    }

    it("is told that Python is missing, and that its smallest is too small", () => {
      const says = /lacks.*Python 3\.10 or newer.*`apt-get install --yes python3` \(Debian 12/;
      expect(bootstrap()).toMatchObject({
        code: 22,
        message: expect.stringMatching(says) as string,
      });
      add("python3-minimal");
      expect(bootstrap()).toMatchObject({
        code: 22,
        message: expect.stringMatching(says) as string,
      });
    });

    it("is told that Docker is missing, once Python is there", () => {
      add("python3");
      expect(inside("python3", ["--version"]).stdout).toContain(`Python ${python}.`);
      const says = "Install Docker Engine with the Compose plugin";
      expect(bootstrap()).toMatchObject({
        code: 22,
        message: expect.stringContaining(says) as string,
      });
    });

    it("is told how Compose is installed, by names that there are", () => {
      add(compose === undefined ? "docker.io" : "docker-cli");
      const { code, message } = bootstrap();
      expect(code).toBe(22);
      expect(message).toContain("Install the Compose plugin, 2.24 or newer");
      const newest = inside("apt-cache", ["policy", "docker-compose"]).stdout;
      if (compose === undefined) {
        // Debian 12 has none that is new enough; Docker's own packages have.
        expect(newest).toMatch(/Candidate: 1\./);
        const plugins = "usr/libexec/docker/cli-plugins";
        mkdirSync(join(root, plugins), { recursive: true });
        const plugin = join(machine.docker.config, "cli-plugins/docker-compose");
        copyFileSync(realpathSync(plugin), join(root, plugins, "docker-compose"));
      } else {
        expect(message).toContain(`: \`apt-get install --yes ${compose}\`.`);
        expect(newest).toMatch(/Candidate: 2\.(2[4-9]|[3-9])/);
        add(compose);
      }
    });

    it("serves, and goes back", async () => {
      expect(bootstrap()).toMatchObject({ code: 0, outcome: "ready" });
      const { registry, images } = machine;
      const url = `http://127.0.0.1:${port}/health`;
      const configuration = {
        compose: {
          services: { app: { image: "${IMAGE}", ports: [`127.0.0.1:${port}:3000`] } },
        },
        ...{ files: {}, env: {}, secrets: {} },
        health: { url, version: ".version", smoke: ["/api/v1/status"], within: 60 },
      };
      const applied = { protocol, app: "shop", configuration, withNextImage: false, registry };
      expect(call("apply", applied).code).toBe(0);
      for (const version of ["1.0.0", "2.0.0"] as const) {
        const request = { protocol, image: images.shop[version], version, registry };
        expect(call("deploy", request)).toMatchObject({ code: 0, outcome: "serving" });
      }
      const back = inside("/srv/slipway/bin/slipway-host", ["rollback", "shop"]);
      expect(back.stdout, back.stderr).toBe("Release 3 is serving, version 1.0.0.\n");
      expect(await (await fetch(url)).json()).toMatchObject({ version: "1.0.0" });
      expect(existsSync(join(root, "srv/slipway/production/shop/current"))).toBe(true);
    });
  },
);

function install(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: "pipe", maxBuffer: 64 * 1024 * 1024 });
}

function mount(...args: string[]): void {
  execFileSync("mount", args);
}
