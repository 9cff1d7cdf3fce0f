import secrets
import unicodedata
from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Marks that turn the direction of a text round, or end a line, could make one name look like another's.
plain_text = RegexValidator(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]",
    _("This holds a character that cannot be seen. Please type the name anew."),
    inverse_match=True,
)


no_address = RegexValidator(
    "@", _("Please choose a name without “@”: a username can be seen by others."), inverse_match=True
)


class Role(models.TextChoices):
    LEARNER = "learner", _("learner")
    INSTRUCTOR = "instructor", _("instructor")


class TextSize(models.TextChoices):
    NORMAL = "", _("normal")
    LARGE = "large", _("large")
    LARGER = "larger", _("larger")


class UserManager(DjangoUserManager):
    @classmethod
    def normalize_email(cls, email):
        return (email or "").strip().lower()

    def get_by_natural_key(self, username):
        return super().get_by_natural_key(self.model.normalize_username(username))


class User(AbstractUser):
    """A person. Admins are staff in the migrated group "Admins"; the role says what somebody does in courses.

    Usernames and e-mail addresses are kept in lower case: SQLite's own LOWER knows only ASCII, so folding them in
    Python is what makes "Émile" and "émile" one person on every database. People are shown by their display name.
    """

    first_name = last_name = None
    username = models.CharField(
        _("username"),
        max_length=150,
        unique=True,
        help_text=_("Letters, digits and . + - _. Capitals and small letters count as the same."),
        validators=[no_address, UnicodeUsernameValidator()],
        error_messages={"unique": _("Somebody has this username already.")},
    )
    display_name = models.CharField(_("display name"), max_length=80, blank=True, validators=[plain_text])
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.LEARNER)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    text_size = models.CharField(_("text size"), max_length=6, choices=TextSize, default=TextSize.NORMAL, blank=True)
    wide_spacing = models.BooleanField(_("more space between lines, words and letters"), default=False)
    more_contrast = models.BooleanField(_("more contrast"), default=False)
    # Empty where somebody signed up. An instructor resets the learners that she made, see accounts.rules.
    made_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("made by")
    )

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        constraints = (
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique",
                violation_error_message=_("Somebody has this username already."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_unique",
                violation_error_message=_("Somebody uses this e-mail address already."),
            ),
            # Signing in looks for the lower-case form only: a row that slipped past it would lock its owner out.
            models.CheckConstraint(condition=models.Q(username=Lower("username")), name="user_username_lower"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),
        )

    @classmethod
    def normalize_username(cls, username):
        return unicodedata.normalize("NFKC", username).lower() if isinstance(username, str) else username

    def get_full_name(self) -> str:
        return self.display_name or self.username

    get_short_name = get_full_name

    @property
    def is_instructor(self) -> bool:
        return self.role == Role.INSTRUCTOR


def new_token() -> str:
    return secrets.token_urlsafe(24)


def in_two_weeks():
    return timezone.now() + timedelta(days=14)


class InvitationQuerySet(models.QuerySet):
    def usable(self, token: str, now):
        """The invitation that this token opens now, or none."""
        if not (token.isascii() and token.isprintable()):
            return self.none()  # PostgreSQL refuses to compare with a NUL
        return self.filter(token=token, uses_left__gt=0, expires_at__gt=now)


class Invitation(models.Model):
    """A link that lets people sign up while SIGNUP=invite. It makes learners: a role is given, never taken."""

    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    note = models.CharField(_("note"), max_length=120, blank=True, help_text=_("For whom it is; only admins see it."))
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), default=in_two_weeks)
    uses_left = models.PositiveIntegerField(_("sign-ups left"), default=30)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self):
        return self.note or self.token[:8]

    def get_absolute_url(self) -> str:
        return f"{reverse('account_signup')}?invite={self.token}"


class SignInCode(models.Model):
    """A code on a slip of paper that signs its person in once, to choose a password. Only its digest is kept."""

    user = models.OneToOneField(User, models.CASCADE, related_name="sign_in_code")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"))

    class Meta:
        verbose_name = _("sign-in code")
        verbose_name_plural = _("sign-in codes")

    def __str__(self):
        return str(self.user)


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self):
        """Unsent, and still to be tried."""
        return self.filter(sent_at=None, tries__lt=self.model.MAX_TRIES)

    def failed(self):
        """Unsent after the last try, or refused by the server at least once: somebody should look."""
        return self.filter(sent_at=None).exclude(error="")


class OutgoingMail(models.Model):
    """A mail on its way. `content` is the whole message, emptied once it is sent: it may hold a link that signs in."""

    MAX_TRIES = 6

    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=255)
    content = models.TextField(editable=False)
    queued_at = models.DateTimeField(_("queued"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("error"), blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ("-queued_at",)
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")

    def __str__(self):
        return f"{self.to}: {self.subject}"
