"""Every mail and every page that anybody may see, each from a state that is real: to be looked at by tests and people.

What a document needs (style sheet, icon, logo, the mail in a frame) is taken along when it is made, so that it can be
shown later without the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from fastapi.testclient import TestClient
from httpx2 import Response
from playwright.sync_api import Page, Route

from course.models import Kind
from course.replies import ASKING_AGAIN
from course.sends import Job
from course.settings import ROOT
from emails.composing import PASSED_ON, Composer
from tests.emails.mails import ANSWERS, MONDAY, address_job, job, letter_job, part
from tests.web.reader import Reader
from web.headers import MAIL_POLICY

COURSES = ROOT / "tests" / "courses"
PASSWORD = "a quiet afternoon in March"
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Maximiliana Alexandrina"
WORDS = "I want to hear you because I’d rather know a hard thing than guess at it.\n\nThat took three tries."
NEEDED = re.compile(r'(?:href="(?=/static)|src=")(?:http://127\.0\.0\.1:8000)?(/[^"]+)"')
JSON = {"Content-Type": "application/json"}
KINDS = (
    Kind.CONFIRMATION, Kind.WELCOME, Kind.COMPLETION, Kind.ALREADY_SUBSCRIBED, Kind.GOODBYE, Kind.LOST_LINK,
)  # fmt: skip
SANDBOX = "sandbox; "


@dataclass(frozen=True)
class File:
    """What the browser gets for an address."""

    status: int
    kind: str
    policy: str
    content: bytes


@dataclass
class Gallery:
    """Documents by name, and what they need by its path."""

    mails: dict[str, File] = field(default_factory=dict)
    pages: dict[str, File] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """The paths that a browser asked for."""

    def open(self, page: Page, name: str) -> None:
        """Show one in a browser, as the site would hand it out."""
        page.goto(f"http://127.0.0.1:8000/gallery/{name}")

    def answer(self, route: Route) -> None:
        """Stand in for the site; nothing else is reached."""
        path = route.request.url.removeprefix("http://127.0.0.1:8000").partition("#")[0]
        name = path.removeprefix("/gallery/")
        self.asked.append(path)
        found = self.files.get(path) or self.pages.get(name) or self.mails.get(name)
        if found is None:
            route.abort()
            return
        headers = {"Content-Type": found.kind, "Content-Security-Policy": found.policy}
        route.fulfill(status=found.status, headers=headers, body=found.content)

    def take(self, name: str, answer: Response, client: TestClient) -> None:
        """Hang up a page with all that it needs."""
        self.pages[name] = _file(answer)
        self._take_needed(answer.text, client)

    def take_mail(self, name: str, html: str, client: TestClient) -> None:
        """As a mail is shown, but without the sandbox, in which no test could look around."""
        policy = MAIL_POLICY.removeprefix(SANDBOX)
        self.mails[name] = File(200, "text/html; charset=utf-8", policy, html.encode())
        self._take_needed(html, client)

    def _take_needed(self, html: str, client: TestClient) -> None:
        for path in map(_read, NEEDED.findall(html)):
            if path not in self.files:
                self.files[path] = _file(client.get(path))


def _read(attribute: str) -> str:
    return attribute.replace("&amp;", "&")


def _file(answer: Response) -> File:
    headers = answer.headers
    return File(answer.status_code, headers["content-type"], headers["content-security-policy"], answer.content)


def hang(folder: Path) -> Gallery:
    """Everything; the worlds that it comes from are made in the folder."""
    made = Gallery()
    with _reader(folder / "shipped", DESK_PASSWORD=PASSWORD, SIGNUP_PER_IP_HOUR="6") as ada:
        _mails(made, ada)
        _front(made, ada)
        _course(made, ada)
        _way_in(made, ada)
        _desk(made, ada)
        _way_out(made, ada)
    with _reader(folder / "others", COURSE_DIR=str(COURSES)) as ada:
        _other_courses(made, ada)
    return made


@contextmanager
def _reader(folder: Path, **settings: str) -> Iterator[Reader]:
    ada = Reader(folder, **settings)
    try:
        yield ada
    finally:
        ada.office.stop()
        ada.site.database.close()


def _mails(made: Gallery, ada: Reader) -> None:
    course = ada.world.course
    for lesson in course.lessons:
        _mail(made, ada, f"lesson-{lesson.day:02}", job(Kind.LESSON, lesson.slug, lesson.day))
    for kind in (*KINDS, *ASKING_AGAIN):
        _mail(made, ada, f"mail-{kind.replace('_', '-')}", job(kind, about="name-it"))
    for about in ANSWERS:
        _mail(made, ada, f"mail-answer-{about.replace('_', '-')}", job(Kind.ANSWER_TO_COMMAND, about=about))
    for kind in PASSED_ON:
        _mail(made, ada, f"mail-{kind.replace('_', '-')}", letter_job(kind))
    for about in ("old", "new"):
        _mail(made, ada, f"mail-address-{about}", address_job(about))
    fourth = job(Kind.LESSON, course.lessons[3].slug, 4)
    _mail(made, ada, "lesson-04-discreet", replace(fourth, discreet=True))
    own = {course.lessons[0].slug: "I want to hear you because you make me laugh.\nAnd because I miss you."}
    last = job(
        Kind.LESSON, course.lessons[-1].slug, course.days, quote=True, written=own, was_held=True, kept_at=MONDAY
    )
    _mail(made, ada, "lesson-11-quoting", last)
    _mail(made, ada, "lesson-11-not-quoting", replace(last, quote=False))
    _mail(made, ada, "mail-welcome-long-name", job(Kind.WELCOME, first_name=LONG_NAME))


def _mail(made: Gallery, ada: Reader, name: str, job: Job) -> None:
    made.take_mail(name, part(Composer(ada.site).compose(job), "html"), ada.client)


def _front(made: Gallery, ada: Reader) -> None:
    """What a stranger sees."""
    course = f"/c/{ada.world.course.slug}"
    pages = {"sign-up": "/", "sample": f"{course}/sample", "embed": f"{course}/form", "privacy": "/privacy"}
    pages |= {"safety": "/safety", "lost": "/lost", "error-404": "/nothing-here", "error-404-link": "/preferences/abc"}
    for name, path in pages.items():
        made.take(name, ada.client.get(path), ada.client)
    made.take("error-422", ada.client.post("/subscribe", content=b"{}", headers=JSON), ada.client)
    made.take("error-410", ada.client.get(ada.journal(age=30)), ada.client)


def _way_in(made: Gallery, ada: Reader) -> None:
    """Ben signs up."""
    form = {"email": "ben@example", "name": "Ben", "zone": "Europe/Berlin", "hour": "21"}
    made.take("sign-up-slip", ada.client.post("/subscribe", data=form), ada.client)
    made.take("check-your-inbox", ada.client.post("/subscribe", data=form | {"email": "ben@example.org"}), ada.client)
    made.take("lost-sent", ada.client.post("/lost", data={"email": "ben@example.org"}), ada.client)
    ben = urlsplit(ada.links.confirm(ada.world.apply("ben@example.org", "Europe/Berlin", 21, "Ben"))).path
    made.take("confirm", ada.client.get(ben), ada.client)
    made.take("confirmed", ada.client.post(ben), ada.client)
    for number in range(7):
        refused = ada.client.post("/subscribe", data={"email": f"cleo{number}@example.org"})
    made.take("error-429", refused, ada.client)


def _course(made: Gallery, ada: Reader) -> None:
    """Ada reads, answers, changes her mind."""

    def see(name: str, path: str) -> None:
        made.take(name, ada.client.get(path), ada.client)

    see("preferences-new", ada.preferences)
    ada.lives(1)
    see("journal-empty", ada.journal())
    see("answer", ada.answer(1))
    made.take("answer-slip", ada.client.post(ada.answer(1), data={"text": " "}), ada.client)
    made.take("answered", ada.client.post(ada.answer(1), data={"text": WORDS}), ada.client)
    ada.lives(2)
    ada.client.post(ada.answer(3), data={"text": "That they got the job. I said “nice” and went on cooking."})
    see("journal", ada.journal())
    see("export", ada.export())
    see("lesson", ada.browser(2))
    see("preferences", ada.preferences)
    made.take("preferences-saved", ada.presses("save", hour="20", zone="Europe/Berlin"), ada.client)
    made.take("preferences-slip", ada.presses("save", hour="20", zone="Europe/Berlin", weekdays=""), ada.client)
    made.take("preferences-address", ada.presses("address", address="ada@new.example.org"), ada.client)
    ada.lives(0)
    see("address", ada.address_link(old=True))
    made.take("address-agreed", ada.client.post(ada.address_link(old=True)), ada.client)
    made.take("preferences-paused", ada.presses("pause", until=""), ada.client)
    for ask in ("leave", "restart", "delete"):
        see(f"sure-{ask}", f"{ada.preferences}?ask={ask}")


def _desk(made: Gallery, ada: Reader) -> None:
    door = ada.client.get("/desk")
    made.take("desk-door", door, ada.client)
    token = re.search(r'name="token" value="([^"]+)"', door.text)
    assert token
    ada.client.post("/desk/sign-in", data={"token": token[1], "password": PASSWORD})
    made.take("desk", ada.client.get("/desk"), ada.client)
    made.take("inbox", ada.client.get("/inbox"), ada.client)
    mails = ada.client.app.state.inbox.messages(100)  # type: ignore[attr-defined]
    for name, subject in (("inbox-mail", "silence"), ("inbox-confirmation", "Please confirm")):
        key = next(mail.key for mail in mails if subject in mail.subject)
        made.take(name, ada.client.get(f"/inbox/{key}"), ada.client)


def _way_out(made: Gallery, ada: Reader) -> None:
    """She comes back for the rest, and leaves; Ben leaves at once and wants to be forgotten."""
    leave = urlsplit(ada.links.unsubscribe(ada.key)).path
    made.take("unsubscribe", ada.client.get(leave), ada.client)
    ada.presses("resume")
    ada.lives(20)
    made.take("preferences-completed", ada.client.get(ada.preferences), ada.client)
    made.take("completed", ada.client.get(leave), ada.client)
    ben = ada.world.join("dan@example.org", "Europe/Berlin", 7, "Dan")
    made.take("left", ada.client.post(urlsplit(ada.links.unsubscribe(ben)).path), ada.client)
    his = urlsplit(ada.links.preferences(ben)).path
    made.take("preferences-left", ada.client.get(his), ada.client)
    made.take("deleted", ada.client.post(his, data={"action": "delete"}), ada.client)


def _other_courses(made: Gallery, ada: Reader) -> None:
    """One with a brand and no words of its own; one that begins its lines on the right."""
    for slug in ("mornings", "hebrew"):
        lesson = ada.site.library.course(slug).lessons[0]
        _mail(made, ada, f"lesson-{slug}", job(Kind.LESSON, lesson.slug, 1, course=slug))
        made.take(f"sign-up-{slug}", ada.client.get(f"/c/{slug}"), ada.client)
        made.take(f"sample-{slug}", ada.client.get(f"/c/{slug}/sample"), ada.client)
    _mail(made, ada, "mail-confirmation-mornings", job(Kind.CONFIRMATION, course="mornings"))
