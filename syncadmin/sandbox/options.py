"""The switches that change how the simulated services behave; tests and the control endpoints set them."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass
class Options:
    """Behaviour that differs between real environments, or that a test wants to see once.

    stale_status: what BC answers to a stale ETag (409, or 412 as behind some gateways)
    duplicate_status: what BC answers to a taken key (400 or 409)
    keep_client_ids: BC keeps an `id` sent with a POST; otherwise it is refused as read-only
    drop_client_ids: BC ignores an `id` sent with a POST
    manual_numbers: BC lets clients choose the number of a customer
    refuse_blank_enum_filter: BC answers 400 to a filter on the blank enum member
    alternate_key: accounts have an active alternate key on accountnumber
    not_a_member: Dataverse knows no application user for the client (403)
    business_central_limit / dataverse_limit: requests per user in `limit_window` seconds, None for no limit
    limit_retry_after: seconds told with a 429, None to say nothing
    at_once: requests Dataverse takes at the same moment, None for no limit
    parallelism: the value of x-ms-dop-hint
    business_central_page / dataverse_page: largest page
    count_cap: where Dataverse stops counting
    batch_limit / dataverse_batch_limit: operations in one batch
    token_lifetime: seconds, None for a random 60 to 90 minutes
    basic_user / basic_password: credentials BC also takes as Basic authentication; empty for none
    """

    stale_status: int = 409
    duplicate_status: int = 400
    keep_client_ids: bool = False
    drop_client_ids: bool = False
    manual_numbers: bool = True
    refuse_blank_enum_filter: bool = False
    alternate_key: bool = False
    not_a_member: bool = False
    business_central_limit: int | None = None
    dataverse_limit: int | None = None
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
    basic_user: str = ""
    basic_password: str = ""

    def restore(self) -> None:
        """Back to the defaults, in place, so that everyone holding this object sees it."""
        for field in fields(self):
            setattr(self, field.name, field.default)
