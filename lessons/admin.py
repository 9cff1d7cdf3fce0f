"""What the reader keeps of people and history: to look at, not to change. Content is edited in securityedu/admin.py."""

from django.contrib import admin

from lessons.models import Passage, ReadingProgress, Revision


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only services write."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


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


@admin.register(ReadingProgress)
class ReadingProgressAdmin(ReadOnlyAdmin):
    list_display = ("user", "lesson", "read_at", "completed_at")
    list_filter = ("lesson", "completed_at")
    list_select_related = ("user", "lesson")
    search_fields = ("user__username", "user__display_name")
