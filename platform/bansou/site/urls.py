"""Addresses."""

from django.urls import URLPattern

from bansou.site import devmail

urlpatterns: list[URLPattern] = [*devmail.urlpatterns]
