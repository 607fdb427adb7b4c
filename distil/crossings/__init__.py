"""Views over the marks: tables, passages side by side, files."""
