import type { z } from "zod";
import { rules } from "../check/rules.ts";
import type { About } from "../kinds/about.ts";
import { places } from "../kinds/walk.ts";
import type { Place } from "../kinds/walk.ts";

/** The settings' reference, docs/settings.md, from the schema. */

const HEAD = `<!-- Written by \`npm run settings\` from settings/groups/. Do not edit. -->

# Settings

What the stack files may say. \`Pulumi.platform.yaml\` is the platform, every other
\`Pulumi.<stack>.yaml\` the environment of that name. All settings stand under \`config:\`; what Pulumi
keeps beside it (\`encryptionsalt\` and its like) is Pulumi's own.

\`npx slipway check\` checks all stack files together and reports every problem at once; so does \`up\`,
before anything exists. Editors that know JSON Schema complete and validate the files through the first
line of each.

- **Text** may stand without quotes. Where YAML's readers disagree (\`yes\`, \`0123\`, \`1e3\`, \`1.10\`, a
  date) quotes are asked for; \`3000\` and \`true\` are taken as they stand.
- **Secrets** are encrypted by Pulumi: \`{ secure: … }\`. \`npx slipway secret set <stack> <app> <KEY>\`
  writes an app's, \`npx slipway secret set <stack> <path>\` any other, \`npx slipway keys <stack>\` the
  SSH keys. (\`pulumi config set\` lays the whole file out anew: don't.) A value that is not encrypted is
  refused where a secret belongs, and so is the reverse.
- \`<…>\` in a path stands for a name of your own.
`;

const CHECKED = `## What is checked

In one file, between all stack files, and in the compose files that they name:
`;

/** The page. */
export function reference(platform: z.ZodType, environment: z.ZodType): string {
  return [
    HEAD,
    "## The platform: `Pulumi.platform.yaml`\n",
    ...places(platform).slice(1).map(entry),
    "## An environment: `Pulumi.<environment>.yaml`\n",
    ...places(environment).slice(1).map(entry),
    CHECKED,
    ...Object.values(rules).map((rule) => `- ${rule}`),
    "",
  ].join("\n");
}

function entry(place: Place, _: number, all: Place[]): string {
  const { about } = place;
  return [
    `### \`${named(place, all)}\``,
    "",
    about.description,
    "",
    `- ${typeWords(about)}${presence(place)}`,
    ...(about.example === undefined || about.kind === "flag"
      ? []
      : [`- Example: \`${about.example}\``]),
    "",
  ].join("\n");
}

/** The place with its maps' keys as they are called: `slipway:apps.<app>.env.<KEY>`. */
function named(place: Place, all: Place[]): string {
  const parts = place.name.split(".");
  const called = (depth: number) => {
    const map = parts.slice(0, depth).join(".");
    return all.find(({ name }) => name === map)?.about.keys ?? "name";
  };
  return parts.map((part, depth) => part.replace("*", `<${called(depth)}>`)).join(".");
}

function typeWords(about: About): string {
  switch (about.kind) {
    case "map":
      return `A map by ${about.keys}.`;
    case "group":
      return "A map with the keys below.";
    case "list":
      return "A list.";
    case "text or group":
      return `Text for its \`${about.short}\`, or a map with the keys below.`;
    case "choice":
      return `${about.choices?.map((value) => `\`${value}\``).join(", ")}.`;
    case "flag":
      return "`true` or `false`.";
    case "secret":
      return "Secret.";
    case "text":
    case "whole number":
    case "either": {
      const words = about.allowed ?? "text";
      return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
    }
  }
}

function presence(place: Place): string {
  if (place.name.endsWith("*") || place.name.endsWith("[]")) return "";
  if (place.about.otherwise !== undefined) return ` Default: ${place.about.otherwise}.`;
  if (place.default === undefined) return place.optional ? " Optional." : " Required.";
  const value = JSON.stringify(place.default);
  if (value === '""') return " Default: empty.";
  return /^[[{]/.test(value) ? " Default: none." : ` Default: \`${value.replaceAll('"', "")}\`.`;
}
