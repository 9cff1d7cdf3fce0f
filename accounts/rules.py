"""Who may do what with people. A rule that lists need has a twin queryset beside it and a test that they agree."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Role, User


def can_manage(actor: User, person: User) -> bool:
    """May `actor`, an admin, edit `person`, set a password or delete them?

    A superuser may everything. An admin may manage themselves and people who are not admins: a new password for
    somebody who may do more would be a way to become them.
    """
    return actor.is_superuser or actor.pk == person.pk or not (person.is_staff or person.is_superuser)


def manageable_by(actor: User, people: QuerySet[User]) -> QuerySet[User]:
    """Those of `people` whom `can_manage` lets through."""
    if actor.is_superuser:
        return people
    return people.filter(Q(pk=actor.pk) | Q(is_staff=False, is_superuser=False))


def is_only_learner(person: User) -> bool:
    """Is there nothing that this person may do beyond learning?"""
    return person.role == Role.LEARNER and not (person.is_staff or person.is_superuser)


def may_make_learners(user: Any) -> bool:
    """Whether this person has learners of her own to make; admins who teach nothing make people in the admin."""
    return user.is_active and user.is_instructor


def is_learner_of(instructor: Any, person: User) -> bool:
    """Did this instructor make the account, and is it still a learner's? One that has become more is hers no longer."""
    return may_make_learners(instructor) and person.made_by_id == instructor.pk and is_only_learner(person)


def learners_of(instructor: Any, people: QuerySet[User]) -> QuerySet[User]:
    """Those of `people` whom `is_learner_of` lets through."""
    if not may_make_learners(instructor):
        return people.none()
    return people.filter(made_by=instructor, role=Role.LEARNER, is_staff=False, is_superuser=False)


def can_reset(actor: User, person: User) -> bool:
    """May `actor` give `person` a slip, which opens the account to whoever reads it?

    An admin whomever they manage, an instructor the learners that she made; nobody for an account that is closed.
    """
    if not (actor.is_active and person.is_active):
        return False
    return can_manage(actor, person) if _is_admin(actor) else is_learner_of(actor, person)


def _is_admin(actor: User) -> bool:
    return actor.is_staff or actor.is_superuser
