"""Uploaded pictures: checked, then drawn anew, so that nothing hidden inside (place, camera, code) is kept."""

import io
import warnings
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
# A small file may unpack to gigabytes; a photograph of 40 million pixels takes 160 MB while it is read.
MAX_PIXELS = 40_000_000


def reencode(upload: Any, side: int, square: bool = False) -> bytes:
    """A JPEG of the uploaded file, at most `side` pixels wide and high, turned upright, without its metadata.

    Raises ValidationError with a sentence for the person who uploaded it.
    """
    if upload.size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise ValidationError(_("The file is too large. Please choose one up to %(limit)s MB.") % {"limit": limit})
    picture = _upright(upload)
    if square:
        picture = ImageOps.fit(picture, (side, side))
    picture.thumbnail((side, side))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=86, optimize=True)
    return out.getvalue()


def _upright(upload: Any) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(_("The picture has too many pixels. Please make it smaller first."))
            return _flat(ImageOps.exif_transpose(picture))
    except ValidationError:
        raise
    except Exception as error:  # Pillow raises many kinds on broken files
        raise ValidationError(_("This file cannot be read as a picture. Please choose a JPEG, PNG or WebP.")) from error


def _flat(picture: Image.Image) -> Image.Image:
    """RGB on white, without an alpha channel."""
    picture = picture.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return ground.convert("RGB")
