import type { Complaint, Path } from "../../problem.ts";
import { nearest, show } from "../../words.ts";

/** The rules for one service of a compose file. */

type Say = (path: Path, complaint: Complaint, where?: "key" | "value") => void;

/** The image that a deploy brings. */
export const IMAGE = "${IMAGE}";

export function checkService(name: string, service: unknown, say: Say): void {
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    const message = `${show(name)} is not a name for a service.`;
    const allowed = "letters, digits, `.`, `_` and `-`";
    say([], { rule: "compose.service", message, allowed }, "key");
  }
  if (!isMap(service)) {
    say([], { rule: "compose.service", message: "A service is a map.", fix: "write its `image`." });
    return;
  }
  checkKeys(service, say);
  checkImage(service, say);
  checkEnvFile(service.env_file, say);
  const extended = isMap(service.extends) ? service.extends.file : undefined;
  if (extended !== undefined) say(["extends", "file"], otherFile());
}

/** Compose's keys of a service (compose-spec, 2025), to catch a slip; newer ones pass. */
const KEYS =
  "annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules devices dns dns_opt dns_search domainname driver_opts entrypoint env_file environment expose extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit models network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_stop privileged profiles provider pull_policy pull_refresh_after read_only restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user userns_mode uts volumes volumes_from working_dir".split(
    " ",
  );

function checkKeys(service: Record<string, unknown>, say: Say): void {
  for (const key of Object.keys(service)) {
    if (KEYS.includes(key) || key.startsWith("x-")) continue;
    const near = nearest(key, KEYS, (length) => (length < 8 ? 1 : 2));
    if (near === undefined) continue;
    const message = `\`${key}\` is not a key that Compose knows.`;
    say([key], { rule: "compose.key", message, fix: `did you mean \`${near}\`?` }, "key");
  }
}

function checkImage(service: Record<string, unknown>, say: Say): void {
  const { build, image } = service;
  if (build !== undefined) {
    const message = "A server builds nothing: it runs what a pipeline has built.";
    const fix = `take \`build\` out, and write \`image: ${IMAGE}\`.`;
    say(["build"], { rule: "compose.build", message, fix }, "key");
    if (image === undefined) return;
  }
  if (image === IMAGE) return;
  const rule = "compose.image";
  if (typeof image !== "string" || image === "") {
    const message = "A service without an `image` cannot run.";
    const fix = `write \`image: ${IMAGE}\` for the app's own, or the image's name.`;
    say(["image"], { rule, message, fix });
  } else if (/\$\{?IMAGE\b/.test(image)) {
    const message = `${show(image)} is not quite the image that a deploy brings.`;
    say(["image"], { rule, message, fix: `write \`image: ${IMAGE}\`.` });
  } else if (image.includes("$")) {
    const message = `${show(image)} names no image yet: it is pinned to its digest before \`.env\` is read.`;
    say(["image"], { rule, message, fix: "write the image's name and tag." });
  } else if (!isImage(image)) {
    const message = `${show(image)} is not the name of an image.`;
    const allowed = "`host/path:tag`, with the path in small letters";
    say(["image"], { rule, message, allowed });
  }
}

/** distribution/reference: `[host[:port]/]path[:tag][@digest]`. */
function isImage(image: string): boolean {
  const host = /^((?=[^/]*[.:]|localhost\/)[a-zA-Z0-9][a-zA-Z0-9.-]*(:\d+)?\/)?/;
  const path = /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*/;
  const rest = /^(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;
  const name = image.replace(host, "");
  return path.test(name) && rest.test(name.replace(path, ""));
}

/** A text, a list of texts, or of maps with `path`. Only the release's own `.env` is there. */
function checkEnvFile(value: unknown, say: Say): void {
  const items: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  for (const [index, item] of items.entries()) {
    const path = isMap(item) ? item.path : item;
    if (typeof path === "string" && /^(\.\/)?(\.env$|files\/)/.test(path)) continue;
    const where: Path = Array.isArray(value) ? ["env_file", index] : ["env_file"];
    say(isMap(item) ? [...where, "path"] : where, {
      rule: "compose.env-file",
      message: `${show(path)} is not on the server: \`env\` and \`secrets\` become \`.env\`, and nothing else.`,
      allowed: "`.env`, or a path under `./files/`",
      fix: "write `env_file: .env`, and move the file's lines to `env` and `secrets`.",
    });
  }
}

/** For `extends` and `include`. */
export function otherFile(): Complaint {
  return {
    rule: "compose.other-file",
    message: "Another compose file is not on the server.",
    fix: "write its services here.",
  };
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
