import json

import pytest
from django.contrib.admin.models import LogEntry

from accounts.changes import differing, message, values_of, without_values


def entry(told) -> LogEntry:
    """As Django's log stores it."""
    return LogEntry(change_message=told if isinstance(told, str) else json.dumps(told))


def test_message_is_one_that_django_reads_too():
    found = entry(message(["Role"], {"role": ["learner", "instructor"]}))
    assert str(found.get_change_message()) == "Changed Role."
    assert values_of(found.change_message) == {"role": ["learner", "instructor"]}


@pytest.mark.parametrize("text", ["", "New sign-in slip.", "[]", '[{"added": {}}]', '[{"changed": {"fields": ["x"]}}]'])
def test_message_without_values_has_none(text):
    assert values_of(text) == {}
    assert without_values(text) == text


def test_values_of_other_fields_are_not_shown():
    """Whatever wrote them: a password is no field of the history."""
    assert values_of(entry(message(["Password"], {"password": ["a", "b"]})).change_message) == {}


def test_message_without_its_values_still_names_the_fields():
    text = without_values(entry(message(["Email"], {"email": ["a@example.org", ""]})).change_message)
    assert (entry(text).get_change_message(), values_of(text)) == ("Changed Email.", {})
    assert "example" not in text


def test_order_and_names_of_related_objects_are_no_difference():
    assert differing({"groups": [[1, "A"], [2, "B"]]}, {"groups": [[2, "B"], [1, "renamed"]]}) == {}
    assert differing({"groups": [[1, "A"]]}, {"groups": []}) == {"groups": [[[1, "A"]], []]}
