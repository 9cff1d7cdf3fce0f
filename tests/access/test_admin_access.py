"""The admin, model by model: what the table of admin_table.py says, for each role and each of the usual addresses."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from tests.access.admin_table import ACTS, MODELS, Model
from tests.access.roles import ROLES, outcome

MAY_COME_IN = ("staff", "superuser")
OTHERS = ("guest", "learner", "instructor", "inactive")
ADDRESS = {"list": "changelist", "look": "change", "save": "change"}
NONSENSE = ("abc", "-1", "9" * 30, "_5F", "a/b", "é", "_")


def test_every_model_has_a_line():
    registered = {model._meta.label_lower for model in admin.site._registry}
    known = {model.label for model in MODELS}
    assert registered == known, (
        f"tests/access/admin_table.py lacks {registered - known or 'nothing'} and has too much: {known - registered}"
    )


def url_of(model: Model, act: str) -> str:
    if act in ("list", "add"):
        return reverse(model.name(ADDRESS.get(act, act)))
    row = apps.get_model(model.label).objects.filter(**model.example).order_by("pk").first()
    assert row is not None, f"tests/access/world.py has no {model}: make one there"
    return reverse(model.name(ADDRESS.get(act, act)), args=[row.pk])


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_model_gives_admins_what_its_line_says(ask, world, model):
    for role in MAY_COME_IN:
        found, written = [], []
        for act in ACTS:
            response, wrote = ask(role, "POST" if act == "save" else "GET", url_of(model, act))
            found.append(outcome(response))
            written += wrote
        assert " ".join(found) == getattr(model.kind, role), f"{model} as {role}: {' '.join(ACTS)}"
        assert not written


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_model_that_may_not_be_deleted_or_added_is_not_by_post_either(ask, world, model):
    """An empty form is refused with 403 where the page is, and changes nothing where it isn't."""
    for role in MAY_COME_IN:
        expected = dict(zip(ACTS, getattr(model.kind, role).split(), strict=True))
        for act, data in (("add", {}), ("delete", {"post": "yes"})):
            response, written = ask(role, "POST", url_of(model, act), data)
            refused = outcome(response) == "403"
            assert refused == (expected[act] == "403"), f"{act} as {role}"
            assert not (refused and written)


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_admin_is_closed_to_all_others(ask, world, model):
    for role in OTHERS:
        for act in ACTS:
            for method in ("GET", "POST"):
                response, written = ask(role, method, url_of(model, act), {"post": "yes"})
                assert (outcome(response), written) == ("in", []), f"{method} {act} as {role}"


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_nonsense_for_an_object_is_no_error(ask, world, model):
    """The admin leads back to its index and says that there is no such thing."""
    for nonsense in NONSENSE:
        for act in ("look", "history", "delete"):
            url = reverse(model.name(ADDRESS.get(act, act)), args=[nonsense])
            response, written = ask("superuser", "GET", url)
            assert (outcome(response) in {"302", "400", "403", "404"}, written) == (True, []), url


@pytest.mark.parametrize("role", ["guest", "learner", "instructor", "staff", "superuser"])
def test_autocomplete_tells_names_to_admins_only(ask, world, role):
    url = "/admin/autocomplete/?app_label=lessons&model_name=lesson&field_name=course&term=sample"
    response, _written = ask(role, "GET", url)
    assert outcome(response) == ("200" if role in MAY_COME_IN else "in")


def test_autocomplete_asks_for_the_right_to_look_at_what_it_tells(ask, world):
    """Groups are for superusers."""
    url = "/admin/autocomplete/?app_label=accounts&model_name=user&field_name=groups&term="
    response, _written = ask("staff", "GET", url)
    assert outcome(response) == "403"


@pytest.mark.parametrize("act", ["change", "delete"])
@pytest.mark.parametrize("whose", ["superuser", "other admin"])
def test_admin_looks_at_other_admins_and_cannot_touch_them(ask, world, act, whose):
    person = world.people["superuser" if whose == "superuser" else "inactive"]
    url = reverse(f"admin:accounts_user_{act}", args=[person.pk])
    response, written = ask("staff", "POST", url, {"post": "yes", "username": "mine"})
    assert (outcome(response), written) == ("403", [])


def test_unknown_address_below_the_admin_is_not_there(ask, world):
    found = [outcome(ask(role, "GET", "/admin/nothing/")[0]) for role in ROLES]
    assert found == ["in", "in", "in", "in", "in", "404", "404"]
