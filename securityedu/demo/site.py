"""Makes the whole demo: staff, learners, and their six weeks."""

import string
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string

from accounts.models import Role, User
from lessons.models import Course, CourseMember
from lessons.services import load_course
from securityedu.courses import STORES, read_course
from securityedu.demo.people import ADMIN, INSTRUCTOR, LEARNER, STAFF, Person, learners
from securityedu.demo.sitting import Student
from securityedu.demo.timed_test import add_timed_test
from securityedu.demo.walking import DAYS, outline_of, walk

SHIPPED = Path(settings.BASE_DIR) / "content" / "european-security"
SEED = "1"
LEARNERS = 24
# Without letters and digits that look alike.
_LETTERS = "".join(sorted(set(string.ascii_lowercase + string.digits) - set("01ilo")))


class DemoRefused(Exception):
    """Nothing was made; the text says why."""


@dataclass(frozen=True)
class Login:
    """What to sign in with. The password is nowhere else but here, as a hash apart."""

    who: str
    username: str
    password: str
    path: str


def is_there() -> bool:
    return User.objects.filter(username=LEARNER).exists()


def refuse_real_sites() -> None:
    """A demo has no place among real people, nor on a site that is open to the world. Raises DemoRefused."""
    if User.objects.exists():
        raise DemoRefused("this site has people already. A demo is only made on a site of its own, with nobody on it.")
    if not settings.SITE_IS_LOCAL:
        raise DemoRefused(
            f"{settings.SITE_URL} is not an address of this machine, and a demo would put an admin and learners that "
            "nobody knows on it. For a demo that others may visit, make it with SITE_URL=http://localhost first."
        )


@transaction.atomic
def create_demo(*, now: datetime, course: Course | None = None, seed: str = SEED, count: int = LEARNERS) -> list[Login]:
    """Everything or, when it is refused (DemoRefused) or fails, nothing.

    The same for the same seed and day, but for the passwords. All of it happened before the day's midnight in UTC.
    """
    refuse_real_sites()
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    began = today - timedelta(days=DAYS)
    course = course or shipped_course(now=began)
    logins, users = make_staff(began)
    CourseMember.objects.create(course=course, user=users[INSTRUCTOR], role=CourseMember.Role.OWNER)
    add_timed_test(course, by=users[INSTRUCTOR], now=began + timedelta(hours=9))
    outline = outline_of(course)
    for person in learners(count):
        password = new_password() if person.username == LEARNER else None
        user = make_user(person, password, joined=began + timedelta(hours=10), made_by=users[INSTRUCTOR])
        walk(Student(user, seed), person.persona, outline, today=today)
        if password:
            logins.append(Login("learner", LEARNER, password, "/progress/"))
    return logins


def shipped_course(*, now: datetime) -> Course:
    """The course that comes with the site; loaded when it is absent."""
    if not Course.objects.filter(key=SHIPPED.name).exists():
        folder, _texts = read_course(SHIPPED)
        load_course(folder, stores=STORES, now=now)
    return Course.objects.get(key=SHIPPED.name)


def make_staff(joined: datetime) -> tuple[list[Login], dict[str, User]]:
    logins = [
        Login("admin", ADMIN, new_password(), "/admin/"),
        Login("instructor", INSTRUCTOR, new_password(), "/"),
    ]
    rights = {ADMIN: {"is_staff": True, "is_superuser": True}, INSTRUCTOR: {"role": Role.INSTRUCTOR}}
    users = {
        login.username: make_user(STAFF[login.username], login.password, joined=joined, **rights[login.username])
        for login in logins
    }
    return logins, users


def make_user(person: Person, password: str | None, *, joined: datetime, **rights) -> User:
    """Without a password nobody signs in as this person. The address counts as confirmed; no mail goes there."""
    user = User.objects.create_user(
        person.username,
        person.email,
        password,
        display_name=person.name,
        time_zone=person.time_zone,
        date_joined=joined,
        **rights,
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def new_password() -> str:
    """Easy to type from a screen, and by far too long to guess."""
    return "-".join(get_random_string(4, _LETTERS) for _group in range(4))
