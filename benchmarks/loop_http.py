"""How the yardsticks talk to both systems: ``requests`` and ``json``, a session a thread, and nothing around it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from syncadmin.connections.clients.auth import BUSINESS_CENTRAL_SCOPE, dataverse_scope
from syncadmin.connections.clients.business_central.reads import PAGE

Json = dict[str, Any]


class Service:
    """One of the sandbox's services, entered with a token of its own."""

    def __init__(self, facts: dict[str, str], root: str, scope: str) -> None:
        self.root = root
        self._headers = {"Accept": "application/json", "Authorization": token(facts, scope)}
        self._own = threading.local()
        self._ahead = ThreadPoolExecutor(1)

    def get(self, target: str, **headers: str) -> Json:
        """The JSON at a path below the root or at a link."""
        return self.send("GET", target, headers).json()

    def send(self, method: str, target: str, headers: dict[str, str], body: bytes | None = None) -> requests.Response:
        """The answer, which has to be a good one."""
        link = target if "://" in target else f"{self.root}/{target}"
        answer = self._session().request(method, link, headers=headers, data=body, timeout=120)
        answer.raise_for_status()
        return answer

    def pages(self, target: str, prefer: str = "") -> Iterator[Json]:
        """Page after page; the next one is on its way while one is worked on."""
        wanted = {"Prefer": ",".join(filter(None, (prefer, f"odata.maxpagesize={PAGE}")))}
        coming = self._ahead.submit(self.get, target, **wanted)
        while coming:
            page = coming.result()
            link = page.get("@odata.nextLink")
            coming = self._ahead.submit(self.get, link, **wanted) if link else None
            yield page

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            self._own.session.headers.update(self._headers)
            self._own.session.trust_env = False
        return self._own.session


def business_central(facts: dict[str, str]) -> Service:
    """The company."""
    root = f"{facts['business_central_url'].rstrip('/')}/companies({facts['company_id']})"
    return Service(facts, root, BUSINESS_CENTRAL_SCOPE)


def dataverse(facts: dict[str, str]) -> Service:
    """The environment."""
    address = facts["dataverse_url"].rstrip("/")
    return Service(facts, f"{address}/api/data/v9.2", dataverse_scope(address))


def json_batch(service: Service, requests_: list[Json]) -> list[Json]:
    """A ``$batch`` of Business Central."""
    root = service.root.partition("/companies(")[0]
    headers = {"Content-Type": "application/json", "Prefer": "odata.continue-on-error"}
    body = json.dumps({"requests": requests_}).encode()
    answers = service.send("POST", f"{root}/$batch", headers, body).json()["responses"]
    assert all(one["status"] < 300 for one in answers)
    return answers


def multipart_batch(service: Service, operations: list[tuple[str, dict[str, str], Json]]) -> list[Json]:
    """A ``$batch`` of Dataverse: PATCH at these links with these headers and bodies; the rows that come back."""
    parts = [
        f"--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {number}\r\n\r\n"
        f"PATCH {link} HTTP/1.1\r\n"
        + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        + f"Content-Type: application/json\r\n\r\n{json.dumps(body)}\r\n"
        for number, (link, headers, body) in enumerate(operations)
    ]
    headers = {"Content-Type": 'multipart/mixed; boundary="b"', "Accept": "multipart/mixed"}
    answer = service.send("POST", "$batch", headers, ("".join(parts) + "--b--\r\n").encode())
    boundary = answer.headers["Content-Type"].partition("boundary=")[2].strip('"')
    found = answer.text.split(f"--{boundary}")[1:-1]
    rows = [json.loads(part.rpartition("\r\n\r\n")[2] if part.rstrip().endswith("}") else "null") for part in found]
    assert len(rows) == len(operations)
    assert all(rows)
    return rows


def token(facts: dict[str, str], scope: str) -> str:
    """The header that lets a request in."""
    body = {"grant_type": "client_credentials", "scope": scope}
    body |= {"client_id": facts["client_id"], "client_secret": facts["client_secret"]}
    answer = requests.post(facts["token_url"], data=body, timeout=60).json()
    return f"Bearer {answer['access_token']}"
