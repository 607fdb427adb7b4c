"""Asking for cases that are not there yet: who is told, what answers, the pages."""
