"""Who may do what with people: for every pair of people, and each rule with its queryset."""

from itertools import product

import pytest

from accounts.models import User
from accounts.rules import can_manage, can_reset, is_learner_of, learners_of, manageable_by
from tests.factories import UserFactory

TWINS = [(can_manage, manageable_by), (is_learner_of, learners_of)]


@pytest.fixture
def people():
    """One of every sort (role, staff, superuser, active), and of each sort one whom every maker made."""
    sorts = [
        {"role": role, "is_staff": staff, "is_superuser": superuser, "is_active": active}
        for role, staff, superuser, active in product(("learner", "instructor"), *[(False, True)] * 3)
    ]
    makers = [UserFactory(**sort) for sort in sorts]
    User.objects.bulk_create(
        User(username=f"{maker.pk}-{number}", made_by=maker, **sort)
        for maker in makers
        for number, sort in enumerate(sorts)
    )
    return list(User.objects.all())


@pytest.mark.parametrize(("rule", "twin"), TWINS, ids=lambda each: each.__name__)
def test_rule_and_its_queryset_are_twins(people, rule, twin):
    for actor in (person for person in people if person.made_by_id is None):
        allowed = {person for person in people if rule(actor, person)}
        assert set(twin(actor, User.objects.all())) == allowed, actor


def test_instructor_resets_the_active_learners_that_she_made_and_nobody_else(people):
    for actor in people:
        if actor.is_staff or actor.is_superuser:
            continue
        allowed = [person for person in people if can_reset(actor, person)]
        if not actor.is_active or actor.role == "learner":
            assert allowed == []
        for person in allowed:
            found = (person.made_by_id, person.role, person.is_staff, person.is_superuser, person.is_active)
            assert found == (actor.pk, "learner", False, False, True)


def test_instructor_who_made_one_learner_of_each_sort_resets_one():
    """The test above would pass if nobody could reset anybody."""
    instructor = UserFactory(role="instructor")
    hers = UserFactory(made_by=instructor)
    for fields in ({"is_staff": True}, {"is_superuser": True}, {"role": "instructor"}, {"is_active": False}):
        UserFactory(made_by=instructor, **fields)
    UserFactory(made_by=UserFactory(role="instructor"))
    assert [person for person in User.objects.all() if can_reset(instructor, person)] == [hers]


@pytest.mark.parametrize("superuser", [False, True])
def test_admin_resets_whom_she_manages_while_both_are_active(people, superuser):
    for active in (True, False):
        admin = UserFactory(is_staff=True, is_superuser=superuser, is_active=active)
        for person in people:
            assert can_reset(admin, person) == (active and person.is_active and can_manage(admin, person))
