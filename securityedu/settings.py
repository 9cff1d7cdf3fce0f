"""The site's settings: one file, secure by default, driven by the environment (the table in the README).

SITE_URL decides most of it: allowed hosts, CSRF origins, secure cookies, HSTS and the links in mails follow it.
"""

import ipaddress
import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_email_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from securityedu import logs

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- where the site is and where it keeps its data -------------------------------------------------------------------

DEFAULT_SITE_NAME = "SecurityEdu"
SITE_NAME = env.str("SITE_NAME", DEFAULT_SITE_NAME)
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured("SITE_URL must be a web address such as https://learn.example.org")
SITE_IS_HTTPS = _site.scheme == "https"
SITE_IS_LOCAL = _site.hostname in {"localhost", "127.0.0.1", "::1"}

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else on the machine reads it
DEBUG = env.bool("DEBUG", False)


def _secret_key() -> str:
    """The key of the environment, or one made on the first run and kept in DATA_DIR, readable by the owner only."""
    if key := env.str("SECRET_KEY", ""):
        return key
    path = DATA_DIR / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [_site.hostname, *(["127.0.0.1", "[::1]", "localhost"] if SITE_IS_LOCAL else [])]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- apps ------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "securityedu.apps.SecurityEduConfig",
    "progress.apps.ProgressConfig",
    "quizzes.apps.QuizzesConfig",
    "lessons.apps.LessonsConfig",
    "jobs.apps.JobsConfig",
    "accounts.apps.AccountsConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "lucide",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "securityedu.middleware.log_requests",
    # First what adds headers: it must see every response, static files and refusals among them.
    "securityedu.edge.headers_on_everything",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "securityedu.edge.known_methods_only",
    "securityedu.middleware.compress_public",
    "securityedu.middleware.private_by_default",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "securityedu.middleware.refuse_nul",
    "securityedu.middleware.refuse_empty_to_field",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.time_zone",
    "accounts.middleware.deleted_meanwhile",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.factors.middleware.RequireSecondFactor",
    "securityedu.edge.ForgiveImpossibleQueries",
]
if DEBUG:
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(7, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1", "::1"]

ROOT_URLCONF = "securityedu.urls"
WSGI_APPLICATION = "securityedu.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lucide.templatetags.lucide",
                "securityedu.templatetags.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- database, cache, sessions ---------------------------------------------------------------------------------------

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # WAL lets readers go on while one writes; IMMEDIATE takes the write lock first, so that two writers wait for each
    # other instead of failing with "database is locked".
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    _database["CONN_MAX_AGE"] = 0
    _database["CONN_HEALTH_CHECKS"] = True  # the pool gives no connection that a restart of the server has ended
    _database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}

# Rate limits are counted here: with the 300 entries of the default, a flood of names would push out the counts.
CACHES = {"default": env.dj_cache_url("CACHE_URL", "locmem://?max_entries=20000")}
if "redis" in CACHES["default"]["BACKEND"].lower():
    CACHES["default"].setdefault("OPTIONS", {}).update(socket_timeout=2, socket_connect_timeout=2)
# What every page needs, so that no page waits for Redis or goes when it is away.
CACHES["process"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # computers in schools are shared; "Keep me signed in" makes it two weeks

# --- people ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SIGNUP = env.str("SIGNUP", "open")
if SIGNUP not in {"open", "invite", "closed"}:
    raise ImproperlyConfigured("SIGNUP must be open, invite or closed")

# --- mail ------------------------------------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", "")
_email = dj_email_url.parse(EMAIL_URL or "console:")
if "EMAIL_BACKEND" not in _email:
    raise ImproperlyConfigured("EMAIL_URL must be empty or like submission://user:password@mail.example.org:587")
EMAIL_BACKEND = "accounts.mail.QueueBackend"  # pages queue; what really sends is the transport
MAIL_TRANSPORT, EMAIL_FILE_PATH = _email["EMAIL_BACKEND"], _email["EMAIL_FILE_PATH"]
EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _email["EMAIL_USE_TLS"], _email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")  # shown on the pages about accessibility and privacy
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <noreply@{_site.hostname}>")

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.EmailForm",
    "change_email": "accounts.forms.OtherEmailForm",
    "confirm_email_verification_code": "accounts.forms.EmailCodeForm",
    "change_password": "accounts.forms.PasswordChangeForm",
    "set_password": "accounts.forms.PasswordSetForm",
    "reset_password": "accounts.forms.PasswordResetForm",
    "reset_password_from_key": "accounts.forms.PasswordResetKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False  # see accounts.models.User
# allauth confirms by code only where an address is required of everybody. Here it isn't: accounts.forms.SignUpForm lets
# it be empty, and accounts.stages.ConfirmEmailStage decides whom to ask for a code.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True  # one address a person; a new one takes the old one's place
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # an e-mail address opens the account, so changing it asks for the password
ACCOUNT_SIGNUP_REDIRECT_URL = "home"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A class stands behind one address, so the account comes first, and the address only against floods and against one
# password tried on many accounts. Counted in the cache: with local memory (no CACHE_URL) each worker counts alone, so a
# guesser gets these numbers once per worker. The wait for a guessed account is the five minutes that its message names.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "10/5m/key,100/5m/ip",
    "slip_failed": "10/5m/key,100/5m/ip",  # our own, of its own: a slip that is guessed at leaves sign-in open
    "signup": "120/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
    "csp_report": "60/m/ip",  # our own, see securityedu.csp_report
}
USERSESSIONS_TRACK_ACTIVITY = False

# --- second factors --------------------------------------------------------------------------------------------------


def _is_ip(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


REQUIRE_STAFF_MFA = env.bool("REQUIRE_STAFF_MFA", False)
# Browsers tie a passkey to a name, and offer them on https only (and on localhost).
PASSKEYS = not _is_ip(_site.hostname) and (SITE_IS_HTTPS or SITE_IS_LOCAL)
MFA_ADAPTER = "accounts.factors.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if PASSKEYS else [])]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PASSKEYS and not SITE_IS_HTTPS
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute for a slow typist or a clock that is off; see accounts.factors.forms
# An address may stay unconfirmed here, on a site without mail even must; that is no reason to go without.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.factors.forms.CodeForm",
    "reauthenticate": "accounts.factors.forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.factors.forms.AppForm",
    "add_webauthn": "accounts.factors.forms.NewPasskeyForm",
    "edit_webauthn": "accounts.factors.forms.PasskeyNameForm",
    "login_webauthn": "accounts.factors.forms.PasskeySignInForm",
    "authenticate_webauthn": "accounts.factors.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "accounts.factors.forms.ReauthenticatePasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}  # a class behind one address, as with passwords

# --- sign-in through another site (OpenID Connect) --------------------------------------------------------------------

OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "").removesuffix("/.well-known/openid-configuration").rstrip("/")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_ID", ""), env.str("OIDC_CLIENT_SECRET", "")
_oidc = urlsplit(OIDC_SERVER_URL)
OIDC_NAME = env.str("OIDC_NAME", "") or _oidc.hostname or ""
if len({bool(OIDC_SERVER_URL), bool(OIDC_CLIENT_ID), bool(OIDC_CLIENT_SECRET)}) > 1:
    raise ImproperlyConfigured(
        "OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all or none"
    )
if OIDC_SERVER_URL and not (_oidc.scheme == "https" or _oidc.hostname in {"localhost", "127.0.0.1", "::1"}):
    raise ImproperlyConfigured("OIDC_SERVER_URL must begin with https://")
if len(OIDC_SERVER_URL) > 200:
    raise ImproperlyConfigured("OIDC_SERVER_URL can have 200 characters at most")

SOCIALACCOUNT_ADAPTER = "accounts.oidc.adapter.OidcAccountAdapter"
SOCIALACCOUNT_FORMS = {
    "signup": "accounts.oidc.forms.NewAccountForm",
    "disconnect": "accounts.oidc.forms.DisconnectForm",
}
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # a sign-in holds a thread meanwhile

# --- what browsers are told ------------------------------------------------------------------------------------------

# gunicorn speaks plain HTTP, so an https site has a proxy in front that ends TLS and says so.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1 if SITE_IS_HTTPS else 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SITE_IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
# Browsers take a cookie with this prefix over https from this very host only: no neighbour in the domain can plant one.
COOKIE_PREFIX = "__Host-" if SITE_IS_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "securityedu.cookies.MessageStorage"
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE_IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "securityedu.views.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's icons, QR codes
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "upgrade-insecure-requests": SITE_IS_HTTPS,
        "report-uri": "/csp-report/",
        # Named in securityedu.edge. Chromium knows it over https only, and then doesn't look at report-uri.
        "report-to": "csp" if SITE_IS_HTTPS else None,
    }
}
# What browsers can do and no page here needs: of every feature that Chromium knows, the powerful ones and those that
# track. Left as they are: passkeys, full screen, copying to the clipboard, and hints about the device.
PERMISSIONS_POLICY = {
    feature: []
    for feature in (
        *("accelerometer", "gyroscope", "magnetometer", "geolocation", "idle-detection", "compute-pressure"),
        *("camera", "microphone", "display-capture", "captured-surface-control", "on-device-speech-recognition"),
        *("speaker-selection", "autoplay", "encrypted-media", "picture-in-picture", "midi", "xr-spatial-tracking"),
        *("gamepad", "hid", "serial", "usb", "local-network", "local-network-access", "loopback-network"),
        *("clipboard-read", "keyboard-map", "local-fonts", "screen-wake-lock", "window-management", "sync-xhr"),
        *("payment", "otp-credentials", "identity-credentials-get", "storage-access", "browsing-topics"),
        *("digital-credentials-create", "digital-credentials-get"),
        *("private-state-token-issuance", "private-state-token-redemption"),
        *("language-detector", "language-model", "summarizer", "translator"),
    )
} | {feature: ["self"] for feature in ("publickey-credentials-create", "publickey-credentials-get")}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# --- files of the front end ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "securityedu.finders.NodeModulesFinder",
]
# The few files that pages use: whole folders of a package would only be compressed for nobody.
NODE_MODULES_FILES = {"bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "securityedu.finders.ManifestStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for them
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "woff2", "gz", "br", "map"]
MEDIA_ROOT, MEDIA_URL = DATA_DIR / "media", "/media/"
# Where files of questions wait to be imported (securityedu/studio/uploads.py).
UPLOADS_DIR = DATA_DIR / "uploads"

# --- languages and times ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = env.str("TIME_ZONE", "UTC")  # for guests, and for people who chose none
USE_TZ = True

# --- logs ------------------------------------------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
LOGGING = logs.configuration(LOG_LEVEL, plain=DEBUG)
logs.configure_structlog()
