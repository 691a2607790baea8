"""`make screenshots`: every mail and every page as a picture, and one sheet with all of them, in screenshots/.

python -m tests.screenshots                      everything
python -m tests.screenshots lesson-04 sign-up    what begins so
python -m tests.screenshots --readme             the pictures of the README, in docs/pictures/
"""

from __future__ import annotations

import html
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from course.settings import ROOT
from tests.chromium import laid_out, started
from tests.gallery import Gallery, hang

FOLDER, README = ROOT / "screenshots", ROOT / "docs" / "pictures"
WIDTHS = (320, 375, 700, 1100)
SCHEMES = ("light", "dark")
HEIGHT = 720
STRIP = """() => {
  document.querySelectorAll('style').forEach((each) => each.remove());
  document.querySelectorAll('[style]').forEach((each) => each.removeAttribute('style'));
}"""
"""As in programs that take away all style."""
INVERT = "() => { document.documentElement.style.filter = 'invert(1) hue-rotate(180deg)'; }"
"""About what some phones make of a light mail in the dark."""
NO_PICTURES = "() => document.querySelectorAll('img').forEach((each) => { each.src = 'about:blank'; })"
TREATMENTS = {"stripped": STRIP, "inverted": INVERT, "no-pictures": NO_PICTURES}
TREATED = (375, 700)


@dataclass(frozen=True)
class Shot:
    """One picture to take: of which document, how wide, in which scheme, and what is done to it before."""

    name: str
    width: int
    scheme: str
    treatment: str = ""
    height: int = 0
    """Of the part from the top that is shown; 0 is all of it."""

    @property
    def file(self) -> str:
        return "-".join(filter(None, (self.name, str(self.width), self.scheme, self.treatment))) + ".png"


IN_THE_README = (
    Shot("sign-up", 1100, "light", height=720),
    Shot("lesson-04", 375, "light", height=780),
    Shot("lesson-04", 375, "dark", height=780),
    Shot("preferences", 375, "light", height=780),
)


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, started() as browser:
        hung = hang(Path(folder))
        if arguments == ["--readme"]:
            take(browser, hung, IN_THE_README, README)
            return
        shots = [shot for shot in every(hung) if not arguments or shot.name.startswith(tuple(arguments))]
        take(browser, hung, shots, FOLDER)
        (FOLDER / "index.html").write_text(sheet(shots))
        print(f"{len(shots)} pictures: {FOLDER / 'index.html'}")


def every(hung: Gallery) -> Iterator[Shot]:
    for name in (*hung.mails, *hung.pages):
        yield from (Shot(name, width, scheme) for width in WIDTHS for scheme in SCHEMES)
    for name in hung.mails:
        yield from (Shot(name, width, "light", treatment) for width in TREATED for treatment in TREATMENTS)


def take(browser: Browser, hung: Gallery, shots: tuple[Shot, ...] | list[Shot], folder: Path) -> None:
    """One window for all; a picture is opened anew only where the one before had another document or treatment."""
    folder.mkdir(parents=True, exist_ok=True)
    page = browser.new_page()
    page.route("**/*", hung.answer)
    shown = Shot("", 0, "")
    for shot in sorted(shots, key=lambda shot: (shot.name, shot.treatment)):
        if (shot.name, shot.treatment) != (shown.name, shown.treatment):
            hung.open(page, shot.name)
        _take(page, shot, folder / shot.file, (shot.name, shot.treatment) != (shown.name, shown.treatment))
        shown = shot


def _take(page: Page, shot: Shot, path: Path, fresh: bool) -> None:
    page.set_viewport_size({"width": shot.width, "height": shot.height or HEIGHT})
    page.emulate_media(color_scheme="dark" if shot.scheme == "dark" else "light", reduced_motion="reduce")
    if fresh and shot.treatment:
        page.evaluate(TREATMENTS[shot.treatment])
    if len(page.frames) > 1:
        _unroll(page, shot.width)
    page.screenshot(path=path, full_page=not shot.height)


def _unroll(page: Page, width: int) -> None:
    """A frame is drawn as far as the window goes, and no further."""
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    laid_out(page)


def sheet(shots: list[Shot]) -> str:
    """All pictures on one page, each document in a row."""
    rows = []
    for name in dict.fromkeys(shot.name for shot in shots):
        mine = [shot for shot in shots if shot.name == name]
        figures = "".join(
            f'<figure><a href="{shot.file}"><img loading="lazy" src="{shot.file}" alt=""></a>'
            f"<figcaption>{shot.width} {shot.scheme} {shot.treatment}</figcaption></figure>"
            for shot in mine
        )
        rows.append(f"<h2>{html.escape(name)}</h2><div>{figures}</div>")
    style = "body{font:14px sans-serif;background:#999}div{display:flex;gap:1em;overflow-x:auto;align-items:start}"
    style += "figure{margin:0}img{height:24rem;max-width:30rem;object-fit:cover;object-position:top}"
    return f"<!doctype html><meta charset=utf-8><title>Screenshots</title><style>{style}</style>{''.join(rows)}"


if __name__ == "__main__":
    main(sys.argv[1:])
