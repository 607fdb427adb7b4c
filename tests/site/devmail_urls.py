"""The site's addresses with /dev/mail/, which the site itself has with DEBUG only."""

from bansou.site import devmail
from bansou.urls import urlpatterns as site_patterns

urlpatterns = [*devmail.urlpatterns, *site_patterns]
