import { relative } from "node:path";
import type { Sandbox } from "./sandbox.ts";

/** What to press and to type after `npm start`, each of it tried. */
export function whatNext(sandbox: Sandbox, { pipeline }: { pipeline: number }): string {
  const page = new URL(sandbox.gitlab.baseUrl).origin;
  const staging = `http://127.0.0.1:${sandbox.ports.staging}`;
  const shown = (path: string) => relative(process.cwd(), path);
  return `The page: ${page}      # projects, pipelines, logs, messages; at its top you say who you are

Three things to try:

  1. Open production's door: be Mira, who may, and press Run at production.
       ${page}/acme/shop/-/pipelines/${pipeline}
     The image that served on staging and UAT serves there${onBoth(sandbox)}. Dana is told no.
  2. Push a commit whose container does not start, then merge it as Dana at ${page}/acme/shop
       cd ${shown(`${sandbox.folder}/clones/dana`)} && git fetch && git switch -c slip origin/develop
       sed -i 's/server.js/sever.js/' Dockerfile && git commit -am "Start the server"
       git push -o merge_request.create -o merge_request.target=develop origin slip
     Its tests pass. staging fails on it, puts back what served before, and says so (Messages):
       curl ${staging}/health
     Then take it back. That builds nothing: what it names is there.
       git fetch && git switch -c back origin/develop && git revert --no-edit -m 1 HEAD
       git push -o merge_request.create -o merge_request.target=develop origin back
  3. In this folder again: change LOG_LEVEL in Pulumi.staging.yaml, look at it, do it, and ask the servers:
       cd ${shown(sandbox.work)} && . ./sandbox.env      # its token and state; slipway and pulumi on the PATH
       slipway preview staging --diff      # or: pulumi preview -s staging --diff
       slipway up staging                  # or: pulumi up -s staging
       slipway status

npm stop ends the sandbox, npm run reset forgets it.
`;
}

/** Where production's app answers, where it has more than one server. */
function onBoth({ server, second, ports }: Sandbox): string {
  if (!second) return "";
  const [one, two] = [server.address, second.ssh.address].map(
    (host) => `${host}:${ports.production}`,
  );
  return `, on one server after the other\n     (http://${one}/health, then http://${two}/health)`;
}
