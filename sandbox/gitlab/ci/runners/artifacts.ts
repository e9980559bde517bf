import type { Values } from "../../input.ts";
import type { ArtifactsConfiguration } from "../configuration/types.ts";

/** The file that a report is sent as, and how, by its type (`Enums::Ci::JobArtifact`). */
const reports: Record<string, [filename: string, format: "gzip" | "raw"]> = {
  accessibility: ["gl-accessibility.json", "raw"],
  annotations: ["gl-annotations.json", "gzip"],
  codequality: ["gl-code-quality-report.json", "raw"],
  cobertura: ["cobertura-coverage.xml", "gzip"],
  jacoco: ["jacoco-coverage.xml", "gzip"],
  container_scanning: ["gl-container-scanning-report.json", "raw"],
  cyclonedx: ["gl-sbom.cdx.json", "gzip"],
  dependency_scanning: ["gl-dependency-scanning-report.json", "raw"],
  dotenv: [".env", "gzip"],
  junit: ["junit.xml", "gzip"],
  metrics: ["metrics.txt", "gzip"],
  sast: ["gl-sast-report.json", "raw"],
  secret_detection: ["gl-secret-detection-report.json", "raw"],
  terraform: ["tfplan.json", "raw"],
};

/** What a runner is to send when a job ends (`Ci::BuildRunnerPresenter#artifacts`). */
export function artifactsFor(said: ArtifactsConfiguration | undefined): Values[] | null {
  if (!said) return null;
  const { paths, exclude, untracked, name, when, expire_in } = said;
  const archive = {
    ...{ name, untracked, paths, exclude, when, expire_in },
    ...{ artifact_type: "archive", artifact_format: "zip" },
  };
  return [
    ...(paths || untracked ? [archive] : []),
    ...Object.entries(said.reports ?? {}).flatMap(([kind, value]) =>
      report(kind, value, expire_in),
    ),
  ];
}

function report(kind: string, value: unknown, expireIn: string | undefined): Values[] {
  const coverage = value as { coverage_format: string; path: string };
  const [type, paths] =
    kind === "coverage_report"
      ? [coverage.coverage_format, [coverage.path]]
      : [kind, [value].flat() as string[]];
  const [name, format] = reports[type] ?? [`${type}.json`, "raw"];
  return [
    {
      name,
      paths,
      when: "always",
      expire_in: expireIn,
      artifact_type: type,
      artifact_format: format,
    },
  ];
}
