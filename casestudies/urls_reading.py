"""Addresses of reading."""

from django.urls import path

from casestudies.views import lists, reading

urlpatterns = [
    path("cases/<id:public_id>/", reading.case_page, name="case"),
    path("cases/<id:public_id>/preview/", reading.preview, name="case-preview"),
    path("cases/<id:public_id>/files/<slug:key>/", reading.case_file, name="case-file"),
    path("cases/<id:public_id>/helpful/", reading.helpful, name="case-helpful"),
    path("cases/<id:public_id>/keep/", reading.keep, name="case-keep"),
    path("cases/<id:public_id>/lists/", lists.lists_of_case, name="case-lists"),
    path("me/lists/", lists.lists, name="reading-lists"),
    path("me/lists/<int:pk>/", lists.one_list, name="reading-list"),
    path("me/lists/<int:pk>/rename/", lists.rename, name="reading-list-rename"),
    path("me/lists/<int:pk>/share/", lists.share, name="reading-list-share"),
    path("me/lists/shared/<int:pk>/", lists.shared_list, name="reading-list-shared"),
    path("me/lists/<int:pk>/delete/", lists.delete, name="reading-list-delete"),
    path("me/lists/items/<int:pk>/note/", lists.note, name="reading-item-note"),
    path("me/lists/items/<int:pk>/remove/", lists.remove, name="reading-item-remove"),
]
