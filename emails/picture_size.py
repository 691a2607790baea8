"""How large a picture is, read from the head of its file: PNG, GIF and JPEG, which every mail program shows."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

PNG = b"\x89PNG\r\n\x1a\n"
GIF = (b"GIF87a", b"GIF89a")
JPEG = b"\xff\xd8"
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG segment that begins with precision, height and width (ITU T.81, table B.1)."""


def picture_size(path: Path) -> tuple[int, int] | None:
    """Width and height in pixels; None for what is no such picture. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(24)
        if head.startswith(PNG) and len(head) == 24:
            width, height = struct.unpack(">II", head[16:])
        elif head.startswith(GIF) and len(head) >= 10:
            width, height = struct.unpack("<HH", head[6:10])
        else:
            width, height = _jpeg(file) if head.startswith(JPEG) else (0, 0)
    return (width, height) if width and height else None


def _jpeg(file: BinaryIO) -> tuple[int, int]:
    """From the first segment that tells it; each begins with 0xFF, its marker and its length."""
    file.seek(2)
    while len(head := file.read(9)) == 9 and head[0] == 0xFF:
        marker, length, _, height, width = struct.unpack(">xBHBHH", head)
        if marker in FRAMES:
            return width, height
        file.seek(length - 7, 1)
    return 0, 0
