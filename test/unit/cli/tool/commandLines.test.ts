import { expect, it } from "vitest";
import {
  buildctlArguments,
  buildxArguments,
  type ToolBuild,
} from "../../../../cli/tool/commandLines.ts";

const build: ToolBuild = {
  source: {
    ...{ root: "/t", commit: "b".repeat(40), version: "1.2.3", tag: "built-a" },
    context: {
      files: [],
      emptied: [],
      dockerfile: { path: "Dockerfile", mode: "100644", object: "c" },
    },
  },
  written: { context: "/t/context", dockerfile: "/t/dockerfile" },
  image: "registry.example.com/acme/pipelines/slipway:built-a",
  ...{ target: "tool", platform: "linux/arm64", arguments: { NODE_IMAGE: "node:24 a" } },
  ...{ insecure: false, metadata: "/t/metadata.json" },
};

it("builds the same with both builders, under the same labels", () => {
  const [one, other] = [buildctlArguments("unix:///s", build), buildxArguments(build)];
  for (const label of ["version=1.2.3", `revision=${"b".repeat(40)}`]) {
    expect(one).toContain(`label:org.opencontainers.image.${label}`);
    expect(other).toContain(`org.opencontainers.image.${label}`);
  }
  expect(one).toContain("build-arg:NODE_IMAGE=node:24 a");
  expect(other).toContain("NODE_IMAGE=node:24 a");
  expect(one).toContain(`type=image,name=${build.image},push=true`);
  expect(other.slice(0, 7)).toEqual([
    ...["buildx", "build", "--progress", "plain", "--push", "--tag", build.image],
  ]);
  // The digest that it tells is then the image's own, as BuildKit's is.
  expect(other.join(" ")).toContain("--provenance false --sbom false");
});

it("asks for base images anew, and a registry without TLS over http, where that is said", () => {
  const anew = { ...build, anew: true, insecure: true };
  expect(buildctlArguments("unix:///s", anew)).toEqual(
    expect.arrayContaining([
      ...["--no-cache", "image-resolve-mode=pull"],
      `type=image,name=${build.image},push=true,registry.insecure=true`,
    ]),
  );
  expect(buildxArguments(anew)).toEqual(expect.arrayContaining(["--no-cache", "--pull"]));
  for (const args of [buildctlArguments("unix:///s", build), buildxArguments(build)]) {
    expect(args).not.toContain("--no-cache");
  }
});
