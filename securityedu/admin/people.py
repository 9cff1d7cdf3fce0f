"""What a person has done, on her page in the admin: accounts can't look up to quizzes, so it is put there from here."""

from accounts.admin.people import UserAdmin
from quizzes.admin import ReadOnlyInline
from quizzes.models import Result


class ResultInline(ReadOnlyInline):
    model = Result
    fields = ("quiz", "score", "max_score", "attempts", "updated_at")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("quiz")


UserAdmin.inlines = (*UserAdmin.inlines, ResultInline)
