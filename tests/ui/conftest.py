"""Someone who is signed in, and a way to render a piece of template."""

import pytest
from django.contrib.auth.models import User
from django.template import Context, Template


@pytest.fixture
def dana(db):
    """Signs in and has no permission at all."""
    return User.objects.create_user("dana", password="secret")


@pytest.fixture
def root(db):
    """May do everything."""
    return User.objects.create_superuser("root", password="secret")


@pytest.fixture
def page(client, root):
    """A client that may do everything."""
    client.force_login(root)
    return client


@pytest.fixture
def draw():
    """Render a line of template with the tags loaded."""

    def drawn(source: str, **context: object) -> str:
        return Template("{% load ui %}" + source).render(Context(context)).strip()

    return drawn
