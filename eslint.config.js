import tseslint from "typescript-eslint";

// Imports point inwards (CONTRIBUTING.md, "Rooms"): each room lists the rooms it may import from.
// A room is a folder at the top; `index.ts` counts as one.
const rooms = {
  settings: [],
  host: ["settings"],
  pipeline: ["settings"],
  review: ["settings"],
  components: ["pipeline", "host", "settings"],
  toolchain: [],
  cli: ["index.ts", "components", "review", "settings", "host", "toolchain"],
  sandbox: ["settings", "host", "toolchain"],
};
const all = [...Object.keys(rooms), "index.ts", "test"];

function restrict(room, allowed) {
  const forbidden = all.filter((other) => other !== room && !allowed.includes(other));
  return {
    files: [`${room}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${forbidden.join("|").replaceAll(".", "\\.")})(/|$)`,
              message: `${room}/ may import from ${allowed.join(", ") || "no other room"} only (CONTRIBUTING.md, "Rooms").`,
            },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ["node_modules/", ".sandbox/", ".toolchain/"] },
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
  ...Object.entries(rooms).map(([room, allowed]) => restrict(room, allowed)),
);
