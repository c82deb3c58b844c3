"""A supervisor with two small children, run as a process of its own: ``python -m tests.demo.harness FOLDER [CODE]``.

The sleeper has a child itself; the stubborn one does not listen to SIGTERM. CODE stands in for the sleeper's program.
"""

import sys
from pathlib import Path

from syncadmin.demo.children import Child
from syncadmin.demo.errors import DemoError
from syncadmin.demo.supervisor import Stopped, Supervisor

SLEEPER = """
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
print("up", os.getpid())
time.sleep(120)
"""
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", os.getpid())
time.sleep(120)
"""


def say(text: str) -> None:
    """Say it at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(folder: Path, sleeper: str = SLEEPER) -> int:
    """Supervise until the end is asked for."""
    programs = {"sleeper": sleeper, "stubborn": STUBBORN}
    children = [
        Child(name, (sys.executable, "-c", program), folder / f"{name}.log", mark="up ", start_seconds=30)
        for name, program in programs.items()
    ]
    try:
        with Supervisor(say, grace_seconds=0.5) as supervisor:
            supervisor.wait_until_up(supervisor.start(children))
            say("ready")
            supervisor.watch()
    except Stopped:
        say("stopped")
    except DemoError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
