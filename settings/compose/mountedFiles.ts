import type { ComposeContent, ComposeService } from "../model.ts";

/**
 * Of an app's files, by path below `files/`, those that a service reads: by a mount, an env file, or
 * a config or secret that it names. slipway-host looks for them in the same places, and lays each of
 * them under a path of its content, so that the service restarts when one of them changes.
 */
export function mountedFiles(
  service: ComposeService,
  compose: ComposeContent,
  files: Record<string, string>,
): Record<string, string> {
  const wanted = sources(service, compose).map(pathBelowFiles);
  const isWanted = (file: string) =>
    wanted.some((path) => path === "" || file === path || file.startsWith(`${path}/`));
  return Object.fromEntries(Object.entries(files).filter(([file]) => isWanted(file)));
}

/** Each place in a compose file has a short form, a text, and a long one. */
function sources(service: ComposeService, compose: ComposeContent): unknown[] {
  const declared = (kind: "configs" | "secrets") =>
    list(service[kind]).map((use) => field(field(compose[kind], field(use, "source")), "file"));
  return [
    ...list(service.volumes).map((mount) =>
      typeof mount === "string" ? mount.split(":")[0] : field(mount, "source"),
    ),
    ...list(service.env_file).map((file) => field(file, "path")),
    ...declared("configs"),
    ...declared("secrets"),
  ];
}

function list(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : [value].flat();
}

/** The named part of a long form; a short one is it already. */
function field(value: unknown, name: unknown): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[String(name)]
    : value;
}

/** `./files/conf.d/` → `conf.d`; `files` → the empty path; undefined for what is not below it. */
function pathBelowFiles(source: unknown): string | undefined {
  const [, below] = /^(?:\.\/)?files((?:\/.*)?)$/.exec(String(source)) ?? [];
  return below?.replace(/^\/+|\/+$/g, "");
}
