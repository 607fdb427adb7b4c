"""Pictures and documents of a draft. Pictures are made anew from their pixels: nothing that a camera noted stays."""

import zipfile
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from bansou.pictures import MAX_PIXELS
from casestudies import content
from casestudies.models import CaseFile, CaseStudy
from casestudies.services import drafts

MAX_FILES = 12
MAX_SIDE = 2400
PICTURES = {"JPEG", "PNG", "WEBP", "GIF"}
DOCUMENTS = {"pdf": "", "docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}  # ending → folder inside the package


class BadFile(Exception):
    """A file that cannot be taken; str() says why and what to do."""


def read_picture(upload: Any) -> tuple[ContentFile, int, int]:
    """A re-encoded copy of an uploaded picture: (file, width, height). The size is looked at before the pixels are."""
    check_size(upload)
    try:
        with Image.open(upload) as picture:
            if picture.format not in PICTURES:
                raise BadFile(_("Please choose a picture in the format JPEG, PNG, WebP or GIF."))
            if picture.width * picture.height > MAX_PIXELS:
                raise BadFile(_("This picture has too many pixels. Please make it smaller first."))
            return _encode(ImageOps.exif_transpose(picture))
    except (
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        MemoryError,
        Image.DecompressionBombError,
    ) as error:
        raise BadFile(_("This picture cannot be read. Please choose another one.")) from error


def _encode(picture: Image.Image) -> tuple[ContentFile, int, int]:
    see_through = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    flat = picture.convert("RGBA" if see_through else "RGB")
    flat.thumbnail((MAX_SIDE, MAX_SIDE))
    clean = Image.new(flat.mode, flat.size)  # a new picture has no metadata to carry over
    clean.paste(flat)
    buffer = BytesIO()
    if see_through:
        clean.save(buffer, "PNG", optimize=True)
    else:
        clean.save(buffer, "JPEG", quality=85, optimize=True)
    return ContentFile(buffer.getvalue(), f"picture.{'png' if see_through else 'jpg'}"), *clean.size


def read_document(upload: Any) -> ContentFile:
    """An uploaded document as it is, when it is what its name says."""
    check_size(upload)
    ending = str(upload.name).rsplit(".", 1)[-1].lower()
    if ending not in DOCUMENTS:
        raise BadFile(_("Please choose a file of the kind pdf, docx, xlsx or pptx."))
    if not _is_really(upload, ending):
        raise BadFile(
            _("The content of this file is not what its name says. Please save it again and choose it once more.")
        )
    upload.seek(0)
    return ContentFile(upload.read(), f"document.{ending}")


def _is_really(upload: Any, ending: str) -> bool:
    upload.seek(0)
    if ending == "pdf":
        return upload.read(5) == b"%PDF-"
    try:
        with zipfile.ZipFile(upload) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return "[Content_Types].xml" in names and any(name.startswith(DOCUMENTS[ending]) for name in names)


def check_size(upload: Any) -> None:
    """Refuse an empty file and one of more than 10 MB."""
    if not upload.size:
        raise BadFile(_("This file is empty."))
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise BadFile(_("This file is larger than %(mb)s MB.") % {"mb": settings.UPLOAD_MAX_BYTES // 1024**2})


def add_file(case: CaseStudy, upload: Any, by: Any, alt: str = "", caption: str = "") -> CaseFile:
    """Put a picture or a document into the draft. Raises BadFile, or NotEditable while the case is checked."""
    is_document = str(upload.name).rsplit(".", 1)[-1].lower() in DOCUMENTS
    if not is_document and not alt.strip():
        raise BadFile(_("Please describe the picture in words, for readers who do not see it."))
    width: int | None = None
    height: int | None = None
    if is_document:
        data = read_document(upload)
    else:
        data, width, height = read_picture(upload)
    kind = CaseFile.Kind.DOCUMENT if is_document else CaseFile.Kind.IMAGE
    row = CaseFile(kind=kind, alt=alt.strip(), caption=caption.strip(), width=width, height=height)
    row.file.save(data.name, data, save=False)
    try:
        _attach(case, row, by)
    except Exception:
        row.file.delete(save=False)
        raise
    return row


@transaction.atomic
def _attach(case: CaseStudy, row: CaseFile, by: Any) -> None:
    case = drafts.lock(case)
    drafts.require_editable(case)
    draft = case.draft
    files = list(draft.files.all())
    if len(files) >= MAX_FILES:
        raise BadFile(_("A case holds at most %(n)s files.") % {"n": MAX_FILES})
    row.sort_order = len(files)
    draft.files.set([*files, row])
    drafts.store(draft, by)


@transaction.atomic
def remove_file(case: CaseStudy, key: str, by: Any) -> None:
    """Take a file out of the draft. The file itself stays: the published text may still show it."""
    case = drafts.lock(case)
    drafts.require_editable(case)
    entries = [entry for entry in content.read(case.draft, "files") if entry["key"] != key]
    drafts.change(case, {"files": entries}, by)
