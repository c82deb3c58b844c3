"""The switches that change how the simulated services behave; tests and the control endpoints set them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from .descriptions import BadDescription, read_field
from .permissions import check


class BadSwitch(ValueError):
    """A switch that is not there, or a value it cannot have."""


@dataclass
class Options:
    """Behaviour that differs between real environments, or that a test wants to see once.

    stale_status: what BC answers to a stale ETag (409, or 412 as behind some gateways)
    duplicate_status: what BC answers to a taken key (400 or 409)
    keep_client_ids: BC keeps an `id` sent with a POST; otherwise it is refused as read-only
    drop_client_ids: BC ignores an `id` sent with a POST
    manual_numbers: BC lets clients choose the number of a customer
    refuse_blank_enum_filter: BC answers 400 to a filter on the blank enum member
    extension: BC has our extension, with its API
    api_services: BC on-premises has its API switched on; otherwise it answers 405
    batch_too_big_status: what BC answers to a batch with too many operations (400, or 500 as has been seen)
    batch_counts: each operation of a BC batch counts as a request
    largest_body: bytes BC takes in one request, otherwise 413
    webhook_delay: seconds BC gathers changes before it tells of them
    webhook_life: seconds until a subscription of BC ends unless it is renewed
    webhook_collection: above so many changes BC tells of all of them as one
    webhook_retries / webhook_retry_after: how often BC tells again after 408, 429 and 5xx, and seconds in between
    webhook_subscriptions: how many of them BC takes
    business_central_at_once: requests BC works on at the same moment for one user; others wait in line
    business_central_line: requests that may wait in line, otherwise 429
    business_central_wait: seconds in line after which BC answers 503
    alternate_key: accounts have an alternate key on accountnumber
    key_status: how far the indexes of alternate keys are (Active, Pending, InProgress, Failed); they work when Active
    publish_options: changes of choices show only when they are published
    locked_inactive: Dataverse refuses changes of inactive rows
    delta_gone: Dataverse answers 410 instead of 400 to an expired delta token
    duplicate_rules: by table, the column in which two rows may not agree where a client wants duplicates detected
    not_a_member: Dataverse knows no application user for the client (403)
    business_central_limit / dataverse_limit: requests per user in `limit_window` seconds, None for no limit (6,000)
    dataverse_seconds: how long requests may take together in the window, None for no limit (1,200 in reality)
    limit_retry_after: seconds told with a 429, more for those who go on regardless; None to say nothing
    at_once: requests Dataverse takes at the same moment, None for no limit (52 in reality)
    parallelism: the value of x-ms-dop-hint
    business_central_page / dataverse_page: largest page
    count_cap: where Dataverse stops counting
    batch_limit / dataverse_batch_limit: operations in one batch
    token_lifetime: seconds, None for a random 60 to 90 minutes
    token_skew: by how many seconds tokens run out earlier than they say
    basic_user / basic_password: who may use BC on-premises; empty for nobody
    secret_expired: the client secret is out of date (AADSTS7000222)
    rights: what the client may not do, or not everywhere, as `permissions` says: {"account:write": "none"}
    certificate: the certificate (PEM) registered for the application; empty for none
    """

    stale_status: int = 409
    duplicate_status: int = 400
    keep_client_ids: bool = False
    drop_client_ids: bool = False
    manual_numbers: bool = True
    refuse_blank_enum_filter: bool = False
    extension: bool = True
    api_services: bool = True
    batch_too_big_status: int = 400
    batch_counts: bool = True
    largest_body: int = 350_000_000
    webhook_delay: float = 30.0
    webhook_life: float = 259_200.0
    webhook_collection: int = 1_000
    webhook_retries: int = 5
    webhook_retry_after: float = 60.0
    webhook_subscriptions: int = 200
    business_central_at_once: int = 5
    business_central_line: int = 95
    business_central_wait: float = 480.0
    alternate_key: bool = False
    key_status: str = "Active"
    publish_options: bool = False
    locked_inactive: bool = False
    delta_gone: bool = False
    not_a_member: bool = False
    business_central_limit: int | None = None
    dataverse_limit: int | None = None
    dataverse_seconds: float | None = None
    limit_window: float = 300.0
    limit_retry_after: int | None = 5
    at_once: int | None = None
    parallelism: int = 4
    business_central_page: int = 20_000
    dataverse_page: int = 5_000
    count_cap: int = 5_000
    batch_limit: int = 100
    dataverse_batch_limit: int = 1_000
    token_lifetime: int | None = None
    token_skew: float = 0.0
    basic_user: str = ""
    basic_password: str = ""
    secret_expired: bool = False
    certificate: str = ""
    rights: dict[str, str] = field(default_factory=dict)
    duplicate_rules: dict[str, str] = field(default_factory=dict)

    def restore(self) -> None:
        """Back to the defaults, in place, so that everyone holding this object sees it."""
        self.set(asdict(Options()))

    def set(self, wanted: Mapping[str, object]) -> None:
        """Set some switches by name; raises BadSwitch for one that is not there or a value of another kind."""
        known = {field.name for field in fields(Options)}
        for name, value in wanted.items():
            if name not in known:
                raise BadSwitch(f"There is no option {name}.")
            try:
                read = read_field(Options, name, value)
            except BadDescription as error:
                raise BadSwitch(f"{name}: {error}") from error
            if name == "rights":
                check(read)
            setattr(self, name, read)
