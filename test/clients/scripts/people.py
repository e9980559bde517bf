"""Users, members, and tokens that may less than root's."""

import gitlab
from support import client, new_project, refused

project = new_project("people")
user = client.users.create(
    {"username": "dora", "name": "Dora", "email": "dora@example.com", "force_random_password": True}
)
assert [one.id for one in client.users.list(username="dora")] == [user.id]
own = user.personal_access_tokens.create({"name": "test", "scopes": ["api"]})
dora = gitlab.Gitlab(client.url, private_token=own.token)
dora.auth()
assert dora.user.username == "dora"
assert dora.personal_access_tokens.get("self").scopes == ["api"]

with refused(gitlab.GitlabGetError, 404, "404 Project Not Found"):
    dora.projects.get(project.id)
member = project.members.create(
    {"user_id": user.id, "access_level": gitlab.const.AccessLevel.DEVELOPER}
)
with refused(gitlab.GitlabCreateError, 409, "Member already exists"):
    project.members.create({"user_id": user.id, "access_level": 30})
theirs = dora.projects.get(project.id)
theirs.branches.create({"branch": "work", "ref": "main"})
with refused(gitlab.GitlabListError, 403, "403 Forbidden"):
    theirs.variables.list()
member.access_level = gitlab.const.AccessLevel.MAINTAINER
member.save()
assert theirs.variables.list() == []
assert user.id in [one.id for one in project.members_all.list()]
assert [one.access_level for one in project.members.list(query="dora")] == [40]
member.delete()
with refused(gitlab.GitlabGetError, 404):
    project.members.get(user.id)

bot = project.access_tokens.create(
    {"name": "bot", "scopes": ["api"], "access_level": 30, "expires_at": "2100-01-01"}
)
as_bot = gitlab.Gitlab(client.url, private_token=bot.token)
as_bot.auth()
assert as_bot.user.bot is True
assert [one.id for one in project.access_tokens.list()] == [bot.id]
bot.delete()
with refused(gitlab.GitlabAuthenticationError, 401):
    as_bot.auth()

deploy = project.deploytokens.create({"name": "pull", "scopes": ["read_registry"]})
assert deploy.token
assert [one.name for one in project.deploytokens.list()] == ["pull"]
deploy.delete()

account = client.service_accounts.create({"name": "releases", "username": "releases"})
assert "releases" in [one.username for one in client.service_accounts.list()]
