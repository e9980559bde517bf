"""CI/CD variables of scopes, environments, and their protection from typing mistakes."""

import gitlab
from support import new_project, refused

project = new_project("variables")

for scope in ("*", "production"):
    project.variables.create({"key": "KEY", "value": f"of {scope}", "environment_scope": scope})
with refused(gitlab.GitlabCreateError, 400, "has already been taken"):
    project.variables.create({"key": "KEY", "value": "x"})
with refused(gitlab.GitlabCreateError, 400, "key"):
    project.variables.create({"key": "not a name", "value": "x"})
production = {"environment_scope": "production"}
variable = project.variables.get("KEY", filter=production)
assert variable.value == "of production"
project.variables.update(
    "KEY", {"value": "long-enough", "masked": True, "protected": True, "filter": production}
)
read = project.variables.get("KEY", filter=production)
assert (read.value, read.masked, read.protected) == ("long-enough", True, True), read
assert [one.environment_scope for one in project.variables.list()] == ["*", "production"]
project.variables.delete("KEY", filter=production)
assert [one.value for one in project.variables.list()] == ["of *"]
for number in range(25):
    project.variables.create({"key": f"MANY_{number}", "value": "x"})
assert len(project.variables.list(get_all=True)) == 26
file = project.variables.create({"key": "FILE", "value": "text", "variable_type": "file"})
assert file.variable_type == "file"
file.delete()
with refused(gitlab.GitlabGetError, 404, "404 Variable Not Found"):
    project.variables.get("FILE")

environment = project.environments.create(
    {"name": "production", "external_url": "https://app.example.com", "tier": "production"}
)
with refused(gitlab.GitlabCreateError, 400, "has already been taken"):
    project.environments.create({"name": "production"})
environment.external_url = "https://shop.example.com"
environment.save()
read = project.environments.get(environment.id)
assert (read.external_url, read.state) == ("https://shop.example.com", "available"), read
with refused(gitlab.GitlabDeleteError, 403):
    environment.delete()
environment.stop()
assert [one.name for one in project.environments.list(states="stopped")] == ["production"]
environment.delete()
assert project.environments.list() == []
