import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import tseslint from "typescript-eslint";
import { mark } from "./sdks/gitlab/generator/generate.ts";

// Imports point inwards (CONTRIBUTING.md, "Rooms"): each room lists the rooms it may import from.
// A room is a folder at the top; `index.ts` counts as one. Tests may import from everywhere.
const rooms = {
  settings: [],
  host: ["settings"],
  gitlab: [],
  pipeline: ["settings"],
  review: ["settings", "gitlab"],
  components: ["gitlab", "host", "pipeline", "settings"],
  "index.ts": ["components", "settings"],
  toolchain: [],
  cli: ["index.ts", "components", "gitlab", "pipeline", "review", "settings", "host", "toolchain"],
  sdks: [],
  sandbox: ["settings", "host", "toolchain"],
};

/** Follows every relative import to where it leads, `import()` and types included. */
const inwards = {
  meta: {
    type: "problem",
    messages: { outwards: '{{room}} may import from {{allowed}} only (CONTRIBUTING.md, "Rooms").' },
  },
  create(context) {
    const roomOf = (path) => relative(import.meta.dirname, path).split(sep)[0];
    const room = roomOf(context.filename);
    const allowed = rooms[room];
    if (allowed === undefined) return {};
    const check = ({ source }) => {
      const path = source?.value;
      if (typeof path !== "string" || !path.startsWith(".")) return;
      const target = roomOf(resolve(dirname(context.filename), path));
      if (target === room || allowed.includes(target)) return;
      const data = { room, allowed: allowed.join(", ") || "no other room" };
      context.report({ node: source, messageId: "outwards", data });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      TSImportType: check,
    };
  },
};

/** What `npm run sdk` writes. */
const generated = globSync("sdks/gitlab/**/*.ts", { cwd: import.meta.dirname }).filter((file) =>
  readFileSync(join(import.meta.dirname, file), "utf8").startsWith(mark),
);

export default tseslint.config(
  // The example is a project of its own, with its own rules.
  { ignores: ["node_modules/", ".sandbox/", ".toolchain/", "examples/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      eqeqeq: "error",
      "no-console": "off",
    },
  },
  {
    files: ["**/*.ts", "**/*.mjs"],
    plugins: { rooms: { rules: { inwards } } },
    rules: { "rooms/inwards": "error" },
  },
  {
    files: ["**/*.ts", "**/*.mjs"],
    ignores: generated,
    rules: { "max-lines": ["error", { max: 300 }] },
  },
);
