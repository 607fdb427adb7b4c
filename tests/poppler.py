"""PDFs as poppler reads them: what a test asks of a paper. `text(made)`, `fonts(made)`, `outline(made)` …"""

import re
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from xml.etree import ElementTree

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


@dataclass(frozen=True)
class Font:
    """One font of a document."""

    name: str
    is_embedded: bool


def _run(program, made, *options, last=("-",)):
    """A program of poppler with the document as its input."""
    return subprocess.run([program, *options, "-", *last], input=made, capture_output=True, check=True).stdout


def properties(made):
    """What pdfinfo says: Title, Pages, Page size, Tagged …"""
    lines = _run("pdfinfo", made, last=()).decode().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def pages(made):
    """The text of every page, as it is laid out."""
    return _run("pdftotext", made, "-layout").decode().split("\f")[:-1]


def text(made):
    """All text without line ends and blanks, so that a sentence is found wherever it was broken."""
    return "".join(_run("pdftotext", made).decode().split())


def fonts(made):
    """Every font, and is it in the file."""
    lines = _run("pdffonts", made, last=()).decode().splitlines()
    names = lines[0].index("type")
    return [Font(line[:names].strip(), line.split()[-5] == "yes") for line in lines[2:]]


def outline(made):
    """(level, heading, page) of the bookmarks, in their order; the first level is 1."""
    with NamedTemporaryFile(suffix=".pdf") as file:  # this program reads no pipe
        Path(file.name).write_bytes(made)
        listed = subprocess.run(["pdftohtml", "-xml", "-i", "-stdout", file.name], capture_output=True, check=True)
    document = ElementTree.fromstring(listed.stdout)

    def walk(node, level):
        for child in node:
            if child.tag == "item":
                yield level, child.text, int(child.get("page"))
            elif child.tag == "outline":
                yield from walk(child, level + 1)

    return list(walk(document, 0))


def structure(made):
    """The tags for screen readers, one a line."""
    return _run("pdfinfo", made, "-struct-text", last=()).decode()


def objects(made):
    """The bytes of the file with its compressed parts opened."""
    opened = []
    for found in STREAM.finditer(made):
        try:
            opened.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return made + b"".join(opened)


def picture(made, path, page=1, dpi=40):
    """A page as a PNG at `path`."""
    options = ["-png", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile"]
    _run("pdftoppm", made, *options, last=(str(path.with_suffix("")),))
    return path
