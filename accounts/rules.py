"""Who may do what with people."""

from django.db.models import Q, QuerySet

from accounts.models import User


def can_manage(actor: User, person: User) -> bool:
    """May `actor` edit `person`, set a password or delete them?

    A superuser may everything. An admin may manage themselves and people who are not admins: a new password for
    somebody who may do more would be a way to become them.
    """
    return actor.is_superuser or actor.pk == person.pk or not (person.is_staff or person.is_superuser)


def manageable_by(actor: User, people: QuerySet[User]) -> QuerySet[User]:
    """Those of `people` whom `can_manage` lets through."""
    if actor.is_superuser:
        return people
    return people.filter(Q(pk=actor.pk) | Q(is_staff=False, is_superuser=False))
