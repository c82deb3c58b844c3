"""Plain callers of the simulated services: one session, one token, no cleverness."""

import json

import requests

BC_SCOPE = "https://api.businesscentral.dynamics.com/.default"
TYPE = "Microsoft.Dynamics.CRM.account"


def ask_token(sandbox, **changes):
    form = {
        "grant_type": "client_credentials",
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
        "scope": BC_SCOPE,
    }
    url = changes.pop("url", sandbox.token_url)
    return requests.post(url, data={**form, **changes}, timeout=10)


class Caller:
    """Sends requests below one API root; `root` is the folder most paths are in."""

    def __init__(self, sandbox, root, scope):
        self.sandbox, self.root = sandbox, root
        self.session = requests.Session()
        self.session.trust_env = False
        self.scope = scope
        self.sign_in()

    def sign_in(self):
        """A new token, where the last one was made worthless."""
        token = ask_token(self.sandbox, scope=self.scope).json()["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method, path="", query=None, body=None, **headers):
        url = path if path.startswith("http") else f"{self.root}{path}"
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.request(method, url, params=query, json=body, headers=names, timeout=10)

    def get(self, path="", **query):
        return self("GET", path, {f"${name}": value for name, value in query.items()})


def error_of(answer):
    return answer.status_code, answer.json()["error"]["code"]


def part(method, url, body=None, content_id=None, **headers):
    """One request of a multipart batch."""
    head = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
    head += f"Content-ID: {content_id}\r\n" if content_id else ""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    text = "" if body is None else json.dumps(body)
    return f"{head}\r\n{method} {url} HTTP/1.1\r\nContent-Type: application/json\r\n{lines}\r\n{text}"


def multipart(*parts, boundary="batch_1"):
    return "".join(f"--{boundary}\r\n{text}\r\n" for text in parts) + f"--{boundary}--\r\n"


def change_set(*parts):
    return "Content-Type: multipart/mixed; boundary=set_1\r\n\r\n" + multipart(*parts, boundary="set_1")


def send_batch(dataverse, text, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    names["Content-Type"] = "multipart/mixed; boundary=batch_1"
    return dataverse.session.post(f"{dataverse.root}/$batch", data=text.encode(), headers=names, timeout=10)


def targets(*names, kind=TYPE, **more):
    """The body of a bulk message for rows with these names."""
    return {"Targets": [{"@odata.type": kind, "name": name, **more} for name in names]}
