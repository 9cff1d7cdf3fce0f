"""Questions of a bank that look alike: of all, and of one."""

from django.core.cache import caches
from django.db.models import Count, Q, QuerySet, Sum

from lessons.models import Course
from quizzes.likeness import ALIKE, Asked, likeness, pairs, telling_words
from quizzes.models import Question


def twins_of(course: Course) -> dict[int, str]:
    """The key of the one that each is most like, by the id of those that have one. Ten thousand take a quarter of a
    second, so it is kept until the bank says something else, an hour at most."""
    rows = _comparable(course)
    state = rows.aggregate(count=Count("pk"), rows=Sum("pk"), versions=Sum("current"))
    name = "-".join(map(str, ("twins", course.pk, *state.values())))
    return caches["process"].get_or_set(name, lambda: _twins(rows), timeout=3600)


def _comparable(course: Course) -> QuerySet[Question]:
    rows = Question.objects.filter(course=course, archived=False, current__isnull=False)
    return rows.exclude(search_text="").order_by()


def _twins(rows: QuerySet[Question]) -> dict[int, str]:
    found = list(rows.order_by("pk").values_list("pk", "key", "type", "search_text"))
    best: dict[int, tuple[float, str]] = {}
    for later, earlier, alike in pairs([Asked(*asked) for _pk, _key, *asked in found]):
        for one, other in ((later, earlier), (earlier, later)):
            pk, key = found[one][0], found[other][1]
            if alike > best.get(pk, (0, ""))[0]:
                best[pk] = alike, key
    return {pk: key for pk, (_alike, key) in best.items()}


def lookalikes(question: Question) -> list[str]:
    """The keys of those that one is like, the likest first."""
    asked = Asked(question.type, question.search_text)
    words = Q(pk=None)
    for word in telling_words(asked, lambda word: (-len(word), word)):
        words |= Q(search_text__contains=word)
    others = _comparable(question.course).filter(words, type=question.type).exclude(pk=question.pk)
    found = {key: likeness(asked, Asked(question.type, text)) for key, text in others.values_list("key", "search_text")}
    return sorted((key for key in found if found[key] >= ALIKE), key=lambda key: (-found[key], key))
