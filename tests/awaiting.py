"""Customers that wait for a currency which is not coupled, for tests of waits and of what ends them."""

from jobs.models import Job
from tests.family import currency_mapping, with_currency
from tests.runs.work import couple, coupled_pair, finished, synchronize


def with_currencies(sandbox, mapping):
    """The CUSTOMER mapping with its currency, and CURRENCY, in which the dollar is coupled."""
    currencies = currency_mapping(mapping.connection)
    couple_currency(sandbox, currencies, "USD")
    return with_currency(mapping), currencies


def couple_currency(sandbox, currencies, code):
    """Couple a currency that both systems have."""
    return couple(currencies, in_bc(sandbox, code), {"accountid": in_dataverse(sandbox, code)})


def in_bc(sandbox, code):
    """A currency of Business Central."""
    return next(one for one in sandbox.rows("currencies") if one["code"] == code)


def in_dataverse(sandbox, code):
    """The key of a currency of Dataverse, if it has one."""
    rows = sandbox.rows("transactioncurrency")
    return next((one["transactioncurrencyid"] for one in rows if one["isocurrencycode"] == code), None)


def awaiting(sandbox, customers, *codes, **values):
    """Coupled customers that were given these currencies since, and wait for them."""
    pairs = [coupled_pair(sandbox, customers, currencyCode="USD", **values) for _ in codes]
    for (customer, _account), code in zip(pairs, codes, strict=True):
        sandbox.change("customers", customer["id"], currencyCode=code, city="Bergen")
    synchronize(customers)
    return pairs


def tried_again(mapping):
    """Run the jobs that were started by themselves for records of a mapping, in their order."""
    jobs = Job.objects.filter(mapping=mapping, trigger=Job.Trigger.SCHEDULE, status__in=Job.UNFINISHED)
    return [finished(one) for one in jobs.order_by("pk")]
