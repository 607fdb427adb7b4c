"""Documents on paper: a template of ours becomes a PDF. `pdf` makes one, `response` answers a request with it."""

from bansou.paper.making import PaperMissing, pdf
from bansou.paper.serving import response, send

__all__ = ["PaperMissing", "pdf", "response", "send"]
