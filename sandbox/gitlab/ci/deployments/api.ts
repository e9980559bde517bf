import type { Hono } from "hono";
import { type Call, endpoint } from "../../endpoint.ts";
import { ApiError, forbidden, notFound, refused } from "../../errors.ts";
import { by, filter, type Filters } from "../../lists.ts";
import type { Project } from "../../model.ts";
import type { Store } from "../../store.ts";
import type { Deployment } from "../model.ts";
import { hasCommit } from "../git.ts";
import { presentDeployment } from "../present.ts";
import { ciOf } from "../state.ts";
import { addDeployment, lastDeployment, setDeploymentStatus } from "./deployments.ts";
import { ensureEnvironment } from "./environments.ts";

/** What a list of deployments may be asked to hold. */
export function deploymentFilters(project: Project): Filters<Deployment> {
  const time = (value: string | null) => (value === null ? Number.NaN : Date.parse(value));
  return {
    updated_after: ({ updatedAt }, wanted: string) => time(updatedAt) >= Date.parse(wanted),
    updated_before: ({ updatedAt }, wanted: string) => time(updatedAt) <= Date.parse(wanted),
    finished_after: ({ finishedAt }, wanted: string) => time(finishedAt) >= Date.parse(wanted),
    finished_before: ({ finishedAt }, wanted: string) => time(finishedAt) <= Date.parse(wanted),
    environment: ({ environmentId }, wanted: string) =>
      project.environments.find(({ id }) => id === environmentId)?.name === wanted,
    status: ({ status }, wanted: string) => status === wanted,
  };
}

const orders = {
  id: by(({ id }: Deployment) => id),
  iid: by(({ iid }: Deployment) => iid),
  created_at: by(({ createdAt }: Deployment) => createdAt),
  updated_at: by(({ updatedAt }: Deployment) => updatedAt),
  finished_at: by(({ finishedAt }: Deployment) => finishedAt ?? ""),
};

/**
 * Deployments. On Free they are a Developer's to write, and a job's token reaches them: what GitLab
 * says was deployed is what somebody said.
 */
export function deployments(api: Hono, store: Store): void {
  const base = "/projects/:id/deployments";

  endpoint(api, `GET ${base}`, (call) => {
    const project = find(call);
    const { updated_after, updated_before, finished_after, finished_before } = call.asked;
    const order = call.asked["order_by"];
    if ((updated_after || updated_before) && order !== "updated_at") {
      throw refused(
        400,
        "400 Bad request - `updated_at` filter and `updated_at` sorting must be paired",
      );
    }
    if (
      (finished_after || finished_before) &&
      (order !== "finished_at" || call.asked["status"] !== "success")
    ) {
      throw refused(
        400,
        "400 Bad request - `finished_at` filter and `finished_at` sorting must be paired",
      );
    }
    const found = filter(own(project), deploymentFilters(project), call.asked, orders);
    return call.page(found.map((one) => presentDeployment(store, one)));
  });

  endpoint(api, `POST ${base}`, (call) => {
    const project = find(call);
    const {
      environment: name,
      sha,
      ref,
      tag,
      status,
    } = call.asked as {
      environment: string;
      sha: string;
      ref: string;
      tag: boolean;
      status: "running" | "success" | "failed" | "canceled";
    };
    if (!hasCommit(store.repository(project), sha)) {
      throw new ApiError(400, { message: { sha: ["The commit does not exist"] } });
    }
    const environment = ensureEnvironment(store, project, name ?? "");
    if (!environment) throw new ApiError(400, { message: { environment: ["is invalid"] } });
    const deployment = addDeployment(store, project, environment, {
      ...{ jobId: null, userId: call.actor.user.id, ref, tag, sha, status: "created" },
    });
    setDeploymentStatus(deployment, status, new Date().toISOString());
    store.save();
    return call.answer(presentDeployment(store, deployment));
  });

  endpoint(api, `GET ${base}/:deployment_id`, (call) =>
    call.answer(presentDeployment(store, one(call))),
  );

  endpoint(api, `PUT ${base}/:deployment_id`, (call) => {
    const deployment = one(call);
    const status = call.asked["status"] as Deployment["status"];
    // A job's own deployment is told by the job (`DeploymentPolicy`).
    if (deployment.jobId !== null) throw forbidden();
    const isOver = ["success", "failed", "canceled"].includes(deployment.status);
    if (deployment.status === status || (isOver && status === "running")) {
      throw new ApiError(400, {
        message: { status: [`Cannot transition status from :${deployment.status} to :${status}`] },
      });
    }
    setDeploymentStatus(deployment, status, new Date().toISOString());
    store.save();
    return call.answer(presentDeployment(store, deployment));
  });

  endpoint(api, `DELETE ${base}/:deployment_id`, (call) => {
    const deployment = one(call);
    const project = find(call);
    const environment = project.environments.find(({ id }) => id === deployment.environmentId);
    if (deployment.status === "running") throw refused(400, "Cannot destroy running deployment");
    if (environment && lastDeployment(store, environment) === deployment) {
      throw refused(400, "Deployment currently deployed to environment");
    }
    const ci = ciOf(store);
    ci.deployments = ci.deployments.filter((other) => other !== deployment);
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));
  const own = (project: Project) =>
    ciOf(store).deployments.filter(({ projectId }) => projectId === project.id);

  function one(call: Call): Deployment {
    const id = call.asked["deployment_id"];
    const found = own(find(call)).find((deployment) => deployment.id === id);
    if (!found) throw notFound();
    return found;
  }
}
