from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.privacy.services import LastSuperuser, erase_person, leaves_no_superuser
from accounts.rules import can_manage


class ErasesPeople:
    """Deletes people through the same service as "Delete my account": what belongs to them goes in the right order."""

    def get_deleted_objects(self, objs, request):
        """What the question before shows: the people, not each of their answers; and what stands in the way."""
        people = list(objs)
        needed = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        needed |= {_("an administrator") for person in people if not can_manage(request.user, person)}
        needed |= {_("the last active superuser")} if leaves_no_superuser(people) else set()
        lines = [_("%(person)s, with all attempts, answers and results") % {"person": person} for person in people]
        return lines, {self.opts.verbose_name_plural: len(people)}, needed, []

    def delete_model(self, request, obj):
        if not can_manage(request.user, obj):
            raise PermissionDenied
        try:
            erase_person(user=obj)
        except LastSuperuser as error:  # another one left since the question
            raise PermissionDenied from error

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        for person in queryset:
            self.delete_model(request, person)
