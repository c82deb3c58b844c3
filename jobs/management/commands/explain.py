"""``manage.py explain CUSTOMER 10000``: what would happen to a record now, and why; and what happened to it.

Both records are read anew; nothing is written and nothing is kept. Ends with 1 if there is no such record.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.command_line import add_place, find_mapping, find_pair
from jobs.explanation import explain, explain_unread
from jobs.explanation_report import write_json, write_text


class Command(BaseCommand):
    """Explain one record of either side."""

    help = "Say what would happen to a record now, why, and what happened to it."

    def add_arguments(self, parser: CommandParser) -> None:
        """The mapping, the record, and how to print."""
        add_place(parser)
        parser.add_argument("record", help="number, name or key of a record, either side")
        parser.add_argument("--before", type=int, metavar="OPERATION", help="what happened before this operation")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find, ask and print."""
        mapping = find_mapping(options["mapping"], options["connection"])
        told = explain_unread(mapping, options["record"])
        told = told or explain(mapping, find_pair(mapping, options["record"]), options["before"])
        self.stdout.ending = ""
        (write_json if options["json"] else write_text)(told, self.stdout)
