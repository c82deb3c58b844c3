"""The forms of *Import*: a file, and what was in it once more with the confirmation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.definition import Definition
from mappings.definition_check import MOST_BYTES, BadFile
from mappings.portable import definitions_for
from mappings.transfer import OtherTables, existing, require_same_tables
from syncadmin.connections.models import Connection


class ImportForm(forms.Form):
    """A file, or its text where the differences were already shown; each fault is told at the file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("A file that Export made. What would change is shown before anything is saved."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )
    content = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=MOST_BYTES)

    def __init__(self, connection: Connection, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")
        self.connection = connection
        self.definitions: list[Definition] = []

    def clean(self) -> dict[str, Any]:
        """Read the mappings; what is wrong with them is wrong with the file."""
        raw = self._raw()
        if raw is None and "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        elif raw is not None:
            try:
                self.definitions = definitions_for(self.connection, raw)
            except BadFile as error:
                self.add_error("file", forms.ValidationError(list(error.faults)))
        self._require_same_tables()
        return self.cleaned_data

    @property
    def text(self) -> str:
        """The file as text, to be carried along until it is confirmed."""
        return (self._raw() or b"").decode("utf-8-sig")

    def _raw(self) -> bytes | None:
        found: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if found is None:
            return str(self.cleaned_data["content"]).encode() if self.cleaned_data.get("content") else None
        found.seek(0)
        return bytes(found.read(MOST_BYTES + 1))

    def _require_same_tables(self) -> None:
        there = existing(self.connection, self.definitions)
        for one in self.definitions:
            try:
                if one["name"] in there:
                    require_same_tables(there[one["name"]], one)
            except OtherTables as error:
                mapping = error.mapping
                facts = {"name": mapping.name, "bc": mapping.bc_table, "dataverse": mapping.dataverse_table}
                text = _("%(name)s is about the tables %(bc)s and %(dataverse)s here, and about others in the file.")
                self.add_error("file", text % facts)
