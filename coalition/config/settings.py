"""Settings, all from the environment. With none given: one machine, SQLite, a broker in files, `var/` for state."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from coalition.config.caches import caches_of
from coalition.config.logs import logging_of
from coalition.config.providers import providers_of
from coalition.config.secrets_file import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent.parent
HOME = Path(os.environ.get("CONCERT_HOME", BASE_DIR / "var"))  # database, broker folders and keys of one machine
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = False
LOGGING = logging_of(os.environ.get("LOG_LEVEL", "WARNING").upper())
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key(HOME)
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "servestatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "coalition",
    "proposals",
    "frontend",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "frontend.middleware.SeenMiddleware",
    "frontend.middleware.ReaderMiddleware",
    "frontend.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "coalition.config.urls"
WSGI_APPLICATION = "coalition.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((BASE_DIR / "proposals" / "notices").glob("*/templates")),  # of each channel its own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "frontend.context.frame",
            ],
        },
    },
]

# Databases -----------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'concert.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN: a transaction never fails half-way because another one wrote first.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None  # one connection for each of a fixed number of threads
    # A file, so that threads and worker processes of a test see one database.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # connections go back to the pool, which keeps them
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # after a restart of PostgreSQL the pool holds dead ones
    DATABASES["default"]["OPTIONS"] = {
        "pool": {
            "min_size": 1,
            "max_size": int(os.environ.get("DATABASE_POOL", "16")),
            "timeout": 5,
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who signs in --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "coalition.Person"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# The key that signs the ledger: docs/operations/keys.md -------------------------------------------------------------

SIGNING_KEY = os.environ.get("CONCERT_SIGNING_KEY", "")  # a PEM; in earnest rather a file that few can read:
SIGNING_KEY_FILE = os.environ.get("CONCERT_SIGNING_KEY_FILE", "")
SIGNING_KEY_FOLDER = HOME / "keys"  # with neither given, a key is made here at the first use

# How they sign in: password and a second factor, passkeys, their ministry's provider. Nobody signs up. ----------------

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
SECOND_FACTOR_REQUIRED = os.environ.get("CONCERT_REQUIRE_SECOND_FACTOR", "0") == "1"
SIGN_IN_LINK_HOURS = int(os.environ.get("SIGN_IN_LINK_HOURS", "72"))

ACCOUNT_ADAPTER = "frontend.signing_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are registered by the secretariat
ACCOUNT_LOGIN_TIMEOUT = 600  # seconds between the password and the second factor
MFA_ADAPTER = "frontend.signing_in.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey is two factors only where its holder was verified
MFA_TOTP_ISSUER = "Concert"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s, for clocks that are a little off
SOCIALACCOUNT_ADAPTER = "frontend.signing_in.adapters.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_of(os.environ)}}

# Failed sign-ins: counted by account and address together, so that nobody locks out somebody who is elsewhere.
AXES_FAILURE_LIMIT = int(os.environ.get("SIGN_IN_ATTEMPTS", "5"))
AXES_COOLOFF_TIME = timedelta(minutes=int(os.environ.get("SIGN_IN_PAUSE_MINUTES", "15")))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "frontend.signing_in.attempts.account_of"
AXES_CLIENT_IP_CALLABLE = "frontend.signing_in.attempts.address_of"
AXES_CLIENT_STR_CALLABLE = "frontend.signing_in.attempts.unnamed"
AXES_LOCKOUT_CALLABLE = "frontend.signing_in.attempts.as_answered"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "credential"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Sessions are rows of ours: listed, ended at once, bounded in idleness and in age.
SESSION_ENGINE = "coalition.sessions"
SESSION_COOKIE_AGE = int(os.environ.get("SESSION_HOURS", "24")) * 3600
SESSION_IDLE_AGE = int(os.environ.get("SESSION_IDLE_MINUTES", "240")) * 60

# Language and time: instants are UTC, a person's own zone is applied by the frontend ----------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "frontend" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Static files --------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

# Safety --------------------------------------------------------------------------------------------------------------

HTTPS = os.environ.get("CONCERT_HTTPS", "0") == "1"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = os.environ.get("CONCERT_BEHIND_PROXY", "0") == "1"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1_048_576  # the longest text (200,000 characters), escaped as a form escapes it
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Documents: where they are kept, what is taken, and the marking above which only a reference is recorded --------------

DOCUMENT_FOLDER = HOME / "documents"
DOCUMENT_LARGEST = int(os.environ.get("DOCUMENT_LARGEST_MB", "20")) * 2**20  # bytes
DOCUMENT_MARKINGS = os.environ.get("DOCUMENT_MARKINGS") or (
    "public:Public:Public;limited:Limited:Diffusion limitée;restricted:Restricted:Diffusion restreinte;"
    "confidential:Confidential:Confidentiel;secret:Secret:Secret"
)
DOCUMENT_CEILING = os.environ.get("DOCUMENT_CEILING", "limited")
TITLE_CEILING = os.environ.get("TITLE_CEILING", "public")  # the highest marking whose titles mail and calendars give
FILE_UPLOAD_HANDLERS = [
    "proposals.documents.receiving.Bounded",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The API -------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "proposals.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["proposals.api.parsing.Json"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_CLASSES": ["proposals.api.throttling.ByCaller"],
    "DEFAULT_THROTTLE_RATES": {
        "person": os.environ.get("API_RATE_PERSON", "600/min"),
        "analysis": os.environ.get("API_RATE_ANALYSIS", "60/min"),
        "room": os.environ.get("ROOM_RATE", "300/min"),
        "anonymous": os.environ.get("API_RATE_ANONYMOUS", "60/min"),
        "failed_sign_in": os.environ.get("API_RATE_FAILED_SIGN_IN", "60/min"),
    },
    "NUM_PROXIES": int(BEHIND_PROXY),  # else X-Forwarded-For is anybody's word
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "proposals.api.problems.problem_response",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Concert",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Proposals, votes and decisions of coalitions of states.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "proposals.api.openapi.finish",
    ],
    "ENUM_NAME_OVERRIDES": {
        "State": "proposals.voting.states.State",
        "Procedure": "coalition.models.procedure.Procedure",
        "Visibility": "coalition.models.procedure.Visibility",
        "Position": "proposals.voting.models.POSITIONS",
        "CastPosition": "proposals.api.ballots.CASTABLE",
        "IntendedPosition": "proposals.api.statements.INTENDED",
        "Coming": "proposals.meetings.models.Coming",
        "MeetingState": "proposals.meetings.states.State",
        "NoticeKind": "proposals.notices.kinds.NoticeKind",
        "ChosenNoticeKind": "proposals.notices.kinds.CHOSEN_NAMES",
        "DeliveryState": "proposals.notices.models.DeliveryState",
        "StatementKind": "proposals.statements.models.StatementKind",
        "ProposalState": "proposals.api.proposals.STATES",
        "Result": "proposals.api.analyses.RESULTS",
        "StopReason": "proposals.voting.models.StopReason",
        "NoteSettlement": "proposals.voting.models.NoteSettlement",
        "Settlement": "coalition.models.pending.Settlement",
        "AdherenceKind": "proposals.adherence.models.Kind",
        "CommitmentState": "proposals.commitments.models.State",
        "EventKind": "proposals.calendars.events.Kind",
        "Flag": "proposals.api.fields.FLAGS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Notices: how they leave the house ------------------------------------------------------------------------------------

PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://localhost:8000")  # what is sent out leads back to it
MAIL_FROM = os.environ.get("MAIL_FROM", "concert@localhost")
MAILBOX_URL = os.environ.get("MAILBOX_URL", "")  # of MAIL_FROM, where invitations are answered; with none, nobody reads
EMAIL_HOST = os.environ.get("MAIL_HOST", "")  # with none, no mail is sent
EMAIL_PORT = int(os.environ.get("MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("MAIL_TLS", "none") == "starttls"
EMAIL_USE_SSL = os.environ.get("MAIL_TLS", "none") == "tls"
EMAIL_TIMEOUT = 10  # seconds: a server that hangs holds up its own channel alone, and not for long
VAPID_KEY_FILE = os.environ.get("VAPID_KEY_FILE", "")  # a PEM; with none, a key is made in the folder of keys
VAPID_CONTACT = os.environ.get("VAPID_CONTACT", "mailto:concert@localhost")
OUTBOUND_INSIDE = [n for n in os.environ.get("OUTBOUND_INSIDE", "").split(",") if n]
CHANNELS = sorted(path.parent.name for path in (BASE_DIR / "proposals" / "notices").glob("*/channel.py"))

# Jobs: beat only asks what is due; the database says it ---------------------------------------------------------------

REDIS_URL = os.environ.get("REDIS_URL", "")
REDIS_PREFIX = os.environ.get("REDIS_PREFIX", "concert:")  # several deployments may share one Redis
CACHES = caches_of(REDIS_URL, REDIS_PREFIX, HOME)
BROKER_FOLDER = HOME / "broker"
CELERY_BROKER_URL = REDIS_URL or "whole-files://localhost/"  # coalition/config/broker.py
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "global_keyprefix": REDIS_PREFIX,
        "visibility_timeout": 300,
        "unacked_restore_throttle": 1,
        "unacked_restore_interval": 10,
    }
else:
    for folder in ("queue", "processed", "control"):
        (BROKER_FOLDER / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "processed_folder": str(BROKER_FOLDER / "processed"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "store_processed": False,
    }
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "proposals.tick", "schedule": 1.0, "options": {"expires": 5}},
    "replies": {"task": "proposals.read_replies", "schedule": 30.0, "options": {"expires": 25}},
    **{
        f"deliver-{channel}": {
            "task": "proposals.deliver",
            "args": [channel],
            "schedule": 1.0,
            "options": {"expires": 5},
        }
        for channel in CHANNELS
    },
}
