import { defineConfig } from "vitest/config";

/** `unit` needs nothing; `integration` a PostgreSQL, named by the DB_ variables. */
export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      { extends: true, test: { name: "integration", include: ["test/integration/**/*.test.ts"] } },
    ],
    // What GitLab shows in a merge request.
    reporters: ["default", ["junit", { outputFile: "reports/junit.xml" }]],
    coverage: {
      include: ["src/**"],
      // What only starts things.
      exclude: ["src/server.ts", "src/migrate.ts"],
      reporter: ["text", "cobertura"],
    },
  },
});
