"""What a change of an account leaves in the admin's history: old and new values, as JSON in LogEntry.change_message.

`[{"changed": {"fields": ["Role"], "values": {"role": ["learner", "instructor"]}}}]`: Django reads `fields` for its own
sentence, `values` are ours. Related objects are kept by number, with the name that they had: `[[3, "Admins"]]`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

# A password, or what a password was, is never written down.
FIELDS = (
    *("username", "display_name", "email", "role"),
    *("is_active", "is_staff", "is_superuser", "groups", "user_permissions"),
)

Values = dict[str, list[Any]]  # the name of a field: old, new


def stored(value: Any) -> Any:
    """A value of a field as JSON has it."""
    return value if isinstance(value, str | bool) else [[each.pk, str(each)] for each in value]


def typed(value: Any) -> Any:
    """The same as a form takes it: related objects by their numbers, in one order."""
    return sorted(number for number, _name in value) if isinstance(value, list) else value


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Values:
    """What changed between two states of an account; both have the same fields."""
    return {name: [old[name], new[name]] for name in old if typed(old[name]) != typed(new[name])}


def message(labels: Iterable[str], values: Values) -> list[dict[str, Any]]:
    return [{"changed": {"fields": [*labels], "values": values}}]


def values_of(text: str) -> Values:
    """Those in an entry's message; none where it tells in words, or comes from before there were any."""
    found = [part.get("changed", {}).get("values", {}) for part in _parts(text)]
    return {name: pair for values in found for name, pair in values.items() if name in FIELDS}


def without_values(text: str) -> str:
    """The message without them: it still says which fields were changed."""
    parts = _parts(text)
    for part in parts:
        part.get("changed", {}).pop("values", None)
    return json.dumps(parts) if parts else text


def _parts(text: str) -> list[dict[str, Any]]:
    return json.loads(text) if text.startswith("[{") else []
