"""Where an option of an account is repeated, with the same value and label: on the documents that take it over."""

from __future__ import annotations

from collections.abc import Mapping

Place = tuple[str, str]

REPEATED: Mapping[Place, tuple[Place, ...]] = {
    ("account", "paymenttermscode"): tuple((one, "paymenttermscode") for one in ("salesorder", "quote", "invoice")),
    ("account", "address1_freighttermscode"): tuple((one, "freighttermscode") for one in ("salesorder", "quote")),
    ("account", "address1_shippingmethodcode"): tuple(
        (one, "shippingmethodcode") for one in ("salesorder", "quote", "invoice")
    ),
}
