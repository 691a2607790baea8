"""How large pictures are, and how wide they stand in a mail."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest

from course.content import Course
from course.site import Site
from emails.picture_size import picture_size
from emails.rendering import body_html
from emails.slots import Slots
from tests.gallery import COURSES

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 1200, 480) + b"\x08\x03"
GIF = b"GIF89a" + struct.pack("<HH", 120, 48) + b"\0\0\0"
APP0 = b"\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
TABLE = b"\xff\xc4\0\x05\x01\x02\x03"
JPEG = b"\xff\xd8" + APP0 + TABLE + b"\xff\xc2\0\x11\x08" + struct.pack(">HH", 480, 1200) + b"\x03\x01\x22\0"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return tmp_path / "picture.png"


@pytest.mark.parametrize(("content", "size"), [(PNG, (1200, 480)), (GIF, (120, 48)), (JPEG, (1200, 480))])
def test_the_size_stands_at_the_head_of_the_file(picture: Path, content: bytes, size: tuple[int, int]) -> None:
    picture.write_bytes(content)
    assert picture_size(picture) == size


@pytest.mark.parametrize(
    "content", [b"", b"not really a picture", PNG[:20], GIF[:9], JPEG[:30], b"\xff\xd8\xff\xe0\0\0"]
)
def test_what_is_cut_off_or_none_at_all_has_no_size(picture: Path, content: bytes) -> None:
    picture.write_bytes(content)
    assert picture_size(picture) is None


def test_a_real_file_has_its_size() -> None:
    assert picture_size(COURSES / "mornings" / "window.png") == (1200, 480)
    assert picture_size(COURSES / "mornings" / "logo.png") == (200, 80)


def lesson_of(site: Site, folder: Path, body: str) -> str:
    course: Course = replace(site.library.first, folder=folder)
    return body_html(course, replace(course.lessons[0], body=f"# T\n\n{body}"), Slots())


@pytest.mark.parametrize(("content", "width"), [(PNG, 560), (GIF, 120)])
def test_a_picture_is_as_wide_as_it_is_and_no_wider_than_the_mail(
    site: Site, picture: Path, content: bytes, width: int
) -> None:
    """Outlook on Windows knows no max-width, and makes a picture as large as its file."""
    picture.write_bytes(content)
    assert f' width="{width}"' in lesson_of(site, picture.parent, "![A](picture.png)")


@pytest.mark.parametrize("typed", ['width="90"', 'style="width: 90px"'])
def test_the_author_s_own_width_stands(site: Site, picture: Path, typed: str) -> None:
    picture.write_bytes(PNG)
    made = lesson_of(site, picture.parent, f'<img src="picture.png" alt="A" {typed}>')
    assert typed in made and "560" not in made


def test_a_picture_that_lies_elsewhere_gets_none(site: Site, picture: Path) -> None:
    made = lesson_of(site, picture.parent, "![A](https://example.org/picture.png) ![B](gone.png)")
    assert made.count("<img") == 2 and "width" not in made
