"""What the scripts share: a client, a project to work on, a runner, and exceptions to be expected."""

import io
import os
import zipfile
import zlib
from contextlib import contextmanager

import gitlab

url = os.environ["GITLAB_URL"]
client = gitlab.Gitlab(url, private_token=os.environ["GITLAB_TOKEN"])


def new_project(name, **settings):
    """A group and in it a project of that name, whose main has a README."""
    group = client.groups.create({"name": name, "path": name})
    values = {"name": name, "namespace_id": group.id, "initialize_with_readme": True}
    return client.projects.create(values | settings)


@contextmanager
def refused(kind, code, *words):
    """What is inside must be refused by an exception of python-gitlab's of this kind."""
    try:
        yield
    except gitlab.GitlabError as error:
        assert type(error) is kind, repr(error)
        assert error.response_code == code, repr(error)
        for word in words:
            assert word in str(error), repr(error)
        return
    raise AssertionError(f"nothing was refused, and {kind.__name__} was expected")


class Runner:
    """Takes jobs by the Runner API, with requests of its own as a runner has its own client."""

    def __init__(self, project):
        client.auth()
        made = client.user.runners.create({"runner_type": "project_type", "project_id": project.id})
        self.id = made.id
        self.token = made.token
        self.anonymous = gitlab.Gitlab(url)

    def take(self, name):
        """Takes the next job, which must be of this name."""
        asked = {"token": self.token, "info": {"features": {}}}
        job = self.anonymous.http_post("/jobs/request", post_data=asked)
        assert isinstance(job, dict), f"there is no job, and {name} was expected"
        assert job["job_info"]["name"] == name, job["job_info"]
        return job

    def end(self, job, state="success", trace="done\n"):
        text = trace.encode()
        headers = {"JOB-TOKEN": job["token"], "Content-Range": f"0-{len(text) - 1}"}
        path = f"{url}/api/v4/jobs/{job['id']}"
        answer = self.anonymous.session.patch(f"{path}/trace", data=text, headers=headers)
        assert answer.status_code == 202, answer.text
        told = {
            "token": job["token"],
            "state": state,
            "output": {"checksum": f"crc32:{zlib.crc32(text):x}", "bytesize": len(text)},
        }
        if state == "failed":
            told |= {"failure_reason": "script_failure", "exit_code": 1}
        answer = self.anonymous.session.put(path, json=told)
        assert answer.status_code == 200, answer.text

    def upload(self, job, files):
        """Hands files over as the job's artifacts."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            for path, text in files.items():
                packed.writestr(path, text)
        answer = self.anonymous.session.post(
            f"{url}/api/v4/jobs/{job['id']}/artifacts",
            headers={"JOB-TOKEN": job["token"]},
            data={"artifact_type": "archive", "artifact_format": "zip"},
            files={"file": ("artifacts.zip", archive.getvalue())},
        )
        assert answer.status_code == 201, answer.text
