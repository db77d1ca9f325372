"""Django settings; what an operator may change comes from the environment (see docs/settings.md)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from liandong.config import environment

SOURCE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.data_dir()
SECRET_KEY = environment.secret_key(DATA_DIR)
DEBUG = environment.flag("LIANDONG_DEBUG")
ALLOWED_HOSTS = environment.words("LIANDONG_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CONTENT_DIRS = [Path(folder) for folder in environment.words("LIANDONG_CONTENT_DIRS")]
REGION = environment.text("LIANDONG_REGION", "140105")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "allauth",
    "allauth.account",
    "django.contrib.staticfiles",
    "ninja",  # so that the API's documents come with their own scripts and ask nobody outside
    "liandong.content",
    "liandong.access",
    "liandong.timeline",
    "liandong.organizations",
    "liandong.notices",
    "liandong.files",
    "liandong.deadlines",
    "liandong.roads",
    "liandong.resources",
    "liandong.orders",
    "liandong.incidents",
    "liandong.dispatch",
    "liandong.plans",
    "liandong.consultation",
    "liandong.papers",
    "liandong.review",
    "liandong.knowledge",
    "liandong.overview",
    "liandong.config.apps.ConfigConfig",
]
MIDDLEWARE = [
    "liandong.config.edge.api_edge",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "liandong.config.middleware.IdempotentWrites",
]
ROOT_URLCONF = "liandong.config.urls"
WSGI_APPLICATION = "liandong.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {"default": environment.database(environment.text("LIANDONG_DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["liandong.access.adapter.SessionBackend"]
# The seam for SMS codes, OIDC and second factors; no address of it is exposed yet.
ACCOUNT_ADAPTER = "liandong.access.adapter.KnownAccountsOnly"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# The ground of the map: a file of tiles beside the node, or 天地图; without either the packaged outlines are all.
MAP_TILES = environment.tile_file("LIANDONG_MAP_TILES")
MAP_ATTRIBUTION = environment.text("LIANDONG_MAP_ATTRIBUTION")
TIANDITU_KEY = environment.token("LIANDONG_TIANDITU_KEY")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"

# Who may sign in and how: GB/T 22239-2019 level 3 asks for each of these limits, the figures are the usual ones.
SIGN_IN_FAILURES = environment.number("LIANDONG_SIGN_IN_FAILURES", 5)
SIGN_IN_LOCK = timedelta(minutes=environment.number("LIANDONG_SIGN_IN_LOCK_MINUTES", 30))
PASSWORD_LENGTH = environment.number("LIANDONG_PASSWORD_LENGTH", 12)
PASSWORD_KINDS = environment.number("LIANDONG_PASSWORD_KINDS", 3)
PASSWORD_AGE = timedelta(days=environment.number("LIANDONG_PASSWORD_DAYS", 90))
API_TOKEN_AGE = timedelta(days=environment.number("LIANDONG_API_TOKEN_DAYS", 365))
ANSWERS_KEPT = timedelta(days=environment.number("LIANDONG_ANSWERS_KEPT_DAYS", 7))

SESSION_ENGINE = "liandong.access.sessions"
SESSION_COOKIE_NAME = "liandong_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Behind TLS the cookies travel encrypted only, and browsers are told to stay with it for a year.
HTTPS = environment.flag("LIANDONG_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
CSRF_TRUSTED_ORIGINS = environment.words("LIANDONG_TRUSTED_ORIGINS")
SESSION_IDLE_LIMIT = timedelta(minutes=environment.number("LIANDONG_SESSION_IDLE_MINUTES", 30))
SESSION_ABSOLUTE_LIMIT = timedelta(hours=environment.number("LIANDONG_SESSION_HOURS", 12))
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_LIMIT = environment.number("LIANDONG_FILE_MB", 100) * 1024 * 1024
PICTURE_LIMIT = environment.number("LIANDONG_PICTURE_MB", 25) * 1024 * 1024
