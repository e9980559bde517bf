import { afterAll, beforeAll, expect, it } from "vitest";
import type { Credential, Service } from "../../../sandbox/runner/job.ts";
import { docker } from "../../support/docker.ts";
import { plain } from "../../support/fakeGitLab/waiting.ts";
import { testMachine, type TestMachine } from "../../support/machine.ts";
import { startTestRunners, type TestRunners } from "./support.ts";

let machine: TestMachine;
let runners: TestRunners;
let credentials: Credential[];
beforeAll(async () => {
  machine = await testMachine();
  runners = await startTestRunners(machine.docker);
  const { address: url, user: username, password } = machine.registry;
  credentials = [{ type: "registry", url, username, password }];
});
afterAll(() => runners.close());

/** One line is the password, the next what is wanted. */
const asks = (host: string, command: string) =>
  `exec 3<>/dev/tcp/${host}/5432; printf '%s\\n${command}\\n' "$PASSWORD" >&3; cat <&3`;
const database = (more: Partial<Service> = {}): Service => ({
  name: machine.images.database,
  ...more,
});
const containers = async () =>
  docker(machine.docker, "ps", "--all", "--quiet", "--filter", "label=slipway.runner");

it("starts a job's services, which it reaches by their names, and takes them away", async () => {
  const variables = [
    { key: "PASSWORD", value: "two\nlines", public: true },
    { key: "SECRET", value: "not-public" },
  ];
  const own = [{ key: "PASSWORD", value: "own-$CI_COMMIT_SHA" }];
  const script = [
    "PASSWORD=own-$CI_COMMIT_SHA",
    asks("db", "add one"),
    asks("127.0.0.1__acme__database", "list"),
    asks("127.0.0.1-acme-database", "list"),
    "tail -n 4 /etc/hosts",
  ];
  const services = [database({ alias: "db, other", variables: own })];
  const told = await runners.done(
    runners.job(script, { services, variables, credentials }),
    "sandbox-others",
  );
  expect(plain(told)).toContain("Starting service 127.0.0.1/acme/database@sha256:");
  expect(plain(told)).toContain(
    "Waiting for services to be up and running (timeout 30 seconds)...",
  );
  expect(plain(told).match(/^one$/gm)).toHaveLength(2);
  expect(plain(told)).toMatch(/^[\d.]+\tother$/m);
  expect(told.end).toMatchObject({ state: "success" });
  expect(await containers()).toBe("");
  const networks = await docker(machine.docker, "network", "ls", "--format", "{{.Name}}");
  expect(networks).not.toContain("-job-");
});

it("shows what a service said that takes no connections, and runs the script all the same", async () => {
  const quiet = database({ entrypoint: ["sh", "-c"], command: ["echo it said so; exit 3"] });
  const told = await runners.done(
    runners.job(["echo runs"], { services: [quiet], credentials }),
    "sandbox-others",
  );
  expect(plain(told)).toContain("probably didn't start properly.\n");
  expect(plain(told)).toContain("ended with exit code 3\n");
  expect(plain(told)).toContain("Service container logs:\nit said so\n");
  expect(plain(told)).toContain("$ echo runs\nruns\n");
});

it("fails a job whose service can't be pulled, with the reason", async () => {
  const { address } = machine.registry;
  const services = [{ name: `${address}/acme/nothing:1` }];
  const told = await runners.done(
    runners.job(["echo never"], { services, credentials }),
    "sandbox-others",
  );
  expect(told.end).toMatchObject({ state: "failed", failure_reason: "runner_system_failure" });
  expect(plain(told)).toContain(`failed to pull image "${address}/acme/nothing:1"`);
  expect(plain(told)).not.toContain("never");
  expect(await containers()).toBe("");
});

it("takes away the services of a canceled job, and those that a killed runner left", async () => {
  const begin = (runner: string) => {
    const job = runners.job(["echo begun", "sleep 1000"], { services: [database()], credentials });
    return runners.gitlab.enqueue(job, runner);
  };
  const canceled = begin("sandbox-others");
  await runners.until(() => canceled.trace.includes("begun\n"));
  expect(await containers()).not.toBe("");
  canceled.status = "canceled";
  await runners.done(runners.job(["true"]), "sandbox-others");
  await expect.poll(containers, { timeout: 60_000 }).toBe("");

  const killed = begin("sandbox-protected");
  await runners.until(() => killed.trace.includes("begun\n"));
  runners.kill("protected");
  expect(await containers()).not.toBe("");
  await runners.start();
  await runners.done(runners.job(["true"]), "sandbox-protected");
  expect(await containers()).toBe("");
});
