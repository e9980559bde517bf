"""Branches and their protection, files, commits, tags, and merge requests with notes."""

import gitlab
from support import client, new_project, refused

project = new_project("repository")

branch = project.branches.create({"branch": "develop", "ref": "main"})
assert branch.protected is False
with refused(gitlab.GitlabCreateError, 400, "Branch already exists"):
    project.branches.create({"branch": "develop", "ref": "main"})
protected = project.protectedbranches.create(
    {"name": "develop", "push_access_level": 0, "merge_access_level": 30}
)
with refused(gitlab.GitlabCreateError, 409, "Protected branch 'develop' already exists"):
    project.protectedbranches.create({"name": "develop"})
protected.allow_force_push = True
protected.save()
read = project.protectedbranches.get("develop")
assert read.allow_force_push is True
assert [one["access_level"] for one in read.push_access_levels] == [0]
assert project.branches.get("develop").protected is True
assert sorted(one.name for one in project.protectedbranches.list()) == ["develop", "main"]
protected.delete()
with refused(gitlab.GitlabGetError, 404):
    project.protectedbranches.get("develop")

file = project.files.create(
    {"file_path": "src/a.txt", "branch": "develop", "content": "one\n", "commit_message": "Add a"}
)
with refused(gitlab.GitlabCreateError, 400, "A file with this name already exists"):
    project.files.create(
        {"file_path": "src/a.txt", "branch": "develop", "content": "", "commit_message": "Again"}
    )
file = project.files.get("src/a.txt", ref="develop")
assert file.decode() == b"one\n"
file.content = "two\n"
file.save(branch="develop", commit_message="Change a")
assert project.files.raw("src/a.txt", ref="develop") == b"two\n"
actions = [
    {"action": "create", "file_path": "src/b.txt", "content": "b\n"},
    {"action": "move", "file_path": "src/c.txt", "previous_path": "src/a.txt"},
]
commit = project.commits.create(
    {"branch": "develop", "commit_message": "Move a", "actions": actions}
)
assert sorted(one["new_path"] for one in commit.diff()) == ["src/b.txt", "src/c.txt"]
assert [one.title for one in project.commits.list(ref_name="develop", per_page=2, get_all=False)] == [
    "Move a",
    "Change a",
]
paths = [one["path"] for one in project.repository_tree("src", ref="develop")]
assert paths == ["src/b.txt", "src/c.txt"], paths
assert len(project.repository_compare("main", "develop")["commits"]) == 3
tag = project.tags.create({"tag_name": "v1", "ref": "develop", "message": "First"})
assert [one.name for one in project.tags.list()] == ["v1"]
tag.delete()

request = project.mergerequests.create(
    {"source_branch": "develop", "target_branch": "main", "title": "Draft: Release"}
)
with refused(gitlab.GitlabCreateError, 409, "Another open merge request already exists"):
    project.mergerequests.create(
        {"source_branch": "develop", "target_branch": "main", "title": "Again"}
    )
assert request.draft is True
with refused(gitlab.GitlabMRClosedError, 405):
    request.merge()
request.title = "Release"
request.labels = ["release"]
request.save()
note = request.notes.create({"body": "Looks well"})
note.body = "Looks good"
note.save()
assert [one.body for one in request.notes.list() if not one.system] == ["Looks good"]
thread = request.discussions.create({"body": "Why?"})
thread.notes.create({"body": "Because"})
note.delete()
assert len(request.commits()) == 3
version = request.diffs.get(request.diffs.list()[0].id)
assert version.head_commit_sha == request.sha
assert [one["new_path"] for one in version.diffs] == ["src/b.txt", "src/c.txt"], version.diffs
assert {change["new_path"] for change in request.changes()["changes"]} == {"src/b.txt", "src/c.txt"}
assert [one.iid for one in project.mergerequests.list(state="opened")] == [request.iid]
request.merge(should_remove_source_branch=True)
read = project.mergerequests.get(request.iid)
assert (read.state, read.merged_by["username"]) == ("merged", "root"), read
with refused(gitlab.GitlabGetError, 404, "404 Branch Not Found"):
    project.branches.get("develop")
main = project.branches.get("main")
project.commits.get(main.commit["id"]).revert(branch="main")
project.branches.create({"branch": "old", "ref": "main"}).delete()
