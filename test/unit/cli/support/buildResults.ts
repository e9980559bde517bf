import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** GitLab's answers about a pipeline whose job `build` has the number 8. */
export interface BuildResults {
  /** What the job has left; undefined where it did not end well. */
  result: string | undefined;
  /** What a job that asks has of it. */
  variables: Record<string, string>;
  stop(): Promise<void>;
}

export async function startBuildResults(): Promise<BuildResults> {
  const token = "glpat-reader";
  const server = createServer(({ url, headers }, response) => {
    const project = "/api/v4/projects/42";
    if (headers["private-token"] !== token) {
      response.writeHead(401).end('{"message":"401 Unauthorized"}');
    } else if (url === `${project}/pipelines/1/jobs?scope=success&per_page=100`) {
      const others = [{ id: 7, name: "unit" }];
      const build = results.result === undefined ? [] : [{ id: 8, name: "build" }];
      response.end(JSON.stringify([...others, ...build]));
    } else if (url === `${project}/jobs/8/artifacts/.slipway/build.json`) {
      response.end(results.result);
    } else response.writeHead(404).end('{"message":"404 Not found"}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const results: BuildResults = {
    result: undefined,
    variables: {
      CI_API_V4_URL: `http://127.0.0.1:${port}/api/v4`,
      ...{ CI_PROJECT_ID: "42", CI_PIPELINE_ID: "1", SLIPWAY_READER_TOKEN: token },
    },
    async stop() {
      server.close();
      await once(server, "close");
    },
  };
  return results;
}
