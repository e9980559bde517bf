"""Pipelines, jobs, schedules, deployments, resource groups and lint, with jobs that a runner runs."""

import gitlab
from support import Runner, client, new_project, refused

configuration = """
stages: [test, deploy]
unit: { stage: test, script: [a], artifacts: { paths: [out/] } }
lint: { stage: test, script: [a] }
staging:
  stage: deploy
  script: [a]
  environment: staging
  resource_group: staging
  rules: [{ when: manual }]
"""
project = new_project("pipelines")
assert project.ci_lint.create({"content": configuration}).valid is True
wrong = project.ci_lint.create({"content": "unit: { stage: nowhere, script: [a] }"})
assert wrong.valid is False and "nowhere" in wrong.errors[0], wrong
with refused(gitlab.GitlabCreateError, 400):
    project.pipelines.create({"ref": "main"})
project.files.create(
    {
        "file_path": ".gitlab-ci.yml",
        "branch": "main",
        "content": configuration,
        "commit_message": "Configure [skip ci]",
    }
)
assert project.ci_lint.get().valid is True
runner = Runner(project)
assert [one.id for one in project.runners.list()] == [runner.id]

pipeline = project.pipelines.create(
    {"ref": "main", "variables": [{"key": "WHY", "value": "because"}]}
)
assert (pipeline.status, pipeline.source) == ("pending", "api"), pipeline
assert [one.value for one in pipeline.variables.list()] == ["because"]
job = runner.take("unit")
runner.upload(job, {"out/a.txt": "hello", "out/b.txt": "more"})
runner.end(job, trace="one\ntwo\n")
runner.end(runner.take("lint"), "failed")
pipeline.refresh()
assert pipeline.status == "failed", pipeline
assert [one.name for one in pipeline.jobs.list(scope=["success"])] == ["unit"]
assert [one.name for one in pipeline.jobs.list(scope="failed")] == ["lint"]
assert [one.name for one in project.jobs.list(scope=["success", "failed"])] == ["lint", "unit"]
assert pipeline.bridges.list() == []

unit = project.jobs.get(job["id"])
assert unit.trace() == b"one\ntwo\n"
assert unit.artifact("out/a.txt") == b"hello"
assert unit.artifacts()[:2] == b"PK"
unit.keep_artifacts()
with refused(gitlab.GitlabJobPlayError, 400):
    unit.play()

lint = project.jobs.get(pipeline.jobs.list(scope="failed")[0].id)
again = lint.retry()
assert again["status"] == "pending", again
runner.end(runner.take("lint"))
assert len(pipeline.jobs.list(include_retried=True)) == 4
door = project.jobs.get(next(one.id for one in pipeline.jobs.list() if one.name == "staging"))
assert door.status == "manual"
door.play()
assert [one.key for one in project.resource_groups.list()] == ["staging"]
group = project.resource_groups.get("staging")
group.process_mode = "newest_first"
group.save()
assert project.resource_groups.get("staging").process_mode == "newest_first"
runner.end(runner.take("staging"))
pipeline.refresh()
assert pipeline.status == "success", pipeline
assert project.artifacts.raw("main", "out/b.txt", job="unit") == b"more"
assert project.pipelines.latest(ref="main").id == pipeline.id
deployments = project.deployments.list(environment="staging", status="success")
assert [one.deployable["name"] for one in deployments] == ["staging"]
assert project.environments.list(name="staging")[0].state == "available"
told = project.deployments.create(
    {"environment": "staging", "sha": pipeline.sha, "ref": "main", "tag": False, "status": "running"}
)
told.status = "success"
told.save()
assert project.deployments.get(told.id).status == "success"

assert [one.status for one in project.pipelines.list(source="push")] == ["skipped"]
second = project.pipelines.create({"ref": "main"})
held = runner.take("unit")
running = project.jobs.get(held["id"])
assert running.cancel()["status"] in ("canceling", "canceled")
second.cancel()
second.refresh()
assert second.status == "canceled", second
second.retry()
second.refresh()
assert second.status in ("pending", "running"), second
second.cancel()
pages = project.pipelines.list(per_page=1, iterator=True, source="api")
assert (pages.total, [one.id for one in pages]) == (2, [second.id, pipeline.id])
unit.erase()
with refused(gitlab.GitlabGetError, 404):
    unit.artifact("out/a.txt")
second.delete()
with refused(gitlab.GitlabGetError, 404):
    project.pipelines.get(second.id)

schedule = project.pipelineschedules.create(
    {"description": "Nightly", "ref": "main", "cron": "0 3 * * *"}
)
with refused(gitlab.GitlabCreateError, 400, "cron"):
    project.pipelineschedules.create({"description": "x", "ref": "main", "cron": "often"})
schedule.variables.create({"key": "KIND", "value": "nightly"})
schedule.cron = "0 4 * * *"
schedule.save()
read = project.pipelineschedules.get(schedule.id)
assert read.cron == "0 4 * * *" and read.attributes["variables"][0]["key"] == "KIND", read
schedule.take_ownership()
schedule.play()
# python-gitlab keeps the answer of play in the place of the schedule.
schedule = project.pipelineschedules.get(read.id)
assert [one.source for one in schedule.pipelines.list()] == ["schedule"]
schedule.delete()
assert project.pipelineschedules.list() == []

scope = project.job_token_scope.get()
assert scope.inbound_enabled is True
other = client.projects.create({"name": "other", "namespace_id": project.namespace["id"]})
scope.allowlist.create({"target_project_id": other.id})
assert other.id in [one.id for one in scope.allowlist.list()]
scope.allowlist.delete(other.id)
rule = project.registry_protection_repository_rules.create(
    {
        "repository_path_pattern": "pipelines/pipelines/release",
        "minimum_access_level_for_push": "maintainer",
    }
)
rule.minimum_access_level_for_delete = "owner"
rule.save()
rules = project.registry_protection_repository_rules.list()
assert [one.minimum_access_level_for_delete for one in rules] == ["owner"]
client.http_delete(f"/projects/{project.id}/registry/protection/repository/rules/{rule.id}")
assert project.registry_protection_repository_rules.list() == []
