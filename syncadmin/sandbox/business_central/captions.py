"""What people call pages and properties, by the language a client asks for: entityDefinitions."""

from __future__ import annotations

from ..columns import Column, Table
from ..exchange import Call, Reply
from ..store import Store
from .actions import actions_of
from .apis import Api, of_root
from .labels import ENGLISH, LANGUAGES, label_in


def entity_definitions(store: Store, call: Call) -> Reply:
    """Captions of entities, properties and members."""
    api, language = of_root(call.root), _language(call.header("accept-language"))
    value = [_definition(api, page, language) for page in api.pages(store.tables)]
    return Reply(200, {"@odata.context": f"{call.root}/$metadata#entityDefinitions", "value": value})


def _language(wanted: str) -> int:
    """The first language of a list like `nb-NO,nb;q=0.9` there are captions in; English otherwise."""
    for part in wanted.split(","):
        name = part.partition(";")[0].strip().lower().partition("-")[0]
        if name in LANGUAGES:
            return LANGUAGES[name]
    return ENGLISH


def _definition(api: Api, table: Table, language: int) -> dict[str, object]:
    label = _caption(table.label or table.entity, language)
    return {
        "entityName": table.entity,
        "entitySetName": table.entity_set,
        "entityCaptions": label,
        "entitySetCaptions": label,
        "properties": [{"name": column.name, "captions": _caption(column.title, language)} for column in table.columns],
        "actions": [{"name": action.name, "captions": []} for action in actions_of(api, table)],
        "enumMembers": [member for column in table.columns for member in _members(column, language)],
    }


def _members(column: Column, language: int) -> list[dict[str, object]]:
    return [
        {"name": option.name, "value": option.value, "captions": _caption(_readable(option.name), language)}
        for option in column.options
    ]


def _caption(text: str, language: int) -> list[dict[str, object]]:
    return [{"languageCode": language, "caption": label_in(text, language)}]


def _readable(member: str) -> str:
    return member.replace("_x0020_", " ").replace("_x002D_", "-").replace("_x002E_", ".")
