import { gunzipSync } from "node:zlib";
import { beforeEach } from "vitest";
import { Environment } from "../../../../components/environment/environment.ts";
import type { EnvironmentSettings } from "../../../../settings/index.ts";
import { isSecret, recordRegistrations, type Registration } from "../../../support/recorder.ts";
import { environmentSettings } from "../../../support/settings.ts";

export const settings = environmentSettings();

export let registrations: () => Promise<Registration[]>;

beforeEach(async () => {
  registrations = await recordRegistrations({
    "gitlab:index/getProject:getProject": () => ({ id: "42" }),
    "docker:index/getRegistryImage:getRegistryImage": ({ name }) => ({
      name,
      sha256Digest: "sha256:abc",
    }),
  });
});

/** The registrations of a type, for these settings with a change in them. */
export async function made(type: string, change: Partial<EnvironmentSettings> = {}) {
  await Environment.create({ ...settings, ...change });
  return (await registrations()).filter((registration) => registration.type === type);
}

export function key(name: string) {
  return { public: `ssh-ed25519 AAAA${name}`, private: `canary-${name}\n` };
}

/** What a command gets to read, unpacked. */
export function stdinOf({ stdin }: Record<string, unknown>): string {
  if (isSecret(stdin)) return (stdin as { value: string }).value;
  return gunzipSync(Buffer.from(String(stdin), "base64")).toString();
}

export function connectionOf(inputs: Record<string, unknown>) {
  return JSON.parse(
    JSON.stringify(inputs.connection, (_key, value: unknown) =>
      isSecret(value) ? (value as { value: unknown }).value : value,
    ),
  ) as Record<string, unknown>;
}
