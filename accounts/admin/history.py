"""The history of an account: who changed what, from which value to which, and a way back from each change."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import model_to_dict
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.changes import FIELDS, differing, stored, typed, values_of
from accounts.models import User

PER_PAGE = 20


@dataclass(frozen=True)
class Change:
    """An entry of the history. `back` says what the way back is: "" (none), "here", "open" or "closed"."""

    entry: LogEntry
    lines: list[tuple[str, str, str]]  # field, old, new
    back: str


def state_of(person: User) -> dict[str, Any]:
    return {name: stored(value) for name, value in model_to_dict(person, FIELDS).items()}


def in_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(text for _number, text in value) or _("nothing")
    return str(dict(User._meta.get_field(name).flatchoices).get(value, value)) or _("nothing")


def line(name: str, old: Any, new: Any) -> tuple[str, str, str]:
    label = capfirst(User._meta.get_field(name).verbose_name)
    return label, in_words(name, old), in_words(name, new)


class KeepsHistory:
    """For the admin of people. Setting back goes through the form, as if somebody typed the old values anew."""

    def get_urls(self):
        undo = self.admin_site.admin_view(require_POST(self.undo_view))
        return [
            path("<path:object_id>/history/<int:entry>/undo/", undo, name="accounts_user_undo"),
            *super().get_urls(),
        ]

    def construct_change_message(self, request, form, formsets, add=False):
        told = super().construct_change_message(request, form, formsets, add)
        if not add and (values := self._values_changed(form)):
            told[0]["changed"]["values"] = values
        return told

    def _values_changed(self, form):
        names = [name for name in form.changed_data if name in FIELDS]
        old = {name: stored(form.initial[name]) for name in names}
        now = state_of(form.instance) if names else {}
        return differing(old, {name: now[name] for name in names})

    def history_view(self, request, object_id, extra_context=None):
        person = self.get_object(request, unquote(object_id))
        if person is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, person):
            raise PermissionDenied
        page = Paginator(self._entries(person), PER_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % person,
            "object": person,
            "opts": self.opts,
            "page": page,
            "changes": self._changes(request, person, page),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/accounts/user/object_history.html", context)

    def _entries(self, person):
        entries = LogEntry.objects.filter(content_type=get_content_type_for_model(person), object_id=str(person.pk))
        return entries.select_related("user").order_by("-action_time", "-pk")

    def _changes(self, request, person, entries):
        now, mine = state_of(person), self._may_set(request, person)
        found = [(entry, values_of(entry.change_message)) for entry in entries]
        return [
            Change(entry, [line(name, *pair) for name, pair in values.items()], way_back(values, now, mine))
            for entry, values in found
        ]

    def _may_set(self, request, person) -> set[str]:
        """The fields of an account that this admin may write; rights are for superusers."""
        if not self.has_change_permission(request, person):
            return set()
        return set(self.get_form(request, person, change=True).base_fields) - {"password"}

    def undo_view(self, request, object_id, entry):
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        values = values_of(get_object_or_404(self._entries(person), pk=entry).change_message)
        if not values or not set(values) <= self._may_set(request, person):
            raise PermissionDenied
        if problems := self._set_back(request, person, values):
            text = _("This can't be set back: %s") % " ".join(problems)
            self.message_user(request, text, messages.ERROR)
        else:
            self.message_user(request, _("It is again as it was before that change."), messages.SUCCESS)
        return redirect(reverse("admin:accounts_user_history", args=[object_id]))

    @transaction.atomic
    def _set_back(self, request, person, values) -> list[str]:
        """Returns what stands in the way, if anything does."""
        form_class = self.get_form(request, person, change=True)
        now = {field.name: field.value() for field in form_class(instance=person)}
        old = {name: typed(pair[0]) for name, pair in values.items()}
        form = form_class(now | old, instance=person)
        if form.is_valid():
            self.save_model(request, form.save(commit=False), form, change=True)
            form.save_m2m()
            self.log_change(request, person, self.construct_change_message(request, form, []))
        return [message for found in form.errors.values() for message in found]


def way_back(values, now, may_set) -> str:
    if not values:
        return ""
    if not set(values) <= may_set:
        return "closed"
    return "here" if all(typed(old) == typed(now[name]) for name, (old, _new) in values.items()) else "open"
