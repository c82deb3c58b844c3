"""How each problem comes about for real, against the sandbox: each scene provokes one and gives the pages that tell it.

The scenes are in the modules ``scenes_*`` beside this one, by theme, each a function called as the code of its problem.
``SCENES`` gathers them; ``UNSEEN`` says of each other code why no page can show it.
"""

from importlib import import_module
from pathlib import Path

from syncadmin.engine.problems import PROBLEMS

_THEMES = [import_module(f"tests.everywhere.{one.stem}") for one in sorted(Path(__file__).parent.glob("scenes_*.py"))]
SCENES = {name: one for theme in _THEMES for name, one in vars(theme).items() if name in PROBLEMS}
UNSEEN = {
    "value_unkeepable": "both systems refuse such characters themselves, so only a template could bring them",
    "answer_lost": "a write without an answer is looked up, and ends as done or as keeps_changing",
}
