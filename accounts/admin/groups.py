from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin):
    """Who may do what in the admin; found by a right that it gives, too."""

    list_display = ("name", "people")
    search_fields = ("name", "permissions__name")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(people_count=Count("user", distinct=True))

    @admin.display(description=_("people"), ordering="people_count")
    def people(self, group):
        return group.people_count
