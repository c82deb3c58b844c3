"""Plain functions with which tests of match-based coupling choose criteria, add records and run jobs."""

from couplings.models import Coupling
from jobs.models import Job
from jobs.requests import MatchRecords
from jobs.services import start
from mappings.criteria import criteria_of
from tests.runs.work import finished


def match_on(mapping, *captions, case=False, **priorities):
    """Match on these fields, at priority 0 or as given by the caption: ``match_on(mapping, "Name", City=1)``."""
    for caption, priority in {**dict.fromkeys(captions, 0), **priorities}.items():
        chosen = {"match_on": True, "match_case_sensitive": case, "match_priority": priority}
        assert mapping.fields.filter(caption=caption).update(**chosen) == 1
    return mapping


def matched(mapping, *customers, **options):
    """Match-Based Coupling of all customers, or of these."""
    return finished(asked(mapping, *customers, **options))


def asked(mapping, *customers, preview=False, **options):
    """The job alone."""
    request = MatchRecords(criteria_of(mapping), tuple(one["id"] for one in customers), **options)
    return start(mapping, Job.Kind.MATCH, request, preview=preview)


def customers(sandbox, *rows):
    """Customers of these values; a text is a name."""
    return [sandbox.add("customers", **({"displayName": one} if isinstance(one, str) else one)) for one in rows]


def accounts(sandbox, *rows):
    """Accounts of these values; a text is a name."""
    known = ({"name": one} if isinstance(one, str) else one for one in rows)
    return [sandbox.add("account", customertypecode=3, **one) for one in known]


def coupled(mapping):
    """The couplings, BC key to Dataverse key."""
    found = Coupling.objects.filter(mapping=mapping).values_list("bc_key", "dataverse_key")
    return {str(bc): str(dataverse) for bc, dataverse in found}
