"""Which messages there are and for which tables: rows of the service about itself, read only."""

from __future__ import annotations

from .vocabulary import boolean, key, lookup, table, text

MESSAGES = table(
    "sdkmessage",
    "Sdk Message",
    "name",
    key("sdkmessageid"),
    text("name", "Name", 256, searched=True),
    boolean("isactive", "Is Active", default=True),
    read_only=True,
    bulk=False,
    object_type=4606,
)

MESSAGE_FILTERS = table(
    "sdkmessagefilter",
    "Sdk Message Filter",
    "name",
    key("sdkmessagefilterid"),
    text("name", "Name", 256, searched=True),
    text("primaryobjecttypecode", "Primary Object Type Code", searched=True),
    lookup("sdkmessageid", "SDK Message", "sdkmessage", indexed=True),
    read_only=True,
    bulk=False,
    object_type=4607,
)

TABLES = (MESSAGES, MESSAGE_FILTERS)
