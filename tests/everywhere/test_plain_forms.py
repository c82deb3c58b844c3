"""Without JavaScript: each button of each form is answered with a redirect or a whole page, never with a fragment."""

import re

from django.db import transaction
from django.urls import resolve

from tests.everywhere.addresses import NOBODY, PAGES
from tests.everywhere.forms import Forms
from tests.everywhere.markup import content


def presses(browser, pages):
    """Each kind of button once: the page it is on, where its form goes and what that carries."""
    seen = set()
    for path in pages:
        for form in Forms(content(browser.get(path))).found:
            for button in form.buttons:
                target = button.get("formaction") or form.attributes.get("action") or path
                method = button.get("formmethod") or "post"
                does = re.sub(r"\d+", "1", f"{method} {button.get('name')} {button.get('value')}")
                kind = (resolve(target.partition("?")[0]).view_name, does)
                if method == "post" and kind not in seen:
                    seen.add(kind)
                    yield path, target, form.posted(button)


def answered(browser, target, posted):
    """What a plain browser gets, of which nothing stays behind."""
    with transaction.atomic():
        answer = browser.post(target, posted)
        transaction.set_rollback(True)
    return answer


def trouble(answer):
    """What is wrong with the answer for a browser without JavaScript; nothing if it can show it."""
    if answer.status_code in (301, 302, 303):
        return ""
    if answer.status_code not in (200, 422):
        return f"status {answer.status_code}"
    page = "html" in answer["Content-Type"]
    return "a fragment" if page and "<html" not in content(answer) else ""


def test_each_button_of_each_form_works_without_javascript(browser, world):
    paths = [one.path(world) for one in PAGES if one.get != NOBODY and "currency_pk" not in one.parts]
    pressed = list(presses(browser, paths))
    assert len(pressed) > 50
    wrong = [
        f"{path}: {target}: {trouble(answer)}"
        for path, target, posted in pressed
        if trouble(answer := answered(browser, target, posted))
    ]
    assert wrong == [], "\n".join(wrong)
