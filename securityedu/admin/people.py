"""What a person has done, on her page in the admin: accounts can't look up to quizzes, so it is put there from here."""

from accounts.admin.people import UserAdmin
from quizzes.admin import ReadOnlyInline, ShowsPoints
from quizzes.models import Result


class ResultInline(ShowsPoints, ReadOnlyInline):
    model = Result
    fields = ("quiz", "points", "attempts", "updated_at")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("quiz")


UserAdmin.inlines = (*UserAdmin.inlines, ResultInline)
