"""Addresses of search."""

from django.urls import include, path
from django.views.generic import RedirectView

from search import feed, views
from search.suggest.views import suggest

urlpatterns = [
    path("", include("search.saved.urls")),
    path("", include("search.exports.urls")),
    path("search/feed/", feed.feed, name="search-feed"),
    path("opensearch.xml", feed.opensearch, name="opensearch"),
    path("", include("search.synonyms.urls")),
    path("search/from-case/", include("search.fromcase.urls")),
    path("", include("search.requests.urls")),
    path("", include("search.quality.urls")),
    path("search/suggest/", suggest, name="search-suggest"),
    path("search/", views.search, name="search"),
    # All cases are a search without words, so that a set of filters has one address.
    path("cases/", RedirectView.as_view(pattern_name="search", query_string=True), name="cases"),
]
