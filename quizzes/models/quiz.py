from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lessons.models import Course, CourseObject, Lesson
from quizzes.models.bank import Question, QuestionVersion, Use

MAX_DRAWN = 200


class Counting(models.TextChoices):
    BEST = "best", _("the best attempt")
    LAST = "last", _("the last attempt")
    FIRST = "first", _("the first attempt")
    AVERAGE = "average", _("the average of all attempts")


class Reveal(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    WHEN_FINISHED = "when_finished", _("when no attempt is left or the quiz has closed")
    AFTER_CLOSE = "after_close", _("after the quiz has closed")
    NEVER = "never", _("never")


class Behaviour(models.TextChoices):
    """When answers are graded; the arithmetic is in quizzes/behaviours.py."""

    DEFERRED = "deferred", _("feedback at the end")
    IMMEDIATE = "immediate", _("each answer can be checked once")
    INTERACTIVE = "interactive", _("several tries with hints")
    ADAPTIVE = "adaptive", _("any number of tries, each wrong one costs")
    ADAPTIVE_NO_PENALTY = "adaptive_no_penalty", _("any number of tries")
    CERTAINTY = "certainty", _("feedback at the end; how sure one is counts")


class AtEnd(models.TextChoices):
    """What becomes of an attempt that is not handed in when its time is over."""

    SUBMIT = "submit", _("it is handed in as it is")
    GRACE = "grace", _("it can be handed in for a while, but not changed")
    ABANDON = "abandon", _("it counts 0")


class QuizQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Quizzes that this person may open; the twin of `rules.can_view_quiz`."""
        quizzes = self.filter(course__in=Course.objects.visible_to(user), archived=False)
        if not user.is_authenticated or not (user.is_staff or user.is_instructor):
            return quizzes.filter(listed=True)
        return quizzes.filter(models.Q(listed=True) | models.Q(course__in=Course.objects.taught_by(user)))

    def gradable_by(self, user):
        """Quizzes whose answers this person may grade; the twin of `rules.can_grade`."""
        return self.filter(course__in=Course.objects.taught_by(user))


class Quiz(CourseObject):
    """An ordered list of slots with rules. Live: review, pass mark, counting, dates; the rest is pinned.

    What each rule means, and which contradict each other, is in quizzes/quiz_entry.py.
    """

    title = models.CharField(_("title"), max_length=200)
    lesson = models.ForeignKey(Lesson, models.PROTECT, null=True, blank=True, related_name="quizzes")
    introduction = models.TextField(_("introduction"), blank=True)
    graded = models.BooleanField(_("graded"), default=True)
    attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=0, help_text=_("0 is no limit."))
    delay_minutes = models.PositiveIntegerField(_("minutes between attempts"), default=0)
    builds_on_last = models.BooleanField(_("a new attempt begins with the last one's answers"), default=False)
    counting = models.CharField(_("what counts"), max_length=8, choices=Counting, default=Counting.BEST)
    pass_percent = models.DecimalField(
        _("pass mark in %"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    decimal_places = models.PositiveSmallIntegerField(_("decimal places of points"), default=2)
    bands = models.JSONField(_("feedback by grade"), default=list, blank=True)
    time_limit_minutes = models.PositiveSmallIntegerField(_("time limit in minutes"), default=0)
    at_end = models.CharField(_("at the end of the time"), max_length=8, choices=AtEnd, default=AtEnd.SUBMIT)
    grace_minutes = models.PositiveSmallIntegerField(_("minutes to hand in after the end"), default=0)
    questions_per_page = models.PositiveSmallIntegerField(_("questions a page"), default=0)
    sequential = models.BooleanField(_("pages forward only"), default=False)
    shuffle_questions = models.BooleanField(_("shuffle questions"), default=False)
    shuffle_choices = models.BooleanField(_("shuffle choices"), default=True)
    behaviour = models.CharField(_("how it asks"), max_length=20, choices=Behaviour, default=Behaviour.DEFERRED)
    redo = models.BooleanField(_("a question can be done again"), default=False)
    practice = models.BooleanField(_("may be practised"), default=True)
    reveal = models.CharField(_("right answers are shown"), max_length=14, choices=Reveal, default=Reveal.WHEN_FINISHED)
    review = models.JSONField(_("what is shown when"), default=dict, blank=True)
    # What `policies.keeps_back_correctness` says of the review, for queries. Written with it (stores.py).
    keeps_back_correctness = models.BooleanField(default=False, editable=False)
    password = models.CharField(_("password"), max_length=100, blank=True)
    networks = models.JSONField(_("networks"), default=list, blank=True)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    listed = models.BooleanField(_("listed"), default=False)

    objects = QuizQuerySet.as_manager()

    class Meta(CourseObject.Meta):
        verbose_name_plural = _("quizzes")
        constraints = (
            *CourseObject.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(opens_at=None)
                | models.Q(closes_at=None)
                | models.Q(opens_at__lt=models.F("closes_at")),
                name="quiz_opens_before_it_closes",
                violation_error_message=_("A quiz opens before it closes."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def reveal_in_words(self) -> str:
        """When right answers are shown, of the ways that this quiz can end only those that it has."""
        if self.reveal != Reveal.WHEN_FINISHED or (self.attempts and self.closes_at):
            return self.get_reveal_display()
        if self.attempts:
            return _("when no attempt is left")
        if self.closes_at:
            return _("when the quiz has closed")
        return _("when the quiz has closed; it has no date for that yet")

    def get_absolute_url(self) -> str:
        return reverse("quiz", args=[self.course.key, self.key])


class Slot(models.Model):
    """A place in a quiz: one question, or `count` questions drawn from a lesson's bank; points for each.

    A question is asked in its newest version, unless the slot names another `version` of it.
    """

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField(_("position"))
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="slots")
    version = models.ForeignKey(
        QuestionVersion, models.PROTECT, null=True, blank=True, related_name="slots", verbose_name=_("always version")
    )
    draw_lesson = models.ForeignKey(Lesson, models.PROTECT, null=True, blank=True, related_name="+")
    draw_objective = models.SlugField(_("objective"), max_length=60, blank=True)
    draw_use = models.CharField(_("use"), max_length=8, choices=Use, default=Use.QUIZ)
    draw_type = models.CharField(_("type"), max_length=30, blank=True)
    draw_tag = models.SlugField(_("tag"), max_length=60, blank=True)
    draw_difficulty = models.CharField(_("difficulty"), max_length=6, blank=True)
    section = models.JSONField(_("section that begins here"), default=dict, blank=True)
    needs_previous = models.BooleanField(_("only after the one before"), default=False)
    count = models.PositiveSmallIntegerField(_("how many"), default=1, validators=[MaxValueValidator(MAX_DRAWN)])
    points = models.DecimalField(
        _("points"), max_digits=6, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(0)]
    )

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("quiz", "position"), name="slot_position_unique"),
            models.CheckConstraint(
                condition=models.Q(question=None) ^ models.Q(draw_lesson=None), name="slot_has_question_or_draw"
            ),
            models.CheckConstraint(
                condition=models.Q(version=None) | models.Q(question__isnull=False),
                name="slot_version_is_of_a_question",
            ),
        )

    def __str__(self) -> str:
        return str(self.question or f"{self.count} × {self.draw_lesson}")

    @property
    def size(self) -> int:
        return 1 if self.question_id else self.count
