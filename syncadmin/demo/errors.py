"""The one error of the demo: something a person can mend, said in one line."""


class DemoError(Exception):
    """The demo cannot start or go on; the text is the whole message."""
