"""What readers get while the search server does not answer."""

from search.fallback.engine import FallbackEngine

__all__ = ["FallbackEngine"]
