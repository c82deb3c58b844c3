"""The closed list of everything that can be told to a user about a record, a job or a connection.

A problem is stored as a code with facts; title, remedy and family follow from the code, here and nowhere else. The
sentences are the English message ids; who shows them translates them and fills in the facts (see ``syncadmin.ui``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from syncadmin.engine.connection_problems import CONNECTION_PROBLEMS
from syncadmin.engine.deciding_problems import DECIDING_PROBLEMS
from syncadmin.engine.deletion_problems import DELETION_PROBLEMS
from syncadmin.engine.document_problems import DOCUMENT_PROBLEMS
from syncadmin.engine.kinds import Family, ProblemKind
from syncadmin.engine.kinds import kind as _kind
from syncadmin.engine.mapping_problems import MAPPING_PROBLEMS
from syncadmin.engine.plan_problems import PLAN_PROBLEMS
from syncadmin.engine.relation_problems import RELATION_PROBLEMS
from syncadmin.engine.undo_problems import UNDO_PROBLEMS

__all__ = ["PROBLEMS", "Family", "Problem", "ProblemKind"]


@dataclass(frozen=True)
class Problem:
    """What happened, as a code and the facts that fill its sentence (all facts are text)."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> ProblemKind:
        """Title, remedy and family of the code; an unknown code counts as a bug."""
        return PROBLEMS.get(self.code, PROBLEMS["internal_error"])


def _(text: str) -> str:
    """Mark a sentence for translation without translating it."""
    return text


_PERSON, _RETRY, _BUG, _INFORMATION = Family.PERSON, Family.RETRY, Family.BUG, Family.INFORMATION

PROBLEMS: Mapping[str, ProblemKind] = {
    # Why a record was left alone
    "filtered_out": _kind(
        _("%(field)s is %(value)s, which the mapping's filter on %(system)s leaves out."),
        _("Change the record or the filter of the mapping if it should take part."),
        _INFORMATION,
        "system",
        "field",
        "value",
    ),
    "not_coupled": _kind(
        _("The record is not coupled, and the mapping synchronizes coupled records only."),
        _("Couple it with Set Up Coupling, or turn off Synch. Only Coupled Records on the mapping."),
        _INFORMATION,
    ),
    "not_coupled_already": _kind(_("The record was not coupled."), _("Nothing needs to be done."), _INFORMATION),
    "job_stopped": _kind(
        _("The job stopped before the record's turn came."),
        _("It is taken up again by the next run."),
        _RETRY,
    ),
    "wrong_direction": _kind(
        _("The mapping does not create records in %(system)s."),
        _("Change the direction of the mapping if it should."),
        _INFORMATION,
        "system",
    ),
    "record_deleted": _kind(
        _("The record no longer exists in %(system)s."),
        _("Nothing needs to be done."),
        _INFORMATION,
        "system",
    ),
    "kept_by_direction": _kind(
        _("The fields that differ do not flow in this direction."),
        _("Choose the other direction, or change the direction of the fields."),
        _INFORMATION,
    ),
    "no_match": _kind(
        _("No record of %(system)s agrees with it in the fields that are matched on."),
        _("Couple it with Set Up Coupling, or run Match-Based Coupling again with other criteria."),
        _INFORMATION,
        "system",
    ),
    # What a person has to settle
    "doubtful_match": _kind(
        _("It is not certain which record of %(system)s is the same (candidates: %(number)s, likeliest: %(record)s)."),
        _("Choose one of them with Set Up Coupling, or match on a field that tells them apart."),
        _PERSON,
        "system",
        "number",
        "record",
    ),
    "conflict": _kind(
        _("%(fields)s changed on both sides to different values."),
        _("Choose which value to keep, field by field."),
        _PERSON,
        "fields",
    ),
    "already_coupled": _kind(
        _("%(record)s in %(system)s is already coupled to %(partner)s."),
        _("Delete that coupling first, or choose another record."),
        _PERSON,
        "system",
        "record",
        "partner",
    ),
    "value_too_long": _kind(
        _("%(field)s is too long for %(system)s: “%(value)s” has %(length)s characters, %(limit)s fit."),
        _("Shorten the value in the other system; it is never cut silently."),
        _PERSON,
        "system",
        "field",
        "value",
        "length",
        "limit",
    ),
    "value_out_of_range": _kind(
        _("%(field)s is %(value)s, but %(system)s takes %(least)s to %(most)s."),
        _("Correct the value in the other system."),
        _PERSON,
        "system",
        "field",
        "value",
        "least",
        "most",
    ),
    "value_unkeepable": _kind(
        _("%(field)s is “%(value)s”, which has characters that %(system)s cannot keep."),
        _("Type the value again in the other system."),
        _PERSON,
        "system",
        "field",
        "value",
    ),
    "value_refused": _kind(
        _("%(system)s refused the value of the record: %(message)s"),
        _("Correct the value the message names, then synchronize again."),
        _PERSON,
        "system",
        "message",
    ),
    "duplicate_key": _kind(
        _("%(system)s already has a record with the same key: %(message)s"),
        _("Couple the record to the existing one instead of creating it."),
        _PERSON,
        "system",
        "message",
    ),
    "permission_missing": _kind(
        _("%(system)s does not allow this: %(message)s"),
        _("Give the integration user the permission, then synchronize again."),
        _PERSON,
        "system",
        "message",
    ),
    # What we try again by ourselves
    "keeps_changing": _kind(
        _("The record changed in %(system)s each time it was about to be written."),
        _("It is tried again with the next run."),
        _RETRY,
        "system",
    ),
    "answer_lost": _kind(
        _("%(system)s did not answer, and it is not known yet whether the write arrived."),
        _("It is looked up and finished with the next run."),
        _RETRY,
        "system",
    ),
    "unreachable": _kind(
        _("%(system)s cannot be reached: %(message)s"),
        _("Check the address and the network; it is tried again."),
        _RETRY,
        "system",
        "message",
    ),
    "service_failed": _kind(
        _("%(system)s answered with an error of its own (%(status)s): %(message)s"),
        _("It is tried again; if it stays, see the service's health page."),
        _RETRY,
        "system",
        "status",
        "message",
    ),
    "throttled": _kind(
        _("%(system)s asks to slow down, and went on asking after several tries."),
        _("It is tried again; fewer runs at the same time may help."),
        _RETRY,
        "system",
    ),
    "connection_busy": _kind(
        _("All requests that %(system)s carries out at once for this connection are taken by runs."),
        _("Try again in a moment; a run that reads or writes much gives way between two requests."),
        _RETRY,
        "system",
    ),
    **CONNECTION_PROBLEMS,
    **DECIDING_PROBLEMS,
    **DELETION_PROBLEMS,
    **DOCUMENT_PROBLEMS,
    **MAPPING_PROBLEMS,
    **PLAN_PROBLEMS,
    **RELATION_PROBLEMS,
    **UNDO_PROBLEMS,
    # What stops a whole job
    "setup_changed": _kind(
        _("The mapping or its connection was changed while the job was busy."),
        _("Start it again; what it had left to do is still pending."),
        _PERSON,
    ),
    "rows_disappeared": _kind(
        _("%(missing)s of %(known)s rows of %(table)s seem to be gone from %(system)s; up to %(limit)s are expected."),
        _(
            "Check that the application may still read all rows. If they were really deleted, an administrator accepts "
            "the loss on the page of the mapping and runs it again."
        ),
        _PERSON,
        "system",
        "table",
        "missing",
        "known",
        "limit",
    ),
    "request_refused": _kind(
        _("%(system)s does not understand the request (%(status)s): %(message)s"),
        _("Check that the table and its fields still exist there; report it if they do."),
        _BUG,
        "system",
        "status",
        "message",
    ),
    "bad_answer": _kind(
        _("%(system)s answered with something that is not an answer: %(message)s"),
        _("It is tried again; a proxy or sign-in page in between may be the cause."),
        _RETRY,
        "system",
        "message",
    ),
    "given_up": _kind(
        _("The worker died %(times)s times while it was busy with the job."),
        _("Look into the worker's log, then start the job again; its records are still pending."),
        _BUG,
        "times",
    ),
    "internal_error": _kind(
        _("Something went wrong inside syncadmin (error %(id)s)."),
        _("Look up the id in the log and report it; nothing was lost."),
        _BUG,
        "id",
    ),
}
