"""Job groups in words: why something is recommended, what a line waits for, what there is to know of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs.group_models import GroupLine
from jobs.group_states import GroupStanding, LineStanding, State
from jobs.groups import lacks_criteria
from jobs.models import Job
from jobs.reviewing import from_json, is_overruled, reason_of
from jobs.wording import way_words
from syncadmin.engine.advice import Census, Why
from syncadmin.engine.mapping import Direction
from syncadmin.engine.one_way import away_from
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.sentences import title

_REASONS: Mapping[Why, str | Promise] = {
    Why.BOTH_EMPTY: gettext_lazy("Neither side has records."),
    Why.SOURCE_EMPTY: gettext_lazy("There is nothing to send: the side the mapping reads from has no records."),
    Why.ALL_COUPLED: gettext_lazy("All records are coupled; what differs is synchronized."),
    Why.ONE_SIDE: gettext_lazy("Only one side has records that are not coupled; they are created on the other."),
    Why.NO_CRITERIA: gettext_lazy(
        "Both sides have records that are not coupled. Choose what to match them on, or a full synchronization"
        " creates every one of them once more on the other side."
    ),
    Why.WOULD_MATCH: gettext_lazy(
        "Both sides have records that are not coupled and seem to be the same. Couple them first, or a full"
        " synchronization creates them twice."
    ),
    Why.DOUBTFUL: gettext_lazy(
        "Some records that are not coupled may be the same as several of the other side. Choose among the candidates"
        " that Match-Based Coupling lists, or a full synchronization creates them twice."
    ),
    Why.MATCH_FIRST: gettext_lazy(
        "Records that match one of the other side are coupled; those with several candidates are left to a person, and"
        " the others are created."
    ),
    Why.NONE_MATCHES: gettext_lazy("None of the records that are not coupled matches one of the other side."),
}


def reason_words(line: GroupLine) -> str:
    """Why a line was recommended what it is."""
    why = reason_of(line)
    return str(_REASONS[why]) if why else ""


def direction_of_line(line: GroupLine) -> Direction:
    """Which way a line goes."""
    return away_from(Side(line.winner)) if line.winner else Direction(line.mapping.direction)


def line_way(line: GroupLine) -> str:
    """The same in words."""
    way = way_words(direction_of_line(line))
    return _("%(way)s, everything") % {"way": way} if line.unconditional else way


def match_words(census: Census) -> str:
    """What a Match-Based Coupling would do with the records that are not coupled."""
    if not all(census.free.values()) or not census.by:
        return ""
    facts = {"matches": census.matches, "doubts": census.doubts, "fields": ", ".join(census.by)}
    if census.chosen:
        return _("By %(fields)s, %(matches)d would match and %(doubts)d be doubtful.") % facts
    return _("By %(fields)s alone, %(matches)d would match and %(doubts)d be doubtful.") % facts


def create_words(line: GroupLine, census: Census) -> str:
    """What a full synchronization would create now."""
    creates = {side: number for side, number in census.creates(direction_of_line(line)).items() if number}
    if not creates or line.task == GroupLine.Task.MODIFIED:
        return ""
    parts = ", ".join(f"{number} {_('in')} {SYSTEM_NAMES[side]}" for side, number in creates.items())
    return _("A full synchronization would create: %(parts)s.") % {"parts": parts}


def duplicate_words(line: GroupLine, census: Census | None) -> str:
    """What is risked by a full synchronization although coupling first was recommended."""
    if census is None or not is_overruled(line) or line.job_id:
        return ""
    number = census.matches + census.doubts
    if not number:
        return _("Records that are on both sides already would be there twice.")
    text = ngettext("%(number)d record would be there twice.", "%(number)d records would be there twice.", number)
    return text % {"number": number}


def state_words(one: LineStanding) -> str:
    """What a line waits for, if for something."""
    names = ", ".join(line.mapping.name for line in one.before)
    if one.state is State.WAITS:
        return _("Waits for %(names)s.") % {"names": names}
    if one.state is State.HELD_UP:
        text = _("Waits for %(names)s. Restart what failed, or leave it out.")
        return text % {"names": names}
    if one.state is State.NOT_REVIEWED and one.line.review and one.line.review.problem:
        return title(one.line.review.problem)
    if lacks_criteria(one.line):
        return _("No criteria are chosen yet.")
    problem = one.line.job.problem if one.state is State.JOB and one.line.job else None
    return title(problem) if problem else ""


def order_words(line: GroupLine) -> list[str]:
    """What there is to say of the dependencies of a line, besides that it has them."""
    found = []
    if line.unknown:
        found.append(_("Not set up: %(names)s") % {"names": ", ".join(line.unknown)})
    if line.circle == [line.mapping.name]:
        found.append(_("It names itself as a dependency."))
    elif line.circle:
        text = _("They depend on each other, so none waits for the other: %(names)s.")
        found.append(text % {"names": ", ".join(line.circle)})
    return found


def census_of(line: GroupLine) -> Census | None:
    """What the review counted."""
    return from_json(line.census)


def held_words(standing: GroupStanding) -> str:
    """Which jobs hold a group up."""
    failed = [one.line for one in standing.lines if one.line.job and one.line.job.status == Job.Status.FAILED]
    names = ", ".join(one.mapping.name for one in failed if not one.left_out)
    return _("What depends on %(names)s does not start, because its job failed.") % {"names": names}
