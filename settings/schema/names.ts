import type { Complaint } from "../problem.ts";
import type { Rule } from "../rules.ts";
import { show } from "../words.ts";

/** Names that people choose: of environments, apps, servers, branches, projects, keys and files. */

function must(rule: Rule, value: string, what: string, allowed: string): Complaint {
  return { rule, message: `${show(value)} is not ${what}.`, allowed };
}

const PLAIN_NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
const PLAIN_NAME_WORDS =
  "a small letter, then small letters, digits and `-`, no `-` at the end, at most 40 characters: it becomes part of a path, a stack's name and a Compose project";

export function environmentName(name: string): Complaint | undefined {
  if (!PLAIN_NAME.test(name) || name.length > 40) {
    return must("environment.name", name, "a name for an environment", PLAIN_NAME_WORDS);
  }
  // The platform's stack, and the folder of slipway-host itself.
  if (name !== "platform" && name !== "bin") return undefined;
  const message = `${show(name)} is a name that Slipway uses itself.`;
  return { rule: "environment.reserved", message, fix: "choose another." };
}

export function appName(name: string): Complaint | undefined {
  if (PLAIN_NAME.test(name) && name.length <= 40) return undefined;
  return must("app.name", name, "a name for an app", PLAIN_NAME_WORDS);
}

export function serverName(name: string): Complaint | undefined {
  if (PLAIN_NAME.test(name) && name.length <= 63) return undefined;
  return must(
    "server.name",
    name,
    "a name for a server",
    "a small letter, then small letters, digits and `-`, no `-` at the end, at most 63 characters",
  );
}

/** Linux's rule for users (useradd). It also stands in an SSH command and in a path. */
export function userName(name: string): Complaint | undefined {
  if (/^[a-z_][a-z0-9_-]{0,31}$/.test(name)) return undefined;
  return must(
    "server.user",
    name,
    "the name of a user",
    "small letters, digits, `_` and `-`, at most 32, a letter or `_` first",
  );
}

/** git's rule for branches (git-check-ref-format), and GitLab's: nothing that looks like a commit. */
function isBranch(name: string): boolean {
  const forbidden = /[\u0000-\u0020\u007f~^:?[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|^[-/.]|[/.]$|^@$/;
  return name !== "" && !forbidden.test(name) && !/^[0-9a-f]{40}$/.test(name) && name.length <= 255;
}

const BRANCH_WORDS = "what git accepts: no spaces, no `~^:?[\\`, no `..`, no `/` or `.` at an end";

export function branchName(name: string): Complaint | undefined {
  if (isBranch(name) && name.includes("*")) {
    const message = `${show(name)} is a pattern.`;
    return { rule: "branch.exact", message, fix: "name one branch." };
  }
  return isBranch(name) ? undefined : must("branch.name", name, "a branch's name", BRANCH_WORDS);
}

export function branchPattern(name: string): Complaint | undefined {
  if (isBranch(name)) return undefined;
  return must("branch.name", name, "a branch's name", `${BRANCH_WORDS}; \`*\` for any text`);
}

// GitLab's lib/gitlab/path_regex.rb: the first part may not be one of its own routes …
const ROUTES =
  "- .well-known 404.html 422.html 500.html 502.html 503.html admin api apple-touch-icon.png assets dashboard deploy.html explore favicon.ico favicon.png files groups health_check help import jwt login oauth profile projects public robots.txt s search sitemap sitemap.xml sitemap.xml.gz slash-command-logo.png snippets unsubscribes uploads users v2";
// … and no part one of those that follow a project's path.
const PROJECT_ROUTES =
  "- badges blame blob builds commits create create_dir edit files find_file new preview raw refs tree update wikis";

export function projectPath(path: string): Complaint | undefined {
  const allowed =
    "`group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`";
  const parts = path.split("/");
  const good = (part: string) =>
    /^[a-zA-Z0-9]([._-]?[a-zA-Z0-9])*$/.test(part) &&
    !/\.(git|atom)$/.test(part) &&
    part.length <= 255 &&
    !PROJECT_ROUTES.split(" ").includes(part.toLowerCase());
  const route = ROUTES.split(" ").includes(parts[0]!.toLowerCase());
  if (parts.length >= 2 && parts.every(good) && !route) return undefined;
  if (
    parts.length >= 2 &&
    (route || parts.some((part) => PROJECT_ROUTES.split(" ").includes(part)))
  ) {
    const message = `${show(path)} has a part that GitLab keeps for itself.`;
    return { rule: "project.path", message, fix: "choose another." };
  }
  const complaint = must("project.path", path, "a project's path", allowed);
  const address = /^https?:\/\/[^/]+\/(.+?)(\.git)?\/?$/.exec(path);
  const bare = address?.[1] ?? path.replace(/^\/+|\/+$|\.git$/g, "");
  const mended = bare !== path && bare.split("/").length >= 2 && bare.split("/").every(good);
  return mended ? { ...complaint, fix: `write \`${bare}\`.` } : complaint;
}

/** A path to a file of the repository, written the one way that works everywhere. */
export function repositoryPath(path: string): Complaint | undefined {
  if (isPlainPath(path)) return undefined;
  return must(
    "path.repository",
    path,
    "a path in this repository",
    "names of letters, digits, `.`, `_` and `-` with `/` between them, from the repository's folder, without `..`",
  );
}

/** A path under the release's `files/`. */
export function releasePath(path: string): Complaint | undefined {
  if (isPlainPath(path)) return undefined;
  return must(
    "path.release",
    path,
    "a path under `files/`",
    "names of letters, digits, `.`, `_` and `-` with `/` between them, without `..`",
  );
}

function isPlainPath(path: string): boolean {
  const plain = (part: string) => /^[A-Za-z0-9._-]+$/.test(part) && part !== "." && part !== "..";
  return path.length <= 255 && path.split("/").every(plain);
}

/** A folder on a server: it stands in authorized_keys and in shell commands. */
export function serverFolder(path: string): Complaint | undefined {
  if (path.startsWith("/") && path !== "/" && isPlainPath(path.slice(1))) return undefined;
  return must(
    "server.folder",
    path,
    "a folder for Slipway",
    "an absolute path of letters, digits, `.`, `_` and `-`, such as `/srv/slipway`",
  );
}

/** What Compose and Docker take from `.env` for themselves, and what would break a program's start. */
const STEERING =
  /^(IMAGE|PATH|HOME|PWD|SHELL|IFS|(COMPOSE|DOCKER|BUILDKIT|BUILDX|LD|BASH|SLIPWAY)_.*)$/i;

export function envName(name: string): Complaint | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name)) {
    const allowed = "letters, digits and `_`, at most 255, no digit first";
    return must("env.name", name, "a key for `.env`", allowed);
  }
  if (!STEERING.test(name)) return undefined;
  const message = `${show(name)} steers Compose, Docker or the shell, and is not the app's to set.`;
  return { rule: "env.steers", message, fix: "give it another name." };
}

export function variableName(name: string): Complaint | undefined {
  if (!/^[A-Za-z0-9_]{1,255}$/.test(name)) {
    const allowed = "letters, digits and `_`, at most 255";
    return must("variable.name", name, "a name for a GitLab variable", allowed);
  }
  if (!/^(CI|CI_.*|GITLAB_CI|SLIPWAY_.*)$/.test(name)) return undefined;
  const message = `${show(name)} is a variable of GitLab's or Slipway's own.`;
  return { rule: "variable.reserved", message, fix: "give it another name." };
}
