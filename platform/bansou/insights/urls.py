"""Addresses under /board/."""

from django.urls import URLPattern, URLResolver, include, path

from bansou.insights import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("board/", views.board, name="board"),
    path("board/file/", views.board_file, name="board-file"),
    path("board/rows/<slug:code>/", views.rows, name="board-rows"),
    path("board/turns/", views.turns, name="board-turns"),
    path("", include("bansou.insights.reports.urls")),
    path("board/map/", views.gap_map, name="gap-map"),
    path("board/map/file/", views.gap_map_file, name="gap-map-file"),
    path("board/map/cell/", views.gap_cell, name="gap-cell"),
]
