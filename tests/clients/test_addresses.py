"""Tokens travel encrypted, or stay on this computer, and never reach another host."""

import pytest

from syncadmin.connections.clients.addresses import require_safe, same_host
from syncadmin.connections.clients.errors import AddressRefused
from syncadmin.engine.values import Side

ROOT = "https://org.crm.example/api/data/v9.2"


@pytest.mark.parametrize("url", ["https://x.example", "http://localhost:8000", "http://127.0.0.1:1", "http://[::1]:1"])
def test_safe_addresses(url):
    require_safe(Side.BC, url)


@pytest.mark.parametrize(
    "url",
    [
        "http://x.example", "http://127.0.0.1.example", "http://localhost.example", "ftp://localhost", "x.example", "",
        "https://user:secret@x.example", "https://", "http://[::1", "http://10.0.0.1", "https://x:port",
    ],
)  # fmt: skip
def test_unsafe_addresses(url):
    with pytest.raises(AddressRefused) as refused:
        require_safe(Side.BC, url)
    assert "secret" not in f"{refused.value} {refused.value.problem}"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        (f"{ROOT}/accounts?$skiptoken=%3Ca%2520b%3E", f"{ROOT}/accounts?$skiptoken=%3Ca%2520b%3E"),
        ("https://ORG.crm.example:443/next", "https://ORG.crm.example:443/next"),
        ("accounts?$skiptoken=1", f"{ROOT}/accounts?$skiptoken=1"),
        ("accounts?link=https://other.example", f"{ROOT}/accounts?link=https://other.example"),
    ],
)
def test_links_to_the_same_host_are_followed_unchanged(link, url):
    assert same_host(Side.DATAVERSE, ROOT, link) == url


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/accounts", "http://org.crm.example/accounts", "https://org.crm.example:8443/accounts",
        "https://org.crm.example@evil.example/", "https://org.crm.example.evil.example/", "//evil.example/accounts",
        "https:\\\\evil.example", "https://org.crm.example:x/",
    ],
)  # fmt: skip
def test_links_to_another_host_are_refused(link):
    with pytest.raises(AddressRefused):
        same_host(Side.DATAVERSE, ROOT, link)
