"""``manage.py demo``: prepares a demo, starts its processes, and keeps them running until Ctrl-C."""

from __future__ import annotations

import time
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from syncadmin.demo import prepare
from syncadmin.demo.children import Ports, first_synchronization, product, sandbox
from syncadmin.demo.errors import DemoError
from syncadmin.demo.sandbox import parse_facts
from syncadmin.demo.supervisor import Stopped, Supervisor
from syncadmin.demo.words import welcome


class Command(BaseCommand):
    """Starts the whole product on this machine against made-up systems."""

    help = "Starts the whole product on this machine against made-up systems; Ctrl-C ends it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The port."""
        parser.add_argument("--port", type=int, default=8000, help="the dashboard's port; the sandbox takes the next")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until the end is asked for. What a person can mend is said in one line."""
        started = time.monotonic()
        ports = Ports(options["port"])
        try:
            prepare.check_tools()
            with prepare.held(settings.DATA_FOLDER):
                prepare.check_ports(ports)
                with Supervisor(self.say) as supervisor:
                    self._start(supervisor, ports)
                    self.say(welcome(ports, prepare.LOGINS, time.monotonic() - started))
                    supervisor.watch()
        except (Stopped, KeyboardInterrupt):
            self.say("Stopped.")
        except DemoError as error:
            self._give_up(str(error))
        except DatabaseError as error:
            first = str(error).strip().partition("\n")[0]
            self._give_up(f"The database does not fit this version ({first}); 'make clean-demo' starts over.")

    def say(self, text: str) -> None:
        """Tell the person at the terminal, at once."""
        self.stdout.write(text)
        self.stdout.flush()

    def _give_up(self, why: str) -> NoReturn:
        self.stderr.write(why)
        raise SystemExit(1) from None

    def _start(self, supervisor: Supervisor, ports: Ports) -> None:
        """Prepare and start everything, side by side where one need not wait for the other."""
        folder = settings.DATA_FOLDER
        prepare.check_data_files(folder)
        self.say(f"Starting the sandbox (data in {folder}) ...")
        remote = supervisor.start([sandbox(settings.BASE_DIR / "manage.py", folder, ports)])
        self.say("Preparing the database ...")
        prepare.migrate()
        prepare.empty_broker()
        self.say("Starting web, worker and beat ...")
        own = supervisor.start(product(folder, ports))
        prepare.ensure_logins()
        supervisor.wait_until_up(remote)
        is_new = prepare.ensure_connection(parse_facts(remote[0].said()))
        supervisor.wait_until_up(own)
        if is_new:
            self.say("Synchronizing both systems for the first time ...")
            if supervisor.finish(first_synchronization(settings.BASE_DIR / "manage.py", folder)) is None:
                self.say("It takes longer than usual; what is left goes on beside everything else.")
