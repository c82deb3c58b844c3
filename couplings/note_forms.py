"""The forms that hand problems to somebody and that say something about them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group, User
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from couplings.inbox_models import LONGEST_COMMENT
from couplings.notes import people, roles

ME, NOBODY = "me", "nobody"
_ROLE, _PERSON = "role:", "person:"


def _choices() -> list[Any]:
    """Nobody, the roles and the people, as they are now."""
    roles_, people_ = ((kind, list(rows)) for kind, rows in ((_ROLE, roles()), (_PERSON, people())))
    named = [(str(_("Roles")), roles_), (str(_("People")), people_)]
    groups = [(caption, [(f"{kind}{one.pk}", str(one)) for one in rows]) for caption, (kind, rows) in named if rows]
    return [(NOBODY, _("Nobody")), *groups]


class AssignForm(forms.Form):
    """To whom."""

    to = forms.ChoiceField(
        label=_("Assign to"),
        choices=_choices,
        help_text=_("A role stands for all its people: each of them finds it under “Assigned to: Me”."),
    )

    def chosen(self) -> User | Group | None:
        """The person or the role."""
        text: str = self.cleaned_data["to"]
        if text.startswith(_ROLE):
            return roles().filter(pk=text.removeprefix(_ROLE)).first()
        return people().filter(pk=text.removeprefix(_PERSON)).first() if text.startswith(_PERSON) else None


class CommentForm(forms.Form):
    """What to say."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 2, "data-key": "c"}),
        error_messages={"required": _("Write something first.")},
    )

    def clean_text(self) -> str:
        """Plain text that every database takes."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


def comment_form(problem: int | str, posted: QueryDict | None = None) -> CommentForm:
    """The form for the comment on a problem; its field is called after it, so that what is typed stays where it was."""
    key = "".join(one for one in str(problem)[:20] if one.isdigit())
    return CommentForm(posted, auto_id=f"comment-{key}-%s")
