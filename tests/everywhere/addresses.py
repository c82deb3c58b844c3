"""Every address of the dashboard, by name: what its path is made of, and which role each method is for.

``test_addresses`` fails when an address is missing here, so that whoever adds one has to say who may use it.
"""

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver, reverse

VIEWER, USER, REVIEWER, ADMINISTRATOR, NOBODY = "viewer", "user", "reviewer", "administrator", "nobody"
PEOPLE = {VIEWER: "charlie", USER: "bob", REVIEWER: "rita", ADMINISTRATOR: "alice"}


@dataclass(frozen=True)
class Address:
    """``parts`` name what of the world stands in the path (``:x`` is ``x`` itself); ``get`` and ``post`` the lowest
    role that may, ``about`` which of several of the same name it is."""

    name: str
    parts: tuple[str, ...] = ()
    get: str = ""
    post: str = ""
    is_list: bool = False
    about: str = ""

    def path(self, world, **query):
        """The address for what is in the world."""
        args = [part[1:] if part.startswith(":") else getattr(world, part) for part in self.parts]
        return reverse(self.name, args=args, query=query or None)

    def __str__(self):
        return f"{self.name} {self.about}".strip()


def _of_records(mapping, side, key):
    """The addresses of the records of one side of a mapping."""
    parts, about = (mapping, f":{side}"), f"{mapping} {side}"
    pages = {"record": VIEWER, "comparison": VIEWER, "couple": USER, "candidates": USER, "preview": USER}
    return [
        Address("couplings:records", parts, get=VIEWER, is_list=True, about=about),
        *(Address(f"couplings:{name}", (*parts, key), get=role, about=about) for name, role in pages.items()),
        Address("jobs:record-history", (*parts, key), get=VIEWER, about=about),
        Address("jobs:failed_write", (*parts, key), get=ADMINISTRATOR, about=about),
    ]


_JOB, _MAPPING, _CONNECTION = ("job_pk",), ("mapping_pk",), ("connection_pk",)
_GROUP = ("group_pk",)

ADDRESSES = (
    Address("home", get=VIEWER),
    Address("login", get=NOBODY, post=NOBODY),
    Address("logout", post=NOBODY),
    Address("set_password", (":MQ", ":old-token"), get=NOBODY, post=NOBODY),
    Address("administration_login", get=NOBODY, post=NOBODY),
    Address("jobs:profile", get=VIEWER, post=VIEWER),
    Address("jobs:password", get=VIEWER, post=VIEWER),
    Address("jobs:sign_out_elsewhere", post=VIEWER),
    Address("jobs:users", get=ADMINISTRATOR, is_list=True),
    Address("jobs:user_create", get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("jobs:user", ("person_pk",), get=ADMINISTRATOR, post=ADMINISTRATOR),
    *(
        Address(f"jobs:user_{name}", ("person_pk",), post=ADMINISTRATOR)
        for name in ("activate", "deactivate", "sign_out", "link")
    ),
    Address("jobs:changes", get=ADMINISTRATOR, is_list=True),
    Address("jobs:set_up", get=ADMINISTRATOR),
    *(
        Address("jobs:set_up_step", (f":{step}",), get=ADMINISTRATOR, about=step)
        for step in ("connect", "check", "mappings", "salespeople", "review", "schedule")
    ),
    Address("jobs:set_up_schedule", ("connection_pk",), post=ADMINISTRATOR),
    Address("jobs:salespeople", ("connection_pk",), get=VIEWER),
    Address("connections:setup", get=VIEWER),
    Address("connections:create", get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("connections:companies", post=ADMINISTRATOR),
    Address("connections:owners", ("owner_field",), post=ADMINISTRATOR),
    Address("connections:detail", _CONNECTION, get=VIEWER, post=ADMINISTRATOR),
    Address("connections:test", _CONNECTION, post=ADMINISTRATOR),
    Address("connections:enable", _CONNECTION, post=ADMINISTRATOR),
    Address("connections:disable", _CONNECTION, post=ADMINISTRATOR),
    Address("mappings:list", get=VIEWER, is_list=True),
    Address("mappings:new", get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:restore_defaults", get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:restore_default", _MAPPING, get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:restore_selected", post=ADMINISTRATOR),
    Address("mappings:check", _CONNECTION, post=ADMINISTRATOR),
    Address("mappings:detail", _MAPPING, get=VIEWER, post=ADMINISTRATOR),
    Address("mappings:general", _MAPPING, get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:delete", _MAPPING, get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:accept_loss", _MAPPING, post=ADMINISTRATOR),
    Address("mappings:brakes", _MAPPING, post=ADMINISTRATOR),
    Address("mappings:archive", _MAPPING, get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:new_template", (*_MAPPING, "template_side"), get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:template", (*_MAPPING, "template_number"), get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:remove_template", (*_MAPPING, "template_number"), post=ADMINISTRATOR),
    Address("mappings:filters", _MAPPING, get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:filter_count", (*_MAPPING, "template_side"), post=ADMINISTRATOR),
    Address("mappings:export", _MAPPING, get=VIEWER),
    Address("mappings:export_all", _CONNECTION, get=VIEWER),
    Address("mappings:import", _CONNECTION, get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:change_log", _MAPPING, get=VIEWER),
    Address("mappings:version", (*_MAPPING, "version_pk"), get=VIEWER, post=ADMINISTRATOR),
    Address("jobs:outcome_settings", _MAPPING, post=ADMINISTRATOR),
    Address("jobs:outcome_filters", _MAPPING, post=ADMINISTRATOR),
    Address("jobs:outcome_field", (*_MAPPING, "field_pk"), post=ADMINISTRATOR),
    Address("mappings:fields", _MAPPING, get=VIEWER),
    Address("mappings:field", (*_MAPPING, "field_pk"), get=VIEWER, post=ADMINISTRATOR),
    Address("mappings:new_field", _MAPPING, get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:delete_field", (*_MAPPING, "field_pk"), get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:move_field", (*_MAPPING, "field_pk"), post=ADMINISTRATOR),
    Address("mappings:options", (*_MAPPING, "field_pk"), get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("mappings:columns", _MAPPING, get=VIEWER),
    Address("mappings:switch_field", (*_MAPPING, "field_pk"), post=ADMINISTRATOR),
    Address("couplings:tables", get=VIEWER),
    Address("lists:save_view", post=VIEWER),
    Address("lists:view", ("view_pk",), post=VIEWER),
    *_of_records("mapping_pk", "bc", "customer_key"),
    *_of_records("mapping_pk", "dataverse", "account_key"),
    *_of_records("currency_pk", "bc", "currency_key"),
    *_of_records("currency_pk", "dataverse", "transactioncurrency_key"),
    Address("couplings:open_sales", (":account", "stranger_key"), get=VIEWER, post=USER),
    Address("couplings:open_bc", (":customers", "newcomer_key"), get=VIEWER, post=USER),
    Address("couplings:problems", get=VIEWER),
    Address("couplings:causes", get=VIEWER, is_list=True),
    Address("couplings:problem_records", get=VIEWER, is_list=True),
    Address("couplings:problem_count", get=VIEWER),
    Address("couplings:problem_news", get=VIEWER),
    Address("couplings:inbox_keys", get=VIEWER),
    Address("couplings:assign", post=USER),
    Address("couplings:comment", post=USER),
    Address("couplings:snooze", post=USER),
    Address("couplings:wake", post=USER),
    Address("jobs:list", get=VIEWER, is_list=True),
    Address("jobs:errors", get=VIEWER, is_list=True),
    Address("jobs:synchronize_modified", post=ADMINISTRATOR),
    Address("jobs:preview", post=ADMINISTRATOR),
    Address("jobs:synchronize_all", _CONNECTION, post=ADMINISTRATOR),
    Address("jobs:review_full", _CONNECTION, post=ADMINISTRATOR),
    Address("jobs:group", _GROUP, get=VIEWER),
    Address("jobs:group_begin", _GROUP, post=ADMINISTRATOR),
    Address("jobs:group_reset", _GROUP, post=ADMINISTRATOR),
    Address("jobs:group_drop", _GROUP, post=ADMINISTRATOR),
    Address("jobs:group_answer", _GROUP, post=ADMINISTRATOR),
    Address("jobs:group_line", ("line_pk",), post=ADMINISTRATOR),
    Address("jobs:schedules", get=VIEWER, is_list=True),
    Address("jobs:schedule", _MAPPING, get=VIEWER, post=ADMINISTRATOR),
    Address("jobs:schedule_ready", _MAPPING, post=ADMINISTRATOR),
    Address("jobs:schedule_hold", _MAPPING, post=ADMINISTRATOR),
    Address("jobs:schedules_run", post=ADMINISTRATOR),
    Address("jobs:schedules_ready", post=ADMINISTRATOR),
    Address("jobs:schedules_hold", post=ADMINISTRATOR),
    Address("jobs:settings", get=ADMINISTRATOR),
    Address("jobs:alerts", get=ADMINISTRATOR),
    Address("jobs:recipient_create", get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("jobs:recipient", ("recipient_pk",), get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("jobs:recipient_delete", ("recipient_pk",), post=ADMINISTRATOR),
    Address("jobs:recipient_test", ("recipient_pk",), post=ADMINISTRATOR),
    Address("jobs:wake_ups", _CONNECTION, get=VIEWER),
    Address("jobs:switch_wake_ups", _CONNECTION, post=ADMINISTRATOR),
    Address("jobs:look_after_watches", _CONNECTION, post=ADMINISTRATOR),
    Address("jobs:woken", (*_CONNECTION, ":bc"), post=NOBODY),
    Address("jobs:detail", _JOB, get=VIEWER),
    Address("jobs:row", _JOB, get=VIEWER),
    Address("jobs:progress", _JOB, get=VIEWER),
    Address("jobs:operations", _JOB, get=VIEWER, is_list=True),
    Address("jobs:operation", (*_JOB, "operation_pk"), get=VIEWER),
    Address("jobs:carry_out", _JOB, post=ADMINISTRATOR),
    Address("jobs:reject", _JOB, post=ADMINISTRATOR),
    Address("jobs:undo", _JOB, post=ADMINISTRATOR),
    Address("jobs:cancel", _JOB, post=ADMINISTRATOR),
    Address("jobs:run_again", _JOB, post=ADMINISTRATOR),
    Address("jobs:clear", get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("jobs:clearing", get=VIEWER),
    Address("jobs:leave_out", (*_JOB, "operation_pk"), post=ADMINISTRATOR),
    Address("jobs:couple", post=USER),
    Address("jobs:create", post=USER),
    Address("jobs:leave_out_records", post=USER),
    Address("jobs:restore", post=USER),
    Address("jobs:delete", post=REVIEWER),
    Address("jobs:find_deleted", _MAPPING, post=ADMINISTRATOR),
    Address("jobs:remove_couplings", _MAPPING, get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("jobs:synchronize_mappings", post=ADMINISTRATOR),
    Address("jobs:remove_selected_couplings", post=ADMINISTRATOR),
    Address("jobs:match", post=USER),
    Address("jobs:criteria", _MAPPING, get=ADMINISTRATOR, post=ADMINISTRATOR),
    Address("jobs:uncouple", post=USER),
    Address("jobs:record_log", post=VIEWER),
    Address("jobs:open_create", post=USER),
    Address("jobs:synchronize", post=USER),
    Address("jobs:settle", post=USER),
    Address("jobs:read", post=USER),
    Address("jobs:activity", get=VIEWER),
    Address("jobs:retry", post=USER),
    Address("jobs:uncouple_problems", post=USER),
    Address("jobs:create_awaited", post=USER),
    Address("jobs:ignore_wait", post=USER),
    Address("jobs:use_default", post=ADMINISTRATOR),
)
PAGES = [one for one in ADDRESSES if one.get]
ACTIONS = [one for one in ADDRESSES if one.post and one.post != NOBODY]
LISTS = [one for one in ADDRESSES if one.is_list]


def names(patterns=None, namespace=""):
    """The names of all addresses the dashboard answers, those of Django's administration left out."""
    found = []
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            found.append(f"{namespace}{one.name}")
        elif one.namespace != "admin":
            found += names(one.url_patterns, f"{one.namespace}:" if one.namespace else namespace)
    return found


def allowed(role):
    """The roles that may do what is for this one."""
    roles = tuple(PEOPLE)
    return roles[roles.index(role) :]
