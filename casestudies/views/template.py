"""The workbook for many cases, for whoever may write."""

from io import BytesIO

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from bansou.accounts.doors import member_required
from casestudies.spreadsheet.workbook import write_template

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@member_required
def template(request: HttpRequest) -> FileResponse:
    """An empty workbook with drop-downs; an administrator imports it (docs/import.md)."""
    book = BytesIO()
    write_template(book)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename="bansou-cases.xlsx", content_type=TYPE)
