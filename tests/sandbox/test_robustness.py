"""Whatever is sent, the answer is the service's own: never a dropped connection, never a 5xx but the one BC gives."""

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUIET = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.sampled_from(
    ["name", "displayName", "eq", "or", "and", "not", "(", ")", "'x'", "5", "null", "contains(", ",", "in", "id"]
    + ["statecode", "modifiedon", "2026-01-01", "true", "-1.5", "Microsoft.Dynamics.CRM.In(", "PropertyName=", "["]
    + ["contact_customer_accounts/any(c:", "c/firstname", "primarycontactid/fullname", "accountid", "ownerid/", ")"]
    + ["Microsoft.Dynamics.CRM.LastXDays(", "PropertyValue=9999999999", "PropertyName='modifiedon'", "@p1", "'%[a'"]
)
APPLICATIONS = st.sampled_from(["groupby((", "name", ")", ",", "aggregate(", "$count as n", "/", "filter("])
OPTIONS = ["filter", "select", "orderby", "top", "skiptoken", "expand", "count", "apply", "deltatoken", "id"]
STEPS = st.sampled_from(
    ["primarycontactid", "contact_customer_accounts", "$ref", "$count", "$value", "name", "ownerid", "(x)", "nobody"]
    + ["Microsoft.Dynamics.CRM.CreateMultiple", "RetrieveTotalRecordCount(EntityNames=['account'])", "$batch"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["name", "displayName", "creditlimit", "creditLimit", "ownerid@odata.bind", "blocked", "number", "accountid", "id"]
    + ["statecode", "currencyCode", "currencyId", "paymentTermsId", "primarycontactid", "@odata.type", "Targets"]
)


def fine(answer):
    return answer.status_code < 500 or answer.status_code == 501


@QUIET
@given(st.lists(WORDS, max_size=9).map(" ".join))
def test_any_filter(central, customers, dataverse, text):
    assert fine(central.get(customers, filter=text, schemaversion="2.1"))
    assert fine(dataverse.get("/accounts", filter=text))


@QUIET
@given(st.text(max_size=30), st.sampled_from(OPTIONS))
def test_any_option(central, customers, dataverse, text, option):
    assert fine(central.get(customers, **{option: text}))
    assert fine(dataverse.get("/accounts", **{option: text}))
    assert fine(dataverse.get("/EntityDefinitions", **{option: text}))


@QUIET
@given(st.text(max_size=30), st.sampled_from(["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS"]))
def test_any_path(central, customers, dataverse, text, method):
    for caller, path in ((central, f"{customers}({quote(text)})"), (central, f"/{quote(text)}")):
        assert fine(caller(method, path, body={}))
    for path in (f"/accounts({quote(text)})", f"/{quote(text)}", f"/EntityDefinitions({quote(text)})/Attributes"):
        assert fine(dataverse(method, path, body={}))


@QUIET
@given(st.lists(STEPS, max_size=3), st.sampled_from(["GET", "POST", "PATCH", "DELETE", "PUT"]), JSON)
def test_any_way_below_a_row(dataverse, steps, method, body):
    key = "11111111-1111-4111-8111-111111111111"
    dataverse("PATCH", f"/accounts({key})", body={"name": "A"})
    for body_or_reference in (body, {"@odata.id": f"/contacts({key})"}):
        assert fine(dataverse(method, "/".join((f"/accounts({key})", *steps)), body=body_or_reference))
    assert fine(dataverse(method, "/".join(("", *steps)), body=body))


@QUIET
@given(
    st.lists(st.sampled_from(["groupby((", "name", ")", ",", "aggregate(", "$count as n", "/", "filter("]), max_size=8)
)
def test_any_application(dataverse, words):
    assert fine(dataverse.get("/accounts", apply="".join(words)))
    assert fine(dataverse.get("/accounts", expand="".join(words).replace("groupby(", "ownerid(")))


@QUIET
@given(st.dictionaries(NAMES | st.text(max_size=9), JSON, max_size=4))
def test_any_body(central, customers, dataverse, body):
    assert fine(central("POST", customers, body=body))
    assert fine(dataverse("POST", "/accounts", body=body))
    assert fine(dataverse("POST", "/accounts/Microsoft.Dynamics.CRM.UpsertMultiple", body={"Targets": [body]}))
    assert fine(central("POST", "/$batch", body={"requests": [body]}))


@QUIET
@given(
    st.lists(
        WORDS | st.sampled_from(["$select=", "$expand=", "$top=", ";", "currency", "salesOrderLines", "''"]), max_size=9
    ),
    st.sampled_from(["/customers", "/salesOrders", "/companies"]),
)
def test_anything_read_along(central, sandbox, words, path):
    company = "" if path == "/companies" else f"/companies({sandbox.company_id})"
    assert fine(central.get(f"{company}{path}", expand="".join(words)))


@QUIET
@given(
    st.sampled_from(["salesOrders", "salesOrderLines", "customers", "Microsoft.NAV.post", "currency", "$count", "x"]),
    st.text(max_size=12),
    st.sampled_from(["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD"]),
)
def test_any_path_below_a_row(central, sandbox, name, text, method):
    row = sandbox.rows("customers") or [sandbox.add("customers", displayName="A", currencyCode="EUR")]
    company = f"/companies({sandbox.company_id})"
    for root in (central.root, sandbox.extension_url):
        for path in (
            f"/customers({row[0]['id']})/{name}({quote(text)})",
            f"/{name}/{quote(text)}",
            f"/{quote(text)}/{name}",
        ):
            assert fine(central(method, f"{root}{company}{path}", body={}, If_Match="*"))


@QUIET
@given(
    st.dictionaries(st.sampled_from(["notificationUrl", "resource", "clientState", "x"]), JSON | st.text(), max_size=3)
)
def test_any_subscription(central, body):
    for method, path in (("POST", ""), ("PATCH", "('x')"), ("DELETE", "(x)"), ("PUT", "/x")):
        assert fine(central(method, f"/subscriptions{path}", body=body, If_Match="*"))


@QUIET
@given(
    st.sampled_from(["Accept-Language", "Company", "Prefer", "Isolation", "Data-Access-Intent", "Content-Type"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
)
def test_any_header(central, customers, header, text):
    headers = {header: text.strip()}
    for path in (customers, "/entityDefinitions", "/customers"):
        assert fine(central.session.get(f"{central.root}{path}", headers=headers, timeout=10))
    body = {"requests": [{"method": "GET", "url": "customers", "headers": headers}]}
    assert fine(central("POST", "/$batch", body=body, **{header.replace("-", "_"): text.strip()}))


@QUIET
@given(st.text(max_size=30).map(quote))
def test_any_address(central, sandbox, text):
    for path in (f"/BC/api/{text}", f"/v2.0/{text}/api/v2.0", f"/v2.0/x/{text}/api/{text}", f"/v2.0/x/y/api/{text}"):
        assert fine(central("GET", f"{sandbox.url}{path}"))


@QUIET
@given(st.binary(max_size=200))
def test_any_bytes(central, customers, dataverse, data):
    for caller, path in ((central, customers), (central, "/$batch"), (dataverse, "/accounts")):
        assert fine(caller.session.post(f"{caller.root}{path}", data=data, timeout=10))
    batch = b"--batch_1\r\n" + data + b"\r\n--batch_1--\r\n"
    headers = {"Content-Type": "multipart/mixed; boundary=batch_1"}
    assert fine(dataverse.session.post(f"{dataverse.root}/$batch", data=batch, headers=headers, timeout=10))


@pytest.mark.parametrize("value", ["*", '"', 'W/"', 'W/"é"', "x" * 5000, ""])
def test_any_version(central, customers, dataverse, sandbox, value):
    customer, account = sandbox.add("customers"), sandbox.add("account")
    header = value.encode().decode("latin-1")
    assert fine(central("PATCH", f"{customers}({customer['id']})", body={}, If_Match=header))
    assert fine(dataverse("PATCH", f"/accounts({account['accountid']})", body={}, If_Match=header))


def test_broken_http_hurts_only_its_own_connection(sandbox, central):
    for data in (b"\r\n\r\n", b"GET\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx", b"\x00\xff" * 50):
        with socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2])), timeout=5) as connection:
            connection.sendall(data)
    assert central.get("/companies").status_code == 200


def test_many_threads_lose_nothing(sandbox, dataverse):
    def create(number):
        return dataverse("POST", "/accounts", body={"name": str(number)}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(create, range(200))) == {204}
    assert {row["name"] for row in sandbox.rows("account")} == {str(number) for number in range(200)}


def test_one_version_is_overwritten_only_once(sandbox, dataverse):
    row = sandbox.add("account", name="A")

    def change(number):
        path = f"/accounts({row['accountid']})"
        return dataverse("PATCH", path, body={"name": str(number)}, If_Match=row["@odata.etag"]).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(change, range(16)))
    assert answers == [204] + [412] * 15
