"""Whom Dataverse tells of changes: endpoints, and the steps that say which message of which table goes where."""

from __future__ import annotations

from ...columns import Option
from .vocabulary import CASCADE, choice, integer, key, lookup, memo, states, table, text

WEBHOOK = 8
AUTH_KEY, AUTH_HEADER, AUTH_QUERY = 4, 5, 6
SYNCHRONOUS, ASYNCHRONOUS = 0, 1

ENDPOINTS = table(
    "serviceendpoint",
    "Service Endpoint",
    "name",
    key("serviceendpointid"),
    text("name", "Name", searched=True),
    memo(),
    choice(
        "contract",
        "Contract",
        Option(1, "OneWay"),
        Option(2, "Queue"),
        Option(7, "EventHub"),
        Option(WEBHOOK, "Webhook"),
        enforced=True,
    ),
    choice(
        "authtype",
        "Auth Type",
        Option(2, "SASKey"),
        Option(AUTH_KEY, "WebhookKey"),
        Option(AUTH_HEADER, "HttpHeader"),
        Option(AUTH_QUERY, "HttpQueryString"),
    ),
    text("authvalue", "Auth Value", 2000),
    text("url", "Url", 2000),
    choice("messageformat", "Message Format", Option(1, "BinaryXML"), Option(2, "Json"), Option(3, "TextXML")),
    bulk=False,
    object_type=4618,
)

STEPS = table(
    "sdkmessageprocessingstep",
    "Sdk Message Processing Step",
    "name",
    key("sdkmessageprocessingstepid"),
    text("name", "Name", 256, searched=True),
    memo("description", "Description", 256),
    lookup("sdkmessageid", "SDK Message", "sdkmessage", enforced=True, on_delete=CASCADE),
    lookup("sdkmessagefilterid", "SdkMessage Filter", "sdkmessagefilter", on_delete=CASCADE),
    lookup("eventhandler", "Event Handler", "plugintype", "serviceendpoint", on_delete=CASCADE),
    memo("filteringattributes", "Filtering Attributes", 100_000),
    choice(
        "mode",
        "Execution Mode",
        Option(SYNCHRONOUS, "Synchronous"),
        Option(ASYNCHRONOUS, "Asynchronous"),
        default=SYNCHRONOUS,
    ),
    choice(
        "stage",
        "Execution Stage",
        Option(10, "Pre-validation"),
        Option(20, "Pre-operation"),
        Option(40, "Post-operation"),
        default=40,
    ),
    integer("rank", "Execution Order", 0, default=1),
    choice("supporteddeployment", "Deployment", Option(0, "Server Only"), Option(2, "Both"), default=0),
    *states(("Enabled", "Disabled"), (Option(1, "Enabled", 0), Option(2, "Disabled", 1))),
    bulk=False,
    object_type=4608,
)

TABLES = (ENDPOINTS, STEPS)
