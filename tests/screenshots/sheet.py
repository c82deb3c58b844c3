"""The contact sheet: every picture of a page in one row, in a file that a browser opens."""

from html import escape
from itertools import groupby

_HEAD = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Screenshots</title><style>
body{font:14px system-ui;margin:16px;background:#ddd}section{margin:0 0 24px}div{display:flex;gap:8px;align-items:start}
h2{font-size:15px;margin:0 0 4px}img{width:auto;max-height:640px;max-width:36vw;border:1px solid #999}.flaw{color:#b00}
</style><h1>Screenshots</h1>
"""


def write_sheet(folder, pictures):
    """Write ``index.html`` beside the pictures; gives its path."""
    sections = []
    for name, ones in groupby(sorted(pictures, key=lambda one: (one.name, -one.width)), lambda one: one.name):
        ones = list(ones)
        flaws = ", ".join(sorted({f"{one.flaw} at {one.width}" for one in ones if one.flaw}))
        images = "".join(f'<a href="{one.file}"><img loading="lazy" src="{one.file}" alt=""></a>' for one in ones)
        title = f'{escape(name)} <span class="flaw">{escape(flaws)}</span>'
        sections.append(f"<section><h2>{title}</h2><div>{images}</div></section>")
    path = folder / "index.html"
    path.write_text(_HEAD + "\n".join(sections), encoding="utf-8")
    return path
