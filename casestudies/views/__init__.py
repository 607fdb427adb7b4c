"""Views parse, call a service and render."""
