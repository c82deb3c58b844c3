"""Microsoft's own client for Dataverse, used as shipped, works with the sandbox: nobody here wrote it.

It signs in through azure-identity and insists on https, so the sandbox is served with a certificate made here.
"""

import ssl

import pytest
import trustme
from azure.identity import ClientSecretCredential
from PowerPlatform.Dataverse.client import DataverseClient
from PowerPlatform.Dataverse.core.errors import HttpError

from syncadmin.sandbox.server import Sandbox


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate authority of our own, and the file clients trust."""
    made = trustme.CA()
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    made.cert_pem.write_to_path(str(path))
    return made, str(path)


@pytest.fixture(scope="module")
def encrypted(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority[0].issue_cert("127.0.0.1").configure_cert(context)
    sandbox = Sandbox(customers=3).start(tls=context)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def client(encrypted, authority, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", authority[1])
    encrypted.reset()
    credential = ClientSecretCredential(
        encrypted.tenant,
        encrypted.client_id,
        encrypted.client_secret,
        authority=encrypted.url,
        disable_instance_discovery=True,
        connection_verify=authority[1],
    )
    with DataverseClient(encrypted.url, credential) as client:
        yield client


def test_it_creates_reads_updates_and_deletes(client, encrypted):
    key = client.records.create("account", {"name": "Adatum", "paymenttermscode": 1})
    assert client.records.retrieve("account", key, select=["name"])["name"] == "Adatum"
    client.records.update("account", key, {"name": "Adatum AS", "telephone1": "7"})
    assert encrypted.row("account", key)["name"] == "Adatum AS"
    client.records.delete("account", key)
    assert encrypted.count("account") == 0
    with pytest.raises(HttpError) as refused:
        client.records.update("account", key, {"name": "nobody"})
    assert refused.value.status_code == 404


def test_it_reads_pages_by_filter_and_order(client, encrypted):
    encrypted.add_many("account", ({"name": f"A{number:02}", "address1_city": "Oslo"} for number in range(25)))
    wanted = {"filter": "address1_city eq 'oslo'", "orderby": ["name desc"], "select": ["name"], "page_size": 10}
    pages = [[row["name"] for row in page] for page in client.records.list_pages("account", **wanted)]
    assert [len(page) for page in pages] == [10, 10, 5]
    assert sum(pages, []) == [f"A{number:02}" for number in reversed(range(25))]


def test_it_writes_many_rows_with_one_message(client, encrypted):
    keys = client.records.create("account", [{"name": name} for name in "ABC"])
    client.records.update("account", keys, [{"name": name} for name in "DEF"])
    assert [encrypted.row("account", key)["name"] for key in keys] == ["D", "E", "F"]


def test_it_upserts_by_alternate_key(client, encrypted):
    for name in ("A", "B"):
        client.records.upsert("new_project", [{"alternate_key": {"new_code": "P1"}, "record": {"new_name": name}}])
    (row,) = encrypted.rows("new_project")
    assert (row["new_code"], row["new_name"]) == ("P1", "B")


def test_it_sends_batches_and_change_sets(client, encrypted):
    batch = client.batch.new()
    batch.records.create("account", {"name": "alone"})
    with batch.changeset() as changes:
        reference = changes.records.create("contact", {"firstname": "Ann"})
        changes.records.create("account", {"name": "together", "primarycontactid@odata.bind": reference})
    result = batch.execute()
    assert not result.has_errors
    names = {row["name"]: row["_primarycontactid_value"] for row in encrypted.rows("account")}
    assert names == {"alone": None, "together": encrypted.rows("contact")[0]["contactid"]}


def test_its_change_set_is_all_or_nothing(client, encrypted):
    batch = client.batch.new()
    with batch.changeset() as changes:
        changes.records.create("account", {"name": "A"})
        changes.records.create("account", {"name": "x" * 161})
    assert batch.execute(continue_on_error=True).has_errors
    assert encrypted.count("account") == 0


def test_it_reads_descriptions(client):
    found = client.tables.get("account")
    assert (found["entity_set_name"], found["primary_id_attribute"]) == ("accounts", "accountid")


def test_it_lists_tables_columns_keys_and_relationships(client):
    tables = {one["LogicalName"] for one in client.tables.list(select=["LogicalName"])}
    assert tables >= {"account", "salesorderdetail", "new_project"}
    columns = {one["LogicalName"]: one["AttributeType"] for one in client.tables.list_columns("new_project")}
    assert (columns["new_budget"], columns["new_priority"]) == ("Money", "Picklist")
    assert [one.key_attributes for one in client.tables.get_alternate_keys("new_project")][0] == ["new_code"]
    leading = client.tables.get_relationship("contact_customer_accounts")
    assert (leading.referenced_entity, leading.referencing_entity) == ("account", "contact")
    assert client.tables.list_table_relationships("account")


@pytest.mark.parametrize("label", ["Net 45", "45 dager netto"])
def test_it_finds_the_value_of_an_option_by_any_of_its_labels(client, encrypted, label):
    key = client.records.create("account", {"name": "Adatum", "paymenttermscode": label})
    assert encrypted.row("account", key)["paymenttermscode"] == 3
