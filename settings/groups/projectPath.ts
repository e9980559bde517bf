import { must } from "../kinds/names.ts";
import type { Complaint, Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { show } from "../words.ts";

/** Where an app's project lives on GitLab. */

export const projectPathRules = {
  "project.path": "A project's path is one that GitLab accepts.",
  "project.twice": "Two apps are two projects.",
} as const satisfies Record<string, string>;

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

/** GitLab does not tell paths apart by their letters' case. */
export function checkProjects(platform: Stack): Problem[] {
  const owners = new Map<string, string>();
  return keysAt(platform, ["slipway:apps"]).flatMap((app) => {
    const path = ["slipway:apps", app, "project"];
    const project = textAt(platform, path)?.toLowerCase();
    if (project === undefined) return [];
    const owner = owners.get(project);
    owners.set(project, owner ?? app);
    if (owner === undefined) return [];
    const message = `This is the project of \`${owner}\` already.`;
    const fix = "give each app a project of its own.";
    return [complain(platform, path, { rule: "project.twice", message, fix })];
  });
}
