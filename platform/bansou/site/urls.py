"""Addresses."""

from django.conf import settings
from django.urls import URLPattern

from bansou.site import devmail

urlpatterns: list[URLPattern] = [*devmail.urlpatterns] if settings.DEBUG else []
