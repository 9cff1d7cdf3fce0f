"""Who asks, and what they get: words for the cells of the tables.

guest      nobody is signed in
learner    signed in; whatever somebody owns in these tests is hers
other      another learner
instructor edits the courses of these tests, and made the account of the other learner
colleague  an instructor, too, but not of these courses
staff      in the migrated group "Admins", no superuser
superuser  may everything in the admin

Somebody whose account was closed (is_active is off) gets what a guest gets, everywhere.
"""

ROLES = ("guest", "learner", "other", "instructor", "colleague", "staff", "superuser")


def cells(text: str) -> dict[str, str]:
    """'in 200 404 404 404 404 404': one word a role, in the order of ROLES."""
    words = text.split()
    assert len(words) == len(ROLES), f"a row needs {len(ROLES)} words: {text}"
    return dict(zip(ROLES, words, strict=True))


def everybody(outcome: object) -> str:
    return " ".join([str(outcome)] * len(ROLES))


def signed_in(outcome: object, guest: object = "in") -> str:
    """The same for all who are signed in; a guest is led to sign-in, or gets `guest`."""
    return f"{guest} " + " ".join([str(outcome)] * (len(ROLES) - 1))


def owner(outcome: object) -> str:
    """Only for the learner whose it is; for the rest, admins too, it isn't there."""
    return f"in {outcome} 404 404 404 404 404"


def authors(outcome: object) -> str:
    """For who teaches the course: drafts, unlisted things, answers."""
    return f"in 404 404 {outcome} 404 {outcome} {outcome}"


def teachers(outcome: object) -> str:
    """For every instructor: each finds her own courses there."""
    return f"in 404 404 {outcome} {outcome} {outcome} {outcome}"


def instructors(outcome: object) -> str:
    """For the role of an instructor alone: admins have pages of their own."""
    return f"in 404 404 {outcome} {outcome} 404 404"


def owners(outcome: object) -> str:
    """For who owns the course: the instructor of these tests only edits it."""
    return f"in 404 404 404 404 {outcome} {outcome}"


def nobody(outcome: object = 404) -> str:
    """It isn't there; a guest is asked to sign in first, because it might be."""
    return signed_in(outcome)


def outcome(response) -> str:
    """What a response is called in the tables: "in" leads to sign-in and back, a number is a status."""
    leads = response.headers.get("Location", "").startswith(("/accounts/login/?next=", "/admin/login/?next="))
    return "in" if response.status_code == 302 and leads else str(response.status_code)
