"""One history of content: the revisions of an object with what changed in each, and a way back to every one of them."""

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

from lessons.models import Revision
from securityedu.history import PER_PAGE, changes_on


class WithHistory:
    """For an admin of content objects; `kind` names the store."""

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
            "changes": changes_on(page),
            "actions": self.logged_actions(instance),
            "may_restore": self.has_change_permission(request, instance),
            "restore_url": f"admin:{self.opts.app_label}_{self.opts.model_name}_restore",
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

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
