"""Any filter gives the rows plain Python gives for it, at both services.

The evaluation here is written from what the services say about themselves and shares no code with the sandbox. A
filter is a pair: its text, and a function from a row to True, False or None (unknown).
"""

import operator
import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
MANY = settings(max_examples=300, deadline=None, suppress_health_check=CHECKS)
SOME = settings(max_examples=100, deadline=None, suppress_health_check=CHECKS)
COMPARISONS = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
TEXTS = ["", "a", "A", "ab", "aB", "Æ", "a%b", "a_b", "100%", "[x]", "it's", "Oslo", "oslo", "*?"]
WILD = ["a", "B", "%", "_", "a_", "_b", "a%", "[%]", "[ab]", "[^a]", "o_l", "'", "[", "*", "?", "s"]
NUMBERS = ["0", "1", "2", "-1", "1.5", "100", "99.99"]
COMPARISON = st.sampled_from(sorted(COMPARISONS))


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def negation(value):
    return None if value is None else not value


def all_of(values):
    return False if False in values else None if None in values else True


def any_of(values):
    return True if True in values else None if None in values else False


def joined(leaves):
    """Filters made of others by and, or and not."""

    def pair(word, fold, parts):
        return f" {word} ".join(f"({text})" for text, _ in parts), lambda row: fold([test(row) for _, test in parts])

    def more(inner):
        several = st.lists(inner, min_size=2, max_size=3)
        return (
            several.map(lambda parts: pair("and", all_of, parts))
            | several.map(lambda parts: pair("or", any_of, parts))
            | inner.map(lambda part: (f"not ({part[0]})", lambda row: negation(part[1](row))))
        )

    return st.recursive(leaves, more, max_leaves=5)


# Dataverse: case does not count, nothing is unknown, and text functions know wildcards.


def known(test, *values):
    """A test of values none of which is nothing; otherwise the answer is unknown."""
    return None if any(value is None for value in values) else test(*values)


def wild_pattern(text):
    """What %, _ and brackets stand for."""
    found = ""
    for piece in re.findall(r"\[\^?[^\]]*\]|.", text, re.DOTALL):
        if piece == "%":
            found += ".*"
        elif piece == "_":
            found += "."
        elif len(piece) > 2 and piece.startswith("["):
            found += "[" + ("^" if piece[1] == "^" else "") + re.escape(piece[1:-1].lstrip("^")) + "]"
        else:
            found += re.escape(piece) if piece != "[" else "(?!)"
    return found


AROUND = {"contains": (".*", ".*"), "startswith": ("", ".*"), "endswith": (".*", "")}
WORDS = st.sampled_from(["name", "address1_city"])
AMOUNTS = st.sampled_from(["creditlimit", "paymenttermscode"])


def compared(column, comparison, text):
    test = COMPARISONS[comparison]
    return f"{column} {comparison} {quoted(text)}", lambda row: known(
        lambda value: test(value.casefold(), text.casefold()), row[column]
    )


def mirrored(column, comparison, text):
    test = COMPARISONS[comparison]
    return f"{quoted(text)} {comparison} {column}", lambda row: known(
        lambda value: test(text.casefold(), value.casefold()), row[column]
    )


def counted(column, comparison, number):
    test = COMPARISONS[comparison]
    return f"{column} {comparison} {number}", lambda row: known(lambda value: test(value, Decimal(number)), row[column])


def empty(column, comparison):
    return f"{column} {comparison} null", lambda row: (row[column] is None) == (comparison == "eq")


def searched(function, column, text):
    before, after = AROUND[function]
    pattern = re.compile(before + wild_pattern(text.casefold()) + after, re.DOTALL)
    return f"{function}({column},{quoted(text)})", lambda row: known(
        lambda value: pattern.fullmatch(value.casefold()) is not None, row[column]
    )


def listed(function, column, texts):
    folded = {text.casefold() for text in texts}
    values = ",".join(map(quoted, texts))
    return (
        f"Microsoft.Dynamics.CRM.{function}(PropertyName='{column}',PropertyValues=[{values}])",
        lambda row: known(lambda value: (value.casefold() in folded) == (function == "In"), row[column]),
    )


def ranged(column, low, high):
    return (
        f"Microsoft.Dynamics.CRM.Between(PropertyName='{column}',PropertyValues=['{low}','{high}'])",
        lambda row: known(lambda value: Decimal(low) <= value <= Decimal(high), row[column]),
    )


def alike(comparison):
    test = COMPARISONS[comparison]
    return f"name {comparison} address1_city", lambda row: known(
        lambda *values: test(*(value.casefold() for value in values)), row["name"], row["address1_city"]
    )


WHOLE = st.sampled_from(["0", "1", "2", "3", "100"])
DATAVERSE = joined(
    st.builds(compared, WORDS, COMPARISON, st.sampled_from(TEXTS[1:]))
    | st.builds(mirrored, WORDS, COMPARISON, st.sampled_from(TEXTS[1:]))
    | st.builds(counted, st.just("creditlimit"), COMPARISON, st.sampled_from(NUMBERS))
    | st.builds(counted, st.just("paymenttermscode"), COMPARISON, WHOLE)
    | st.builds(empty, WORDS | AMOUNTS, st.sampled_from(["eq", "ne"]))
    | st.builds(searched, st.sampled_from(sorted(AROUND)), WORDS, st.sampled_from(WILD))
    | st.builds(searched, st.just("contains"), WORDS, st.sampled_from(WILD).map(lambda text: f"a{text}"))
    | st.builds(listed, st.sampled_from(["In", "NotIn"]), WORDS, st.lists(st.sampled_from(TEXTS[1:]), min_size=1))
    | st.builds(ranged, st.just("creditlimit"), st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))
    | st.builds(alike, COMPARISON)
)
ACCOUNTS = [
    {
        "name": TEXTS[1 + number % 13],
        "address1_city": (TEXTS[1:] + [None] * 3)[number * 5 % 16],
        "creditlimit": None if number % 7 == 0 else Decimal(NUMBERS[number % 7].lstrip("-")),
        "paymenttermscode": (None, 1, 2, 3)[number % 4],
    }
    for number in range(40)
]


@pytest.fixture
def accounts(sandbox):
    found = (sandbox.add("account", **row) for row in ACCOUNTS)
    return {made["accountid"]: row for made, row in zip(found, ACCOUNTS, strict=True)}


@MANY
@given(pair=DATAVERSE)
def test_dataverse_finds_what_plain_python_finds(dataverse, accounts, pair):
    text, test = pair
    answer = dataverse.get("/accounts", filter=text, select="accountid")
    assert answer.status_code == 200, answer.text
    expected = {key for key, row in accounts.items() if test(row) is True}
    assert {row["accountid"] for row in answer.json()["value"]} == expected, text


# Business Central: case counts, there is no nothing, and one `or` may speak of one field only.


def plain(column, comparison, value):
    test = COMPARISONS[comparison]
    text = quoted(value) if isinstance(value, str) else str(value)
    return f"{column} {comparison} {text}", lambda row: test(row[column], value)


def found_in(function, column, text):
    tests = {"contains": lambda value: text in value, "startswith": lambda value: value.startswith(text)}
    test = tests.get(function, lambda value: value.endswith(text))
    return f"{function}({column},{quoted(text)})", lambda row: test(row[column])


def lowered(column, text):
    return f"tolower({column}) eq {quoted(text.lower())}", lambda row: row[column].lower() == text.lower()


def about(column):
    """Filters that speak of one field."""
    if column == "creditLimit":
        return joined(st.builds(plain, st.just(column), COMPARISON, st.sampled_from(NUMBERS).map(Decimal)))
    texts = st.sampled_from(TEXTS)
    return joined(
        st.builds(plain, st.just(column), COMPARISON, texts)
        | st.builds(found_in, st.sampled_from(sorted(AROUND)), st.just(column), st.sampled_from(TEXTS[1:]))
        | st.builds(lowered, st.just(column), texts)
    )


def both(parts):
    text = " and ".join(f"({text})" for text, _ in parts)
    return text, lambda row: all(test(row) for _, test in parts)


CENTRAL = st.lists(st.sampled_from(["displayName", "city", "creditLimit"]).flatmap(about), min_size=1, max_size=3).map(
    both
)
CUSTOMERS = [
    {
        "displayName": TEXTS[number % 14],
        "city": TEXTS[number * 5 % 14],
        "creditLimit": Decimal(NUMBERS[number % 7].lstrip("-")),
    }
    for number in range(40)
]


@pytest.fixture
def people(sandbox):
    found = (sandbox.add("customers", **row) for row in CUSTOMERS)
    return {made["id"]: row for made, row in zip(found, CUSTOMERS, strict=True)}


@SOME
@given(pair=CENTRAL)
def test_business_central_finds_what_plain_python_finds(central, customers, people, pair):
    text, test = pair
    answer = central.get(customers, filter=text, select="id")
    assert answer.status_code == 200, answer.text
    expected = {key for key, row in people.items() if test(row)}
    assert {row["id"] for row in answer.json()["value"]} == expected, text
