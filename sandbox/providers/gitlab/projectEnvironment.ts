import { setTimeout as wait } from "node:timers/promises";
import { text } from "../values.ts";
import type { Answer, Behaviour } from "./behaviour.ts";

export const projectEnvironment: Behaviour = {
  path: "projects/:project/environments/:environmentId",
  id: ["project", "environmentId"],
  parameters: { environmentId: "id" },
  replaces: ["project", "name"],
  local: ["stopBeforeDestroy"],
  absent: { description: "", externalUrl: "", stopBeforeDestroy: false },
  values: {
    autoStopSetting: ["always", "with_action"],
    tier: ["production", "staging", "testing", "development", "other"],
  },

  async delete({ stopBeforeDestroy }, { client, path, signal }) {
    const environment = await client.find<Answer>(path);
    if (!environment) return;
    if (environment["state"] !== "stopped") {
      if (stopBeforeDestroy !== true) {
        throw new Error(
          `The environment "${text(environment["name"])}" is ${text(environment["state"])}, and GitLab deletes stopped ones only. Stop it, or set stopBeforeDestroy and run \`up\` before destroying it.`,
        );
      }
      const force = environment["auto_stop_setting"] === "with_action";
      await client.post(`${path}/stop`, { force });
      // A stop job may run for as long as it likes; the engine's cancellation ends the wait.
      while ((await client.find<Answer>(path))?.["state"] === "stopping") {
        await wait(1000, undefined, { signal });
      }
    }
    await client.delete(path);
  },
};
