"""One history of content: the revisions of an object with what changed in each, and a way back to every one of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lessons.course_files import parse_one
from lessons.differences import Line, differences
from lessons.models import Revision
from quizzes.changes import Difference, in_words
from securityedu.courses import store_of

PER_PAGE = 20


@dataclass(frozen=True)
class Change:
    """One revision and the lines in which it differs from the one before it; `is_first` has none before it.

    `differences` say the same in an author's words, where these are known.
    """

    revision: Revision
    lines: list[Line]
    is_first: bool
    differences: list[Difference] = field(default_factory=list)

    @property
    def words(self) -> str:
        return in_words(self.differences)


def changes_of(revisions: list[Revision], older: Revision | None) -> list[Change]:
    """`revisions` newest first, each compared with the next; `older` is the one after the last, if there is one."""
    texts = [*(each.text for each in revisions[1:]), older.text if older else ""]
    changes = [
        Change(revision, differences(text, revision.text), is_first=False)
        for revision, text in zip(revisions, texts, strict=True)
    ]
    return changes if older else [*changes[:-1], *(Change(each.revision, [], True) for each in changes[-1:])]


class WithHistory:
    """For an admin of content objects; `kind` names the store, `compare` says in words how two entries differ."""

    compare: Callable[[Any, Any], list[Difference]] | None = None

    object_history_template = "admin/content_history.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        restore = self.admin_site.admin_view(require_POST(self.restore_view))
        return [path("<path:object_id>/history/<int:revision>/restore/", restore, name=name), *super().get_urls()]

    def revisions(self, instance):
        course, key = self.place_of(instance)
        return Revision.objects.filter(course=course, kind=self.kind, key=key).select_related("created_by")

    def place_of(self, instance):
        """The course of an object and its key there."""
        return instance.course, instance.key

    def history_view(self, request, object_id, extra_context=None):
        instance = self.get_object(request, unquote(object_id))
        if instance is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, instance):
            raise PermissionDenied
        page = Paginator(self.revisions(instance), PER_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % instance,
            "object": instance,
            "opts": self.opts,
            "page": page,
            "changes": self.changes_on(page),
            "actions": self.logged_actions(instance),
            "may_restore": self.has_change_permission(request, instance),
            "restore_url": f"admin:{self.opts.app_label}_{self.opts.model_name}_restore",
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def changes_on(self, page):
        """The changes of this page; its last revision is compared with the first one of the next page."""
        older = next(iter(page.paginator.object_list[page.end_index() : page.end_index() + 1]), None)
        changes = changes_of(list(page.object_list), older)
        before = [*(each.revision for each in changes[1:]), older]
        pairs = zip(changes, before, strict=True) if changes else ()
        return [replace(each, differences=self.in_words(old, each.revision)) for each, old in pairs]

    def in_words(self, before: Revision | None, after: Revision) -> list[Difference]:
        """Nothing for a text that could not be saved as it is any more."""
        texts = [before.text, after.text] if self.compare and before else []
        read = [parse_one(store_of(self.kind).kind, text, after.key)[0] for text in texts]
        return self.compare(*(each.entry for each in read)) if read and all(read) else []

    def logged_actions(self, instance):
        """What was done to it other than changing its text: archived, published."""
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(instance), object_id=str(instance.pk), action_flag=CHANGE
        )
        return (
            entries.exclude(change_message="").exclude(change_message__startswith="[").select_related("user")[:PER_PAGE]
        )

    def log_action_on(self, request, instance, words):
        self.log_change(request, instance, str(words))

    def restore_view(self, request, object_id, revision):
        instance = self.get_object(request, unquote(object_id))
        if instance is None:
            raise Http404
        if not self.has_change_permission(request, instance):
            raise PermissionDenied
        found = get_object_or_404(self.revisions(instance), pk=revision)
        if problems := self.restore(request, instance, found):
            text = _("This text can't come back as it is: %s") % " ".join(problems)
            self.message_user(request, text, messages.ERROR)
        else:
            self.message_user(request, _("The text of that time is back, as a new revision."), messages.SUCCESS)
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[object_id]))

    def form_data(self, instance, text):
        """What somebody would have to send to save this text."""
        return {"text": text}

    def restore(self, request, instance, revision) -> list[str]:
        """Sends the old text through the form, as if typed anew; returns what stands in its way, if anything does."""
        data = {**model_to_dict(instance, ["published", "publish_at"]), **self.form_data(instance, revision.text)}
        form = self.get_form(request, instance, change=True)(data, instance=instance)
        if form.is_valid():
            self.save_model(request, instance, form, change=True)
        return [message for found in form.errors.values() for message in found]
