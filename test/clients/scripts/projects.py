"""Groups and projects: made, read, listed by pages, changed, moved, archived, deleted, restored."""

import gitlab
from support import client, refused

client.auth()
assert client.user.username == "root"
version, revision = client.version()
assert version and revision, (version, revision)

group = client.groups.create({"name": "Acme", "path": "acme", "visibility": "internal"})
inner = client.groups.create({"name": "Web", "path": "web", "parent_id": group.id})
assert inner.full_path == "acme/web"
group.description = "All of it"
group.save()
assert client.groups.get("acme").description == "All of it"
assert [one.path for one in group.subgroups.list()] == ["web"]

for number in range(5):
    client.projects.create({"name": f"shop-{number}", "namespace_id": group.id})
project = client.projects.get("acme/shop-0")
assert project.path_with_namespace == "acme/shop-0"

# One page, all of them by page, and by key.
assert len(group.projects.list(per_page=2, get_all=False)) == 2
pages = client.projects.list(per_page=2, iterator=True, search="shop-")
assert (pages.total, pages.total_pages) == (5, 3), (pages.total, pages.total_pages)
assert [one.name for one in pages] == [f"shop-{number}" for number in (4, 3, 2, 1, 0)]
by_key = {"pagination": "keyset", "order_by": "id", "sort": "asc", "per_page": 2}
assert len(client.projects.list(get_all=True, **by_key)) == 5

project.description = "A shop"
project.merge_method = "ff"
project.topics = ["web", "shop"]
project.only_allow_merge_if_pipeline_succeeds = True
project.save()
read = client.projects.get(project.id)
assert (read.merge_method, read.topics) == ("ff", ["web", "shop"]), read
assert read.only_allow_merge_if_pipeline_succeeds is True

with refused(gitlab.GitlabCreateError, 400, "has already been taken"):
    client.projects.create({"name": "shop-1", "namespace_id": group.id})
with refused(gitlab.GitlabGetError, 404, "404 Project Not Found"):
    client.projects.get("acme/nothing")
with refused(gitlab.GitlabUpdateError, 400, "merge_method does not have a valid value"):
    client.projects.update(project.id, {"merge_method": "octopus"})
with refused(gitlab.GitlabAuthenticationError, 401, "401 Unauthorized"):
    gitlab.Gitlab(client.url, private_token="glpat-nobodys").projects.get(project.id)

hook = project.hooks.create({"url": "https://hook.example.com", "token": "secret"})
hook.pipeline_events = True
hook.save()
assert [one.pipeline_events for one in project.hooks.list()] == [True]
hook.delete()
assert project.hooks.list() == []

project.archive()
with refused(gitlab.GitlabCreateError, 403):
    project.branches.create({"branch": "x", "ref": "main"})
project.unarchive()
project.transfer(inner.id)
assert client.projects.get("acme/web/shop-0").id == project.id
project.delete()
assert client.projects.get(project.id).marked_for_deletion_on is not None
project.restore()
assert client.projects.get(project.id).marked_for_deletion_on is None
group.delete()
