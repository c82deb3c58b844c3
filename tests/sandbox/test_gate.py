"""Requests work side by side; a change waits for them to end, and they for it."""

from threading import Event, Thread

from syncadmin.sandbox.gate import Gate

SOON = 0.1


def started(work):
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_requests_are_inside_at_the_same_time():
    gate = Gate()
    with gate.request(), gate.request():
        pass


def test_a_change_waits_until_the_last_request_has_ended():
    gate, changed = Gate(), Event()

    def change():
        with gate.change():
            changed.set()

    with gate.request():
        thread = started(change)
        assert not changed.wait(SOON)
    thread.join(5)
    assert changed.is_set()


def test_requests_wait_while_a_change_is_under_way():
    gate, entered = Gate(), Event()

    def request():
        with gate.request():
            entered.set()

    with gate.change():
        thread = started(request)
        assert not entered.wait(SOON)
    thread.join(5)
    assert entered.is_set()
