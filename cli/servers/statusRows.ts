import type { AppStatus } from "../../host/protocol.ts";
import type { Problem, SettingsError } from "../../settings/index.ts";
import type { EnvironmentSettings } from "../../settings/model.ts";
import { openEnvironment, openSettings, serverOf } from "./environment.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { findFolder, stacksIn } from "../stackFiles/folder.ts";
import { askStatus } from "./host.ts";
import {
  moment,
  paint,
  printable,
  shortDigest,
  table,
  type Cell,
  type Surface,
} from "../terminal/output.ts";
import { inParallel, serversAtOnce } from "./parallel.ts";
import { redactor } from "./redact.ts";

/** One app on one server, as `status --json` prints it. */
export interface StatusRow {
  environment: string;
  app: string;
  server: string;
  /** The app's address, from settings. */
  address?: string;
  health:
    | "healthy"
    | "not healthy"
    /** Its configuration is laid down, or not even that; no image was deployed. */
    | "not deployed"
    /** The server could not be asked. */
    | "unreachable"
    /** The stack files could not be read. */
    | "unknown";
  version?: string;
  image?: string;
  release?: number;
  /** ISO 8601: when this release began to serve. */
  since?: string;
  /** A newer configuration waits for the next image. */
  waiting: boolean;
  /** Images that a rollback left; `slipway allow` takes one off. */
  refused: string[];
  /** Why it is not healthy, or could not be asked. */
  message?: string;
  /** Exit code that this row asks for. */
  code: number;
}

interface Question {
  settings: EnvironmentSettings;
  server: string;
}

/**
 * Asks every server of one environment, or of all of them, at the same time. A server that can't be
 * reached is a row too; so is, where all were asked for, an environment whose settings can't be read.
 */
export async function gatherStatus(cwd: string, stack: string | undefined): Promise<StatusRow[]> {
  const { environments, unreadable } = stack
    ? { environments: [await openEnvironment(cwd, stack)], unreadable: [] }
    : await openAll(findFolder(cwd));
  const questions = environments.flatMap((settings) =>
    [...new Set(settings.apps.flatMap((app) => app.servers))].map((server) => ({
      settings,
      server,
    })),
  );
  const answers = await inParallel(questions, serversAtOnce, rowsOf);
  return [...answers.flat(), ...unreadable];
}

/** @throws SettingsError, once, for what keeps every stack from being read: they are checked together. */
async function openAll(folder: string) {
  const environments: EnvironmentSettings[] = [];
  const problems = new Map<string, Problem>();
  const unreadable: StatusRow[] = [];
  let order: string[] = [];
  for (const stack of stacksIn(folder)) {
    try {
      const settings = await openSettings(folder, stack);
      if (settings.kind === "environment") environments.push(settings);
      else order = settings.environments.map((environment) => environment.name);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!(error instanceof UserError) && error.name !== "SettingsError") throw error;
      for (const problem of (error as Partial<SettingsError>).problems ?? []) {
        problems.set(JSON.stringify(problem), problem);
      }
      const row = { environment: stack, app: "", server: "", health: "unknown" as const };
      unreadable.push({ ...row, ...nothing, message: error.message, code: exit.problem });
    }
  }
  if (environments.length === 0 && order.length === 0 && problems.size > 0) {
    const settings = await import("../../settings/index.ts");
    throw new settings.SettingsError([...problems.values()]);
  }
  environments.sort((a, b) => order.indexOf(a.stack) - order.indexOf(b.stack));
  return { environments, unreadable };
}

const nothing = { waiting: false, refused: [] };

async function rowsOf({ settings, server: name }: Question): Promise<StatusRow[]> {
  const declared = settings.apps.filter((app) => app.servers.includes(name));
  const server = serverOf(settings, name);
  const start = (app: { name: string; url?: string }) => ({
    environment: settings.stack,
    app: app.name,
    server: name,
    ...(app.url ? { address: app.url } : {}),
    ...nothing,
  });
  try {
    const answer = await askStatus(
      {
        stack: settings.stack,
        server,
        key: settings.keys.observer,
        redact: redactor(settings),
      },
      {},
    );
    const known = new Map(answer.apps.map((app) => [app.app, app]));
    const undeclared = answer.apps.filter(({ app }) => !declared.some(({ name }) => name === app));
    return [
      ...declared.map((app) => ({ ...start(app), ...reading(known.get(app.name)) })),
      ...undeclared.map((app) => {
        const row = { ...start({ name: app.app }), ...reading(app) };
        return { ...row, message: "on the server, but not in the settings", code: exit.done };
      }),
    ];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message } = error;
    const row = { health: "unreachable" as const, message, code: exit.unreachable };
    return declared.map((app) => ({ ...start(app), ...row }));
  }
}

/** What the server says of an app, as a part of its row. */
function reading(app: AppStatus | undefined): Omit<StatusRow, "environment" | "app" | "server"> {
  if (!app?.release) {
    const message = app
      ? "its configuration is laid down; deploy an image to start it"
      : "not on this server yet; `slipway up` lays it down";
    return { ...nothing, health: "not deployed", message, code: exit.done };
  }
  const { release, healthy, message, applied, reported, refused } = app;
  const version = release.version ?? reported;
  return {
    health: healthy ? "healthy" : "not healthy",
    ...(version ? { version } : {}),
    image: release.image,
    release: release.number,
    since: release.since,
    waiting: applied !== undefined && applied !== release.configuration,
    refused: refused ?? [],
    ...(message && !healthy ? { message } : {}),
    code: healthy ? exit.done : exit.unhealthy,
  };
}

/** The worst row's: settings before servers before health. */
export function exitCodeOf(rows: StatusRow[]): number {
  const codes = new Set(rows.map((row) => row.code));
  return (
    [exit.problem, exit.unreachable, exit.unhealthy].find((code) => codes.has(code)) ?? exit.done
  );
}

const header = ["environment", "app", "server", "address", "version", "digest", "health", "since"];

/** The table, and under it a line for each row that needs words. */
export function renderStatus(rows: StatusRow[], surface: Surface): string {
  if (rows.length === 0) return "No environment has an app on a server yet.";
  const cells = rows.map((row): Cell[] => [
    row.environment,
    row.app,
    row.server,
    row.address ?? "",
    row.version ?? "",
    row.image ? { text: shortDigest(row.image), style: "dim" } : "",
    { text: row.health, style: styleOf(row) },
    row.since ? moment(row.since) : "",
  ]);
  const notes = rows.flatMap((row) => notesOf(row, surface));
  return [table(header, cells, surface), ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}

function styleOf({ health }: StatusRow) {
  if (health === "healthy") return "good";
  return health === "not deployed" ? "dim" : "bad";
}

function notesOf(row: StatusRow, surface: Surface): string[] {
  const place = [row.environment, row.app, row.server].filter((part) => part !== "").join(" ");
  const notes = [
    ...(row.message ? [row.message] : []),
    ...(row.waiting ? ["a newer configuration waits for the next image"] : []),
    ...row.refused.map(
      (image) => `refuses ${image}, which a rollback left (slipway allow takes it off the list)`,
    ),
  ];
  return notes.map((note) => {
    // The report on a stack's settings has lines of its own; what a server says has not.
    const text = row.health === "unknown" ? note : printable(note);
    return `${paint(place, "bold", surface)}: ${text}`;
  });
}
