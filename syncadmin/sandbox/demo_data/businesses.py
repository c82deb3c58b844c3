"""Business number n of a seed: a pure function, so that both systems can tell of the same one without remembering it.

Lives here: putting a business together from the word lists. Does not live here: the words (`names`), and how each
system writes a business down (`generate`). Every business is made up.
"""

from __future__ import annotations

from decimal import Decimal
from hashlib import blake2b
from math import gcd
from struct import unpack
from typing import NamedTuple

from .names import COUNTRY_CODES, CYCLE, LANGUAGES, ODDITIES, Language, Place, Word

ROUND = 127  # how many businesses until the oddities come again
EMPTY_NAME, SAME_NAME, SHOUTED_NAME = 41, 7, 29  # places in the round
LONG_NAMES = (4, 33, 74, 103)
LONG_LENGTHS = (160, 101, 100, 130)
GOLDEN = 0.618
HOSTS = (".example", ".example", ".example.com", ".example.org", ".example.net")
CURRENCIES = {"NO": "NOK", "SE": "SEK", "US": "USD", "CA": "USD", "JP": "USD", "CN": "USD", "TW": "USD", "AE": "USD"}
RANKS = tuple(CYCLE[:position].count(language) for position, language in enumerate(CYCLE))
COUNTS = tuple(CYCLE.count(number) for number in range(len(LANGUAGES)))
COMBINATIONS = tuple(len(language.firsts) * len(language.trades) for language in LANGUAGES)


def _stride(combinations: int) -> int:
    """A step that comes by every combination before one comes again, and jumps about while doing so."""
    return next(step for step in range(int(combinations * GOLDEN), combinations) if gcd(step, combinations) == 1)


STRIDES = tuple(_stride(combinations) for combinations in COMBINATIONS)


class Business(NamedTuple):
    """What is true of a business in either system; `picks` are 16 numbers below 65536 to decide the rest by."""

    guid: str
    picks: tuple[int, ...]
    language: Language
    name: str
    host: str
    place: Place
    address: str
    contact: str
    phone: str
    currency: str
    credit: Decimal


def draw(kind: str, seed: int, number: int) -> tuple[str, tuple[int, ...]]:
    """A GUID and 16 numbers below 65536 that belong to this kind, seed and number for ever."""
    digest = blake2b(f"{kind}:{seed}:{number}".encode(), digest_size=48).digest()
    return _guid(digest[:16].hex()), unpack("<16H", digest[16:])


def fixed_guid(name: str) -> str:
    """The GUID of a row that is there with every seed."""
    return _guid(blake2b(name.encode(), digest_size=16).hexdigest())


def business(seed: int, number: int) -> Business:
    """Make up business `number` of this seed."""
    guid, picks = draw("business", seed, number)
    combination = _combination(seed, number)
    language = combination.language
    place = language.places[picks[0] % len(language.places)]
    street = language.streets[picks[2] % len(language.streets)]
    return Business(
        guid=guid,
        picks=picks,
        language=language,
        name=_name(seed, number, combination),
        host=_host(combination, picks[5]),
        place=place,
        address=language.address.format(street=street, number=picks[1] % 140 + 1),
        contact=language.people[picks[3] % len(language.people)],
        phone=_phone(place.country, picks),
        currency=CURRENCIES.get(place.country, "EUR"),
        credit=_credit(picks[4]),
    )


def _guid(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def _phone(country: str, picks: tuple[int, ...]) -> str:
    return f"+{COUNTRY_CODES[country]} 00 {picks[6] % 100:02d} {picks[7] % 100:02d} {picks[8] % 100:02d}"


def _credit(pick: int) -> Decimal:
    if pick % 5 == 0:
        return Decimal(0)
    return Decimal(pick * 7 % 100_000_00).scaleb(-2) if pick % 13 == 0 else Decimal(pick % 200 * 5000)


class Combination(NamedTuple):
    """Which words a business has, and how many before it had the same."""

    language: Language
    first: Word
    trade: Word
    form: str
    before: int


def _combination(seed: int, number: int) -> Combination:
    around, position = divmod(number, len(CYCLE))
    language_number = CYCLE[position]
    language = LANGUAGES[language_number]
    rank = around * COUNTS[language_number] + RANKS[position]
    before, step = divmod(rank, COMBINATIONS[language_number])
    words = (step * STRIDES[language_number] + seed * 31) % COMBINATIONS[language_number]
    trade, first = divmod(words, len(language.firsts))
    form = language.forms[(words + before) % len(language.forms)]
    return Combination(language, language.firsts[first], language.trades[trade], form, before)


def _host(combination: Combination, pick: int) -> str:
    _, first, trade, _, before = combination
    again = str(before + 1) if before else ""
    return f"{first.slug}-{trade.slug}{again}{HOSTS[pick % len(HOSTS)]}"


def _plain_name(combination: Combination) -> str:
    language, first, trade, form, before = combination
    return language.pattern.format(first=first.text, trade=trade.text, tail=_tail(language, before), form=form)


def _tail(language: Language, before: int) -> str:
    """What tells a name from the same combination earlier on: a town, then a town and a number."""
    if not before:
        return ""
    again, place = divmod(before - 1, len(language.places))
    gap = " " if " " in language.pattern else ""
    return f"{gap}{language.places[place].city}" + (f"{gap}{again + 1}" if again else "")


def _name(seed: int, number: int, combination: Combination) -> str:
    around, slot = divmod(number, ROUND)
    if slot == EMPTY_NAME:
        return ""
    if slot == SAME_NAME:
        return _plain_name(_combination(seed, number - 1))
    if slot == SHOUTED_NAME:
        return _plain_name(_combination(seed, number - 1)).upper()
    name = _plain_name(combination)
    if slot in LONG_NAMES:
        return _long(name, combination.language, LONG_LENGTHS[(around + LONG_NAMES.index(slot)) % len(LONG_LENGTHS)])
    return ODDITIES[slot].format(name) if slot in ODDITIES else name


def _long(name: str, language: Language, length: int) -> str:
    while len(name) < length:
        name = f"{name}, {language.long_tail}"
    return name[: length - 1] + "…"
