"""All addresses. Wagtail's page tree answers what nobody else does."""

from django.urls import include, path, register_converter
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from bansou.public_id import PublicIdConverter

register_converter(PublicIdConverter, "id")

urlpatterns = [
    path("", include("bansou.accounts.urls")),
    path("", include("bansou.notifications.urls")),
    path("", include("bansou.insights.urls")),
    path("", include("distil.urls")),
    path("", include("search.urls")),
    path("", include("casestudies.urls")),
    path("", include("knowhow.urls")),
    path("", include("community.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("bansou.site.urls")),
    path("", include(wagtail_urls)),
]
