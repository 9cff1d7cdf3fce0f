from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons import recordings


class CourseQuerySet(models.QuerySet):
    def published(self, at=None):
        return self.filter(open_since(at, "publish_at"), published=True)

    def visible_to(self, user, at=None):
        """Courses that this person, or a guest, may open; the twin of `rules.can_view_course`."""
        if user.is_authenticated and user.is_staff:
            return self.all()
        visible = self.published(at)
        if not user.is_authenticated:
            return visible.filter(open_to_guests=True)
        return visible | self.taught_by(user) if user.is_instructor else visible

    def taught_by(self, user, roles=None):
        """Courses in which this person has one of these roles, or any; the twin of `rules.can_teach` and its kin."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        if not user.is_instructor:
            return self.none()
        member = CourseMember.objects.filter(user=user)
        return self.filter(pk__in=(member.filter(role__in=roles) if roles else member).values("course"))


def open_since(at, name):
    """For what has a date before which learners don't see it, in the column `name`; empty is no date."""
    return models.Q(**{name: None}) | models.Q(**{f"{name}__lte": at or timezone.now()})


class Course(models.Model):
    """An ordered list of lessons and quizzes. `contents` holds the order as the course files give it."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))
    language = models.CharField(_("language"), max_length=8, default="en")
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True, help_text=_("The facts were checked up to this day."))
    open_to_guests = models.BooleanField(_("open to guests"), default=False)
    published = models.BooleanField(_("published"), default=True)
    publish_at = models.DateTimeField(
        _("published from"), null=True, blank=True, help_text=_("Before that it is a draft. Empty is at once.")
    )
    contents = models.JSONField(_("order of lessons and quizzes"), default=list, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ("title", "key")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("course", args=[self.key])


class CourseMember(models.Model):
    """Somebody who teaches a course. The role counts as long as she is an instructor; admins may everything anyway."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner: writes, grades, and says who else does")
        EDITOR = "editor", _("editor: writes and grades")
        GRADER = "grader", _("grader: reads results and grades")

    course = models.ForeignKey(Course, models.CASCADE, related_name="members", verbose_name=_("course"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="teaching", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=6, choices=Role)

    class Meta:
        ordering = ("course", "pk")
        constraints = (models.UniqueConstraint(fields=("course", "user"), name="course_member_unique"),)
        verbose_name = _("who teaches a course")
        verbose_name_plural = _("who teaches which course")

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.course_id}"


class CourseObject(models.Model):
    """What belongs to a course and is named by a key. `archived`: it has gone from the course and stays in history."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="%(class)s_set")
    key = models.SlugField(_("key"), max_length=60)
    position = models.PositiveIntegerField(_("position"), default=0)
    archived = models.BooleanField(_("archived"), default=False)

    class Meta:
        abstract = True
        ordering = ("position", "key")
        constraints = (models.UniqueConstraint(fields=("course", "key"), name="%(class)s_key_unique"),)

    def __str__(self) -> str:
        return self.key


class Source(CourseObject):
    """Where facts come from: a treaty, a page, a report."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("official")
        SECONDARY = "secondary", _("secondary")

    title = models.TextField(_("title"))
    publisher = models.TextField(_("publisher"))
    date = models.CharField(_("date"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=600, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    read_at = models.TextField(_("read at"), blank=True)
    document = models.TextField(_("document"), blank=True)
    language = models.CharField(_("language"), max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"{reverse('sources', args=[self.course.key])}#source-{self.key}"


class Term(CourseObject):
    term = models.CharField(_("term"), max_length=200)
    definition = models.TextField(_("definition"))
    also = models.JSONField(_("also"), default=list, blank=True)

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary', args=[self.course.key])}#term-{self.key}"


class Figure(CourseObject):
    """The data of a timeline, map, chart or comparison (schema.FigureEntry)."""

    data = models.JSONField(_("data"))


class MediaObject(CourseObject):
    """What texts may show, or play. `file` names the clean file below MEDIA_ROOT (media_files)."""

    alt: models.TextField
    credit = models.CharField(_("credit"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    file = models.CharField(_("file"), max_length=70)

    kept: tuple[str, ...] = ("file", "alt", "credit", "licence")

    class Meta(CourseObject.Meta):
        abstract = True

    @property
    def url(self) -> str:
        return f"{settings.MEDIA_URL}{self.file}"

    @property
    def shown_key(self) -> str:
        """The key under which a text keeps it (pictures.Shown)."""
        return self.key

    @property
    def shown(self) -> dict[str, str | int]:
        """What a text keeps of it."""
        return {name: getattr(self, name) for name in self.kept}


class Picture(MediaObject):
    alt = models.TextField(_("what it shows"), help_text=_("For those who don't see it, and for screen readers."))
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))

    kept = (*MediaObject.kept, "width", "height")


class Recording(MediaObject):
    """Something to listen to; `transcript` is for those who can't, and `alt` names it."""

    alt = models.TextField(_("what it is"))
    transcript = models.TextField(_("transcript"))

    kept = (*MediaObject.kept, "transcript")

    @property
    def shown_key(self) -> str:
        return f"{recordings.PREFIX}{self.key}"


class MarkedText(models.Model):
    """Markdown with what was made of it when it was saved: HTML, and the sources, terms … and pictures it names."""

    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    html = models.TextField(editable=False, blank=True)
    search_text = models.TextField(editable=False, blank=True)
    apparatus = models.JSONField(editable=False, default=dict)

    class Meta:
        abstract = True


class Page(CourseObject, MarkedText):
    """The course's introduction, about or closing page."""

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        name = "course" if self.key == "introduction" else self.key
        return reverse(name, args=[self.course.key])


class SitePage(models.Model):
    """A page of the whole site, such as the imprint, as an admin wrote it; `html` is made when it is saved."""

    class Key(models.TextChoices):
        ACCESSIBILITY = "accessibility", _("accessibility statement")
        PRIVACY = "privacy", _("privacy notice")
        IMPRINT = "imprint", _("imprint")

    key = models.CharField(_("page"), max_length=20, choices=Key, unique=True)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), help_text=_("Markdown: # for headings, - for lists, [text](address) for links."))
    html = models.TextField(editable=False)
    updated_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("page of the site")
        verbose_name_plural = _("pages of the site")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(self.key)


class LessonQuerySet(models.QuerySet):
    def listed(self, at=None):
        """Lessons that the course's order names and whose time has come; others are drafts, or scheduled."""
        return self.filter(open_since(at, "opens_at"), archived=False, listed=True)

    def visible_to(self, user, at=None):
        """The twin of `rules.can_view_lesson`."""
        lessons = self.filter(course__in=Course.objects.visible_to(user, at), archived=False)
        if not user.is_authenticated or not (user.is_staff or user.is_instructor):
            return lessons.listed(at)
        return lessons.listed(at) | lessons.filter(course__in=Course.objects.taught_by(user))


class Lesson(CourseObject, MarkedText):
    article_heading = models.CharField(_("heading in the article"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("reading time in minutes"))
    objectives = models.JSONField(_("objectives"), default=list, blank=True)
    listed = models.BooleanField(_("listed"), default=False)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)

    objects = LessonQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lesson", args=[self.course.key, self.key])


class Passage(models.Model):
    """A sentence or paragraph with a stable key. `present` is false once the lesson's text has it no more."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="passages")
    key = models.SlugField(_("key"), max_length=60)
    position = models.PositiveIntegerField(_("position"), default=0)
    text = models.TextField(_("text"))
    digest = models.CharField(_("digest"), max_length=16)
    present = models.BooleanField(_("present"), default=True)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("lesson", "key"), name="passage_key_unique"),)

    def __str__(self) -> str:
        return f"{self.lesson.key}#{self.key}"

    def get_absolute_url(self) -> str:
        return f"{self.lesson.get_absolute_url()}#p-{self.key}"


class Revision(models.Model):
    """One saved state of one object of a course, as its canonical text: the course's only history, append-only."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="revisions")
    kind = models.CharField(_("kind"), max_length=20)
    key = models.SlugField(_("key"), max_length=60)
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("saved at"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("saved by"))

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("course", "kind", "key")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}, {self.created_at:%Y-%m-%d %H:%M}"


class UnsavedDraft(models.Model):
    """What somebody has typed in an editor and not saved: hers alone, and nothing that anybody reads.

    `key` is the object's, or "new" with what else tells a new one. `data` are the plain data of its form, `seen` is the
    state of the object that she knew, and `page` the page of a browser that writes the draft now; no other may.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"))
    course = models.ForeignKey(Course, models.CASCADE)
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=100)
    data = models.JSONField(_("text"))
    seen = models.CharField(max_length=16, blank=True)
    page = models.CharField(max_length=32)
    saved_at = models.DateTimeField(_("kept at"))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "course", "kind", "key"), name="unsaved_draft_unique"),)
        indexes = (models.Index(fields=("saved_at",)),)
        verbose_name = _("unsaved draft")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}, {self.saved_at:%Y-%m-%d %H:%M}"


class LoadedObject(models.Model):
    """What the last load brought, as a digest: the base of the three-way comparison of the next load."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="loaded_objects")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=16)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("course", "kind", "key"), name="loaded_object_unique"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ReadingProgress(models.Model):
    """How far one learner has read one lesson. `passage` is the key of the last passage in view."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reading")
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="reading")
    passage = models.SlugField(max_length=60, blank=True)
    read_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "lesson"), name="reading_progress_unique"),)
        verbose_name = verbose_name_plural = _("reading progress")

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson_id}"
