"""What the reader keeps of people and history: to look at, not to change. Content is edited in securityedu/admin.py."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from lessons.models import CourseMember, Passage, ReadingProgress, Revision, SitePage, UnsavedDraft
from lessons.services import delete_site_page, save_site_page
from lessons.site_pages import shipped_text


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only services write."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(CourseMember)
class CourseMemberAdmin(admin.ModelAdmin):
    list_display = ("course", "user", "role")
    list_filter = ("role", "course")
    list_select_related = ("course", "user")
    search_fields = ("course__title", "user__username", "user__display_name")
    autocomplete_fields = ("course", "user")

    class Media:
        js = ("js/admin_select.js",)


@admin.register(Passage)
class PassageAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "text", "present")
    list_filter = ("present", "lesson")
    list_select_related = ("lesson",)
    search_fields = ("key", "text")


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "course", "kind", "key", "created_by")
    list_filter = ("course", "kind", "created_at")
    list_select_related = ("course", "created_by")
    search_fields = ("key", "text")


@admin.register(UnsavedDraft)
class UnsavedDraftAdmin(ReadOnlyAdmin):
    """That there is one, for whoever helps somebody; its words are hers."""

    list_display = ("saved_at", "user", "course", "kind", "key")
    list_filter = ("course", "kind", "saved_at")
    list_select_related = ("user", "course")
    search_fields = ("user__username", "key")
    fields = ("user", "course", "kind", "key", "saved_at")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("data")


@admin.register(ReadingProgress)
class ReadingProgressAdmin(ReadOnlyAdmin):
    list_display = ("user", "lesson", "read_at", "completed_at")
    list_filter = ("lesson", "completed_at")
    list_select_related = ("user", "lesson")
    search_fields = ("user__username", "user__display_name")


@admin.register(SitePage)
class SitePageAdmin(admin.ModelAdmin):
    """The site's own pages. A new one starts with the text that ships; deleting one brings that text back."""

    list_display = ("title", "key", "updated_at")
    fields = ("key", "title", "body")
    list_filter = ("key", "updated_at")
    search_fields = ("key", "title", "body")

    def get_readonly_fields(self, request, obj=None):
        return ("key",) if obj else ()

    def get_changeform_initial_data(self, request):
        """The page that is asked for, or the first that nobody has written."""
        key = request.GET.get("key") or next(iter(self.unwritten()), "")
        text = shipped_text(key) if key in SitePage.Key else None
        return {"key": key} | ({"title": text.title, "body": text.body} if text else {})

    def unwritten(self):
        written = set(SitePage.objects.values_list("key", flat=True))
        return [key for key in SitePage.Key.values if key not in written]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """Offers what nobody has written, and for each a form that starts with its own text."""
        missing = self.unwritten()
        kwargs["choices"] = [(key, SitePage.Key(key).label) for key in missing]
        links = format_html_join(
            ", ", '<a href="?key={0}">{1}</a>', ((key, SitePage.Key(key).label) for key in missing)
        )
        kwargs["help_text"] = format_html(_("Start with the text that ships for: {}"), links)
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        save_site_page(page=obj, now=timezone.now())

    def delete_model(self, request, obj):
        delete_site_page(page=obj)

    def delete_queryset(self, request, queryset):
        for page in queryset:
            self.delete_model(request, page)
