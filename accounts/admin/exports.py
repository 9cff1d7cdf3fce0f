from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.downloads import KINDS, as_file
from accounts.selectors import people_table


class ExportsTable:
    """Lists as files: the chosen rows by an action, all that the list shows with its search and filters by a link.

    `table(queryset)` gives the heading first, then a row for each.
    """

    export_name = ""
    change_list_template = "admin/change_list_exports.html"

    def table(self, queryset):
        raise NotImplementedError

    @admin.action(description=_("Export as CSV"), permissions=["view"])
    def export_csv(self, request, queryset):
        return as_file(self.table(queryset), "csv", self.export_name)

    @admin.action(description=_("Export as XLSX (Excel)"), permissions=["view"])
    def export_xlsx(self, request, queryset):
        return as_file(self.table(queryset), "xlsx", self.export_name)

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_list)
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/<slug:kind>/", view, name=name), *super().get_urls()]

    def export_list(self, request, kind):
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in KINDS or request.method not in ("GET", "HEAD"):
            raise Http404
        try:
            shown = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        return as_file(self.table(shown), kind, self.export_name)


class ExportsPeople(ExportsTable):
    """Who is here, as a file."""

    export_name = "people"

    def table(self, queryset):
        return people_table(queryset)
