"""Pictures: they lie beside the lessons, every mail program shows them, and their text stands in for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from course.content import PICTURES, Course, Fault
from course.media import media_file
from emails.linting.checked import Checked, Piece
from emails.linting.links import wrong_name
from emails.linting.tree import Element
from emails.variables import key_line

LARGEST_PICTURE = 1_000_000
"""Bytes: more is slow on a phone, and some programs then show none."""
SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
"""What files of PICTURES begin with (PNG 5.2, JPEG B.1.1, GIF89a 17), whatever their name."""
SAYS_NOTHING = re.compile(
    r"(?:the |a |an |my )?(?:picture|images?|img|pic|photo|photograph|foto|bild|imagen|imagem|immagine|screenshot|"
    r"figure|graphic|illustration|drawing|dsc|untitled|alt|alt text|description|what it shows)(?: \d+)?"
)
"""What could be said of any picture."""
FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|webp|heic|svg|bmp|tiff?)", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


def files(checked: Checked) -> Iterator[Fault]:
    """A picture lies beside the lessons, in a kind and size that every mail program shows."""
    for piece, picture in pictures_of(checked):
        wrong = _wrong_file(checked, picture.attributes.get("src", "").strip())
        if wrong:
            yield checked.fault(piece.line_of(picture), "picture", wrong)


def texts(checked: Checked) -> Iterator[Fault]:
    """Its text stands where the picture doesn't: read aloud, in the text part, and where pictures are blocked."""
    for piece, picture in pictures_of(checked):
        alt, name = (picture.attributes.get(key, "").strip() for key in ("alt", "src"))
        if not alt:
            message = f"the picture {name or 'here'} says nothing to those who can't see it; write ![what it shows](…)."
            yield checked.fault(piece.line_of(picture), "alt", message)
        elif _plain(alt) in {_plain(PurePosixPath(unquote(name)).name), _plain(PurePosixPath(unquote(name)).stem)}:
            message = f"{alt!r} is the file's name; say what the picture shows."
            yield checked.fault(piece.line_of(picture), "alt", message)
        elif SAYS_NOTHING.fullmatch(_plain(alt)) or FILE_NAME.fullmatch(alt):
            message = f"{alt!r} doesn't tell what is to be seen; say in a few words what the picture shows."
            yield checked.fault(piece.line_of(picture), "alt", message)


def logo(course: Course) -> Iterator[Fault]:
    """The logo is in each mail, so its size counts most. (Its name and place are told by the loader.)"""
    name = course.brand.logo
    wrong = _wrong_content(name, course.folder / name) if name else ""
    if wrong:
        file = course.folder / "course.toml"
        yield Fault(file, key_line(file, "logo"), "picture", wrong)


def pictures_of(checked: Checked) -> Iterator[tuple[Piece, Element]]:
    for piece in checked.pieces:
        yield from ((piece, each) for each in piece.document.elements if each.tag == "img")


def _wrong_file(checked: Checked, name: str) -> str:
    if not name:
        return "this picture has no file; write ![what it shows](its-name.png)."
    if name.lower().startswith(("data:", "cid:")):
        return "mail programs don't show pictures written into the text; put it beside the lessons."
    if re.match(r"file:|[a-z]:[\\/]", name, re.IGNORECASE):
        return "readers can't look into your computer; put the picture beside the lessons, and write its name alone."
    if ELSEWHERE.match(name):
        return f"{name} tells its host who reads; put the picture beside the lessons."
    wrong = wrong_name(checked, name)
    if wrong:
        return wrong
    if re.search(r"\s", name):
        return f"{name!r} has a space in it, which mail programs cut; name the file {'-'.join(name.split())}."
    file = media_file(checked.course, unquote(re.split("[?#]", name)[0]))
    if file.suffix.lower() not in PICTURES:
        return f"not every mail program shows {name}; save it as {' or '.join(PICTURES)}."
    return _wrong_content(name, file)


def _wrong_content(name: str, file: Path) -> str:
    """What is wrong with a picture inside; "" for nothing."""
    size = file.stat().st_size
    if size > LARGEST_PICTURE:
        return f"{name} has {size / 1e6:.2f} MB; keep pictures under {LARGEST_PICTURE / 1e6:.0f} MB."
    with file.open("rb") as opened:
        begin = opened.read(max(map(len, SIGNATURES)))
    if not begin.startswith(SIGNATURES):
        return f"{name} is no picture inside, whatever its name; save it anew as {' or '.join(PICTURES)}."
    return ""


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.lower()).strip()
