"""The one settings file. Everything that differs between machines is an environment variable (`.env.example`)."""

from pathlib import Path
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from bansou import env
from bansou.database import database
from bansou.searching import search_engine

ROOT = Path(__file__).resolve().parents[2]
env.read_env_file(ROOT / ".env")

VAR = Path(env.text("BANSOU_VAR", str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)

# --- Safety of a production start ---------------------------------------------------------------------------------
PRODUCTION = env.boolean("BANSOU_PRODUCTION", False)
DEBUG = env.boolean("BANSOU_DEBUG", not PRODUCTION)
DEFAULT_SECRET_KEY = "only-for-trying-bansou-on-one-machine"
SECRET_KEY = env.text("BANSOU_SECRET_KEY", DEFAULT_SECRET_KEY)
ALLOWED_HOSTS = env.words("BANSOU_ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
SITE_URL = env.text("BANSOU_SITE_URL", f"http://localhost:{env.text('PORT', '8000')}").rstrip("/")
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("BANSOU_PRODUCTION=1 and BANSOU_DEBUG=1 contradict each other; set BANSOU_DEBUG=0.")
    if SECRET_KEY == DEFAULT_SECRET_KEY:
        raise ImproperlyConfigured("BANSOU_SECRET_KEY is not set; set it to a long random text.")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("BANSOU_ALLOWED_HOSTS is empty; name the host names this site answers to.")

# --- Apps -----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "bansou.site",
    "bansou.insights",
    "distil",
    "search",
    "community",
    "knowhow",
    "casestudies",
    "bansou.notifications",
    "bansou.indexing",
    "bansou.accounts",
    "bansou.vocabulary",
    "bansou.audit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "bansou.accounts.wagtail_users.UsersAppConfig",  # wagtail.users with forms for our user
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "modelsearch",
    "django_tasks",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bansou.site.middleware.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bansou.site.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bansou.site.middleware.ContentSecurityPolicyMiddleware",
    "bansou.site.middleware.BadInputMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "bansou.urls"
WSGI_APPLICATION = "bansou.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bansou.site.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "bansou.site.templatetags.bansou_ui",
            ],
        },
    }
]

# --- Database ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": database(env.text("BANSOU_DATABASE_URL"), VAR)}

# --- People -------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
PARTICIPATION_TARGET = env.integer("BANSOU_PARTICIPATION_TARGET", 30, least=1)  # per cent of advisors, on the board
# Rate limits count in it, so all processes of a machine share it. With Django's 300 entries some hundred visitors would
# push out the count of somebody's tries to log in.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
ACCOUNT_ADAPTER = "bansou.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "bansou.accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "bansou.accounts.forms.allauth_forms.LoginForm",
    "signup": "bansou.accounts.forms.allauth_forms.AccountSignupForm",
    "add_email": "bansou.accounts.forms.allauth_forms.AddEmailForm",
    "change_password": "bansou.accounts.forms.allauth_forms.ChangePasswordForm",
    "set_password": "bansou.accounts.forms.allauth_forms.SetPasswordForm",
    "reset_password": "bansou.accounts.forms.allauth_forms.ResetPasswordForm",
    "reset_password_from_key": "bansou.accounts.forms.allauth_forms.ResetPasswordKeyForm",
    "reauthenticate": "bansou.accounts.forms.allauth_forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = None  # asks, ticked; unticked ends the session with the browser
ACCOUNT_CHANGE_EMAIL = True  # one address per account; the old one holds until the new one is verified
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
MFA_ADAPTER = "bansou.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "bansou.accounts.forms.allauth_forms.MFAAuthenticateForm",
    "reauthenticate": "bansou.accounts.forms.allauth_forms.MFAReauthenticateForm",
    "activate_totp": "bansou.accounts.forms.allauth_forms.MFAActivateForm",
}
TERMS_VERSION = "2026-11"
PRIVACY_VERSION = "2026-11"

# --- Mail: the default run writes it to files that /dev/mail/ shows ---------------------------------------------------
EMAIL_URL = urlparse(env.text("BANSOU_EMAIL_URL"))
if EMAIL_URL.scheme in {"smtp", "smtps"}:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = EMAIL_URL.hostname or "localhost", EMAIL_URL.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(EMAIL_URL.username or ""), unquote(EMAIL_URL.password or "")
    EMAIL_USE_SSL = EMAIL_URL.scheme == "smtps"
    EMAIL_TIMEOUT = 20
else:
    if PRODUCTION:
        raise ImproperlyConfigured("BANSOU_EMAIL_URL is not set; write smtp://user:password@host:port.")
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("BANSOU_MAIL_FROM", "Bansou <noreply@localhost>")

# --- Languages, time -----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

# --- Files --------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "bansou.static.StaticStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Wagtail --------------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Bansou"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "site.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "site.SiteDocument"
WAGTAILSEARCH_BACKENDS = MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback"}}
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "casestudies.workflow.publish_approved_revision"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nobody outside learns who works here
# Passwords and addresses are changed on the site's own pages: they know two-step login and verification.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAIL_CONTENT_LANGUAGES = [("ja", "Japanese")]
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "casestudies.tags.split_tags"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# --- Search ------------------------------------------------------------------------------------------------------------------
SEARCH_ENGINE, ELASTICSEARCH = search_engine(DATABASES["default"])

# --- Security -----------------------------------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = env.integer("BANSOU_SESSION_HOURS", 14 * 24) * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
BEHIND_PROXY = env.boolean("BANSOU_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # tries are counted by address: the visitor's, not the proxy's
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "bansou.site.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}
SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("BANSOU_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "wagtail": {"level": "WARNING"},  # its INFO lines hold titles of drafts
        "django_tasks": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint.progress": {"handlers": [], "propagate": False},  # bansou.paper listens to it
        "elastic_transport": {
            "level": "ERROR"
        },  # below it writes what was searched, and every failure that ours say once
    },
}
