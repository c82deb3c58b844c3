"""The way in from Dynamics 365 Sales and Business Central: where a link leads, and what is offered there."""

import pytest
from django.test import Client

from couplings.models import Coupling, RemoteRecord
from jobs.models import Job
from jobs.run import run_job
from syncadmin.engine.values import Side
from tests.couplings.acting import act, card, markup_of, read, row_of, text_of
from tests.everywhere.world import nobody
from tests.family import currency_mapping, vendor_mapping

NOBODY = nobody()
pytestmark = pytest.mark.django_db(transaction=True)


def sales(record, table="account"):
    """The link of an account, or of a key."""
    return f"/open/sales/{table}/{record['accountid'] if isinstance(record, dict) else record}/"


def bc(record, table="customers"):
    """The link of a customer, by its key or by what it is called."""
    return f"/open/bc/{table}/{record['id'] if isinstance(record, dict) else record}/"


def offered(response):
    """Which buttons a page has."""
    page = markup_of(response)
    known = {"Set Up Coupling": "/couple/?next=", "Create": 'action="/records/create/"', "Read": 'name="mapping"'}
    return {name for name, part in known.items() if part in page}


def unread(sandbox, **values):
    """An account that nobody read yet."""
    return sandbox.add("account", **{"name": "Fabrikam", "customertypecode": 3, **values})


def test_a_coupled_record_is_opened_from_either_system(as_charlie, pair):
    customer, account = pair
    assert as_charlie.get(sales(account)).url == card(account)
    assert as_charlie.get(bc(customer)).url == card(customer)
    assert as_charlie.get(bc(customer["number"])).url == card(customer)


@pytest.mark.parametrize("form", ["{{{}}}", "{}"])
def test_keys_and_tables_are_taken_as_sales_writes_them(as_charlie, pair, form):
    key = form.format(pair[1]["accountid"].upper())
    assert as_charlie.get(sales(key, "Account")).url == card(pair[1])


def test_a_partner_that_was_never_read_itself_leads_to_the_card_of_the_other(as_charlie, pair):
    row_of(pair[1]).delete()
    assert as_charlie.get(sales(pair[1])).url == card(pair[0])


def test_a_record_that_is_not_coupled_is_named_and_what_the_mapping_allows_is_offered(as_bob, account):
    response = as_bob.get(sales(account))
    assert "Adatum Ltd" in text_of(response)
    assert "The mapping synchronizes coupled records only" in text_of(response)
    assert offered(response) == {"Set Up Coupling", "Create"}
    assert Job.objects.filter(kind=Job.Kind.RECORDS).count() == 0


def test_what_is_offered_creates_the_counterpart_and_the_link_leads_to_the_card(as_bob, account):
    act(as_bob, "create", account)
    assert as_bob.get(sales(account)).url == card(account)


def test_a_viewer_is_offered_nothing(as_charlie, account):
    response = as_charlie.get(sales(account))
    assert offered(response) == set()
    assert "You may look at records but not couple them" in text_of(response)


def test_a_mapping_that_creates_nothing_there_says_so_and_offers_to_couple(as_bob, mapping, account):
    mapping.direction = "to_dataverse"
    mapping.save()
    response = as_bob.get(sales(account))
    assert "The mapping does not create records in Business Central." in text_of(response)
    assert offered(response) == {"Set Up Coupling"}


def test_a_filter_that_leaves_it_out_is_named(as_bob, sandbox, mapping):
    account = unread(sandbox, customertypecode=1)
    read(mapping)
    response = as_bob.get(sales(account))
    assert "Relationship Type is 1, which the mapping's filter on Dataverse leaves out." in text_of(response)
    assert offered(response) == set()


def test_a_connection_that_is_off_and_a_red_mapping_say_why(as_bob, mapping, account):
    mapping.findings = [{"red": True, "code": "no_active_fields", "facts": {}}]
    mapping.save()
    red = as_bob.get(sales(account))
    assert "Enable at least one row in Integration Field Mapping." in text_of(red)
    mapping.connection.enabled = False
    mapping.connection.save()
    off = as_bob.get(sales(account))
    assert "is not enabled" in text_of(off)
    assert offered(red) == offered(off) == set()


def test_of_several_mappings_the_one_whose_filter_admits_it_comes_first(as_bob, connection, mapping, sandbox):
    vendors = vendor_mapping(connection)
    account = unread(sandbox, customertypecode=11)
    read(mapping)
    read(vendors)
    first, second = as_bob.get(sales(account)).context["standings"]
    assert (first.mapping, first.problem) == (vendors, None)
    assert (second.mapping, second.problem.code) == (mapping, "filtered_out")


def test_of_several_mappings_the_one_that_has_it_coupled_is_opened(as_bob, connection, pair):
    vendors = vendor_mapping(connection)
    read(vendors)
    assert as_bob.get(sales(pair[1])).url == f"/records/{row_of(pair[0]).mapping_id}/dataverse/{pair[1]['accountid']}/"


def test_a_record_that_nobody_read_is_asked_of_its_system_and_kept_on_request(as_bob, sandbox, mapping):
    account = unread(sandbox)
    response = as_bob.get(sales(account))
    assert "Fabrikam" in text_of(response)
    assert offered(response) == {"Read"}
    assert not RemoteRecord.objects.exists()
    again = as_bob.post(sales(account), {"mapping": mapping.pk}, follow=True)
    assert offered(again) == {"Set Up Coupling", "Create"}


def test_a_record_that_nobody_read_and_no_filter_admits_is_not_read_either(as_bob, sandbox, mapping):
    response = as_bob.get(sales(unread(sandbox, customertypecode=1)))
    assert "Relationship Type is 1" in text_of(response)
    assert offered(response) == set()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_system_that_does_not_answer_is_named(as_bob, sandbox, mapping, method):
    account = unread(sandbox)
    sandbox.misbehave("*", "accounts", status=503, retry_after=30)
    response = getattr(as_bob, method)(sales(account), {"mapping": mapping.pk}, follow=True)
    assert "Dataverse answered with an error of its own (503)" in text_of(response)
    assert not RemoteRecord.objects.exists()


@pytest.mark.parametrize("called", [NOBODY, "no-key", "%00", "%ED%A0%80", "x" * 300])
def test_what_does_not_exist_is_not_found_and_says_so(as_bob, mapping, called):
    response = as_bob.get(sales(called))
    assert response.status_code == 404
    assert "There is no such record in Dataverse" in text_of(response)


@pytest.mark.parametrize("link", [sales(NOBODY, "lead"), bc("10000", "employees"), sales(NOBODY, "%00")])
def test_a_table_that_is_not_mapped_is_not_found_and_says_so(as_bob, mapping, link):
    response = as_bob.get(link)
    assert response.status_code == 404
    assert "This table is not mapped" in text_of(response)


def test_a_deleted_account_that_was_not_coupled_is_not_found(as_bob, sandbox, mapping, account):
    sandbox.remove("account", account["accountid"])
    RemoteRecord.objects.filter(side=Side.DATAVERSE).update(deleted=True)
    assert as_bob.get(sales(account)).status_code == 404


def test_a_number_is_that_of_the_connection_that_is_named(as_bob, connection, mapping, customer):
    assert as_bob.get(f"{bc(customer['number'])}?connection={connection.pk}").status_code == 200
    assert as_bob.get(f"{bc(customer['number'])}?connection=0").status_code == 404


def test_whoever_has_to_sign_in_first_gets_there_afterwards(bob, pair):
    client = Client()
    link = sales(pair[1])
    at_the_door = client.get(link).url
    assert at_the_door == f"/sign-in/?next={link}"
    inside = client.post(at_the_door, {"username": "bob", "password": "correct horse battery staple"})
    assert inside.url == link


def test_only_who_synchronizes_reads_a_record_in(as_charlie, sandbox, mapping):
    assert as_charlie.post(sales(unread(sandbox)), {"mapping": mapping.pk}).status_code == 403


@pytest.mark.parametrize("chosen", ["", "0", "x", str(10**30), "other"])
def test_a_record_is_read_for_a_mapping_of_its_table_only(as_bob, connection, sandbox, mapping, chosen):
    chosen = currency_mapping(connection).pk if chosen == "other" else chosen
    assert as_bob.post(sales(unread(sandbox)), {"mapping": chosen}).status_code == 404
    assert not RemoteRecord.objects.exists()


BY_ITSELF = 'hx-post="/records/open/" hx-trigger="submit, load"'


def created(client, of, account, **posted):
    """Post what creates the counterpart of an account, and run its job."""
    fields = {"mapping": of.pk, "side": "dataverse", "key": account["accountid"], **posted}
    response = client.post("/records/open/", fields)
    for job in Job.objects.filter(kind=Job.Kind.RECORDS, status__in=Job.UNFINISHED):
        run_job(job.pk)
    return response


def test_where_runs_create_such_records_a_link_does_so_at_once(as_bob, sandbox, mapping):
    mapping.only_coupled = False
    mapping.save()
    account = unread(sandbox)
    response = as_bob.get(sales(account))
    assert BY_ITSELF in markup_of(response)
    assert "Runs of the mapping create such records in Business Central" in text_of(response)
    again = f"{sales(account)}?asked=1"
    assert created(as_bob, mapping, account, next=again).url == again
    assert as_bob.get(again).url == card(account)
    assert sandbox.rows("customers")[-1]["displayName"] == "Fabrikam"


def test_a_creation_does_not_begin_by_itself_twice_or_for_who_may_not_couple(client, bob, charlie, sandbox, mapping):
    mapping.only_coupled = False
    mapping.save()
    link = sales(unread(sandbox))
    for user, address in ((bob, f"{link}?asked=1"), (charlie, link)):
        client.force_login(user)
        assert BY_ITSELF not in markup_of(client.get(address))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"direction": "to_dataverse"}, "The mapping does not create records in Business Central."),
        ({"only_coupled": True}, ""),
    ],
)
def test_what_is_asked_for_by_hand_is_created_as_far_as_the_mapping_allows(as_bob, sandbox, mapping, change, said):
    for name, value in change.items():
        setattr(mapping, name, value)
    mapping.save()
    account = unread(sandbox)
    response = created(as_bob, mapping, account, next=sales(account))
    assert said in text_of(as_bob.get(response.url, follow=True))
    assert bool(Coupling.objects.exists()) is not bool(said)


@pytest.mark.parametrize("posted", [{"mapping": "x"}, {"key": "x"}, {"key": NOBODY}])
def test_nonsense_creates_nothing(as_bob, sandbox, mapping, posted):
    assert created(as_bob, mapping, unread(sandbox), **posted).status_code == 404
    assert not Job.objects.exists()


def test_a_link_can_go_on_to_the_partner_in_its_own_system(as_charlie, pair):
    customer, account = pair
    there = as_charlie.get(f"{sales(account)}?to=partner").url
    assert there.endswith(f"/business-central/customers/{customer['id']}")
