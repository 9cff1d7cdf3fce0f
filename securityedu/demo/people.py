"""The people of the demo. All names are invented."""

from dataclasses import dataclass
from enum import StrEnum

from accounts.roster import username_from

ADMIN, INSTRUCTOR, LEARNER = "demo-admin", "demo-instructor", "demo-learner"


class Ending(StrEnum):
    """What somebody left undone on the last evening."""

    NONE = ""
    OPEN = "a quiz is half answered"
    OVERDUE = "the time of a test ran out"


@dataclass(frozen=True)
class Persona:
    """How far somebody goes in the course, and how many days ago the last session was."""

    lessons: int = 0
    begins_next: bool = False
    tries: int = 0
    practises: bool = False
    takes_exam: bool = False
    last_seen: range = range(1, 2)
    ending: Ending = Ending.NONE


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    time_zone: str
    persona: Persona = Persona()

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"


ALL = 99  # lessons: all that the course has
FINISHER = Persona(lessons=ALL, tries=2, takes_exam=True, last_seen=range(2, 12))
HARD_WORKER = Persona(lessons=ALL, tries=3, practises=True, takes_exam=True, last_seen=range(1, 6))
READER = Persona(lessons=ALL, last_seen=range(3, 9))
HALFWAY = Persona(lessons=5, begins_next=True, tries=2, last_seen=range(1, 10))
NEARLY_THERE = Persona(lessons=7, tries=2, practises=True, last_seen=range(1, 5))
STOPPED = Persona(lessons=2, begins_next=True, tries=1, last_seen=range(22, 30))
NEVER_BEGAN = Persona()

# The first six make a small demo with something of everything.
PERSONAS = (
    Persona(lessons=6, begins_next=True, tries=3, practises=True),
    HARD_WORKER,
    Persona(lessons=4, tries=2, ending=Ending.OPEN),
    STOPPED,
    Persona(lessons=5, tries=2, ending=Ending.OVERDUE),
    NEVER_BEGAN,
    *(FINISHER, READER, HALFWAY, NEARLY_THERE, STOPPED, FINISHER),
    *(HALFWAY, NEVER_BEGAN, HARD_WORKER, STOPPED, NEARLY_THERE, READER),
    *(FINISHER, HALFWAY, NEVER_BEGAN, STOPPED, FINISHER, NEVER_BEGAN),
)
NAMES = (
    ("Lena Vestergaard", "Europe/Copenhagen"),
    ("Mateusz Wilkowicz", "Europe/Warsaw"),
    ("Chiara Belmontese", "Europe/Rome"),
    ("Rokas Vaitėnas", "Europe/Vilnius"),
    ("Éloïse Marchandeau", "Europe/Paris"),
    ("Zeynep Karadağlı", "Europe/Istanbul"),
    ("Aino Lehtoranta", "Europe/Helsinki"),
    ("Duarte Figueirinha", "Europe/Lisbon"),
    ("Amara Nwachuku-Bell", "Africa/Lagos"),
    ("Ioana Crăciunari", "Europe/Bucharest"),
    ("Bjørn Haugstveit", "Europe/Oslo"),
    ("Zsófia Kerekváry", "Europe/Budapest"),
    ("Oleksandr Hrabovenko", "Europe/Kyiv"),
    ("Nerea Olabarrieta", "Europe/Madrid"),
    ("Maarten van Oosterholt", "Europe/Amsterdam"),
    ("Priya Raghunath Iyer", "Asia/Kolkata"),
    ("Līga Strautmane", "Europe/Riga"),
    ("Stavroula Kandilaki", "Europe/Athens"),
    ("Kenji Morishige", "Asia/Tokyo"),
    ("Anežka Podhorská", "Europe/Prague"),
    ("Freyja Steinarsdóttir", "Atlantic/Reykjavik"),
    ("Camila Arrieta Rojas", "America/Santiago"),
    ("Kristjan Põldsaar", "Europe/Tallinn"),
    ("Luka Vrbančević", "Europe/Zagreb"),
)
STAFF = {
    ADMIN: Person(ADMIN, "Ada Brunnmeier", "Europe/Vienna"),
    INSTRUCTOR: Person(INSTRUCTOR, "Tomás Okonjo", "Europe/Dublin"),
}


def learners(count: int) -> list[Person]:
    """The first `count` learners; the first of them is the one that visitors sign in as."""
    chosen = list(zip(NAMES, PERSONAS, strict=True))[:count]
    return [
        Person(username_from(name) if index else LEARNER, name, time_zone, persona)
        for index, ((name, time_zone), persona) in enumerate(chosen)
    ]
