import { gunzipSync } from "node:zlib";
import type { Store } from "../../store.ts";
import { dependenciesOf } from "../jobs/dependencies.ts";
import { readArtifact } from "../files.ts";
import type { Job } from "../model.ts";
import type { JobVariable } from "./collection.ts";

/** What earlier jobs hand on as `artifacts:reports:dotenv`: variables, whoever wrote them. */
export function dotenvOf(store: Store, job: Job): JobVariable[] {
  return dependenciesOf(store, job).flatMap((other) => {
    const report = other.artifacts.find(({ type }) => type === "dotenv");
    if (!report) return [];
    return parseDotenv(gunzipSync(readArtifact(store, other, report)).toString("utf8"));
  });
}

/** `KEY=value`, a line each. */
function parseDotenv(text: string): JobVariable[] {
  return text.split("\n").flatMap((line) => {
    const [, key, value = ""] = /^\s*([a-zA-Z0-9_]+)=(.*)$/.exec(line.replace(/\r$/, "")) ?? [];
    if (key === undefined) return [];
    const bare = /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
    return [{ key, value: bare, public: false, raw: false }];
  });
}
