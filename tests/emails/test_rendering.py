"""Lessons made ready: both parts agree, compile once, and break alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from course.content import Brand, Course, Lesson
from course.errors import LessonBroken
from course.models import Kind
from course.site import Site
from emails.checking import LARGEST
from emails.composing import Composer
from emails.palette import LIGHT
from emails.rendering import Manner, Rendered, Renderer
from emails.variables import EXAMPLE, made_up
from tests.emails.mails import every_job, job, part, read

FOURTH = ("feelings-dont-travel-alone", 4)


def test_no_lesson_is_clipped(site: Site, composer: Composer) -> None:
    for each in every_job(site):
        message = composer.compose(replace(each, first_name="&" * 60, email="a" * 60 + "@example.org"))
        assert len(part(message, "html").encode()) <= LARGEST


def test_styles_are_inlined_and_only_the_media_rules_stay(composer: Composer) -> None:
    text = part(composer.compose(job(Kind.LESSON, *FOURTH)), "html")
    style = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert len(style) == 1
    assert style[0].strip().startswith("@media")
    assert "prefers-color-scheme: dark" in style[0]
    assert re.search(r"<h1 style=\"[^\"]*Georgia", text)


def test_the_html_is_one_a_screen_reader_likes(composer: Composer) -> None:
    text = part(composer.compose(job(Kind.LESSON, *FOURTH)), "html")
    assert re.search(r'<html lang="en"', text)
    assert text.count("<h1") == 1
    assert "<img" not in text
    assert re.search(r'name="color-scheme" content="light dark"', text)
    assert text.index('class="preheader"') < text.index('class="dayline"')


def compiled(course: Course, lesson: Lesson, name: str = "Ada") -> Rendered:
    return Renderer().mail(course, Kind.LESSON, lesson).render(made_up(course, lesson.day, name, "Tue 07:00"))


def written(site: Site, body: str, **changes: object) -> tuple[Course, Lesson]:
    course = site.library.first
    return course, replace(course.lessons[3], body=body, **changes)  # type: ignore[arg-type]


def test_variables_work_in_words_links_and_lists(site: Site) -> None:
    body = (
        '# Hello {{ first_name or "friend" }}\n\nIt is day {{ day }} of {{ days }} of *{{ course.title }}*.\n\n'
        '- [help]({{ links.helpline }})\n- "{{ first_name|default("you") }}"\n\n'
        "{% if next_date %}\n\nUntil {{ next_date }}.\n\n{% endif %}\n"
    )
    made = compiled(*written(site, body))
    assert re.search(r"<h1[^>]*>Hello Ada</h1>", made.html)
    assert re.search(r'href="https://findahelpline.com"', made.html)
    assert re.search(r"<p[^>]*>Until Tue 07:00.</p>", made.html)
    assert "<p></p>" not in re.sub(r' style="[^"]*"', "", made.html)
    assert "Hello Ada\n=" in made.text
    assert "It is day 4 of 11 of The 11-Day Communication Challenge." in made.text
    assert "- help (https://findahelpline.com)\n- “Ada”\n\nUntil Tue 07:00." in made.text


def test_the_button_of_the_question_opens_a_mail_to_the_reply_address(composer: Composer) -> None:
    message = composer.compose(job(Kind.LESSON, *FOURTH))
    to, _, subject = re.findall(r'href="mailto:([^"]+)"', part(message, "html"))[0].partition("?subject=")
    assert to == read(message)["Reply-To"]
    assert unquote(subject) == "Re: Feelings don't travel alone"


def test_the_button_keeps_a_name_in_the_subject_to_itself(site: Site) -> None:
    """A name must not add a recipient or a header to the mail that the button opens (RFC 6068 section 2)."""
    made = compiled(*written(site, "# T", subject="Hi {{ first_name }}"), name="A&bcc=eve@example.org?cc=%0A")
    assert re.search(r'\?subject=Re%3A%20Hi%20A%26bcc%3Deve%40example.org%3Fcc%3D%250A"', made.html)


def test_a_file_beside_the_lessons_is_found_by_its_name_alone(site: Site) -> None:
    body = "![A tree](tree.png) [sheet](pdf/sheet.pdf) [web](https://a.example) [mail](mailto:a@b.example) [top](#x)"
    made = compiled(*written(site, f"# T\n\n{body} [me]({{{{ links.preferences }}}})"))
    assert f'src="{EXAMPLE}tree.png"' in made.html and f"sheet ({EXAMPLE}pdf/sheet.pdf)" in made.text
    assert re.findall(r'(?:href)="([^"]+)"', made.html)[:5] == [
        f"{EXAMPLE}pdf/sheet.pdf", "https://a.example", "mailto:a@b.example", "#x", EXAMPLE,
    ]  # fmt: skip


def test_a_source_may_be_such_a_file_too(site: Site) -> None:
    made = compiled(*written(site, "# T", sources=("Ada (2018), [her notes](notes.pdf).",)))
    assert f'href="{EXAMPLE}notes.pdf"' in made.html
    assert f"her notes ({EXAMPLE}notes.pdf)" in " ".join(made.text.split())


def test_a_brand_colours_the_mail_and_shows_its_logo_with_words_beside_it(site: Site) -> None:
    course, lesson = written(site, "# T")
    made = compiled(replace(course, brand=Brand("#7b2d8b", "logo.png")), lesson)
    assert "background-color: #7b2d8b" in made.html and LIGHT.accent not in made.html
    assert f'src="{EXAMPLE}logo.png" alt="The 11-Day Communication Challenge"' in made.html


def test_a_discreet_mail_shows_no_logo(site: Site) -> None:
    course, lesson = written(site, "# T")
    branded = replace(course, brand=Brand("", "logo.png"))
    made = Renderer().mail(branded, Kind.LESSON, lesson, Manner.DISCREET).render(made_up(branded, 4))
    assert "logo.png" not in made.html


@pytest.mark.parametrize(
    ("locale", "direction", "side"), [("he", "rtl", "right"), ("ar-EG", "rtl", "right"), ("de", "ltr", "left")]
)
def test_a_course_in_arabic_or_hebrew_begins_its_lines_on_the_right(
    site: Site, locale: str, direction: str, side: str
) -> None:
    course, lesson = written(site, "# T\n\n> a")
    made = compiled(replace(course, locale=locale), lesson)
    assert f'<html lang="{locale}" dir="{direction}"' in made.html
    assert re.search(rf"<blockquote[^>]*border-{side}: ", made.html)


def test_the_bar_shows_how_far_the_course_has_come(composer: Composer) -> None:
    html = part(composer.compose(job(Kind.LESSON, *FOURTH)), "html")
    assert (html.count('class="had"'), html.count('class="ahead"')) == (4, 7)
    assert 'class="progress"' not in part(composer.compose(job(Kind.COPY, about="name-it")), "html")


def test_the_safety_line_stands_in_the_box_because_that_may_be_read_alone(site: Site) -> None:
    body = '# T\n\n!!! challenge "Do it"\n    Say it.\n\nTomorrow: more.'
    made = compiled(*written(site, body, safety=True)).text
    assert made.index("Say it.") < made.index("If their reaction frightens you") < made.index("Tomorrow: more.")
    assert "frightens" not in compiled(*written(site, body, safety=False)).text


def test_without_a_box_the_safety_line_ends_the_text(site: Site) -> None:
    made = compiled(*written(site, "# T\n\nSay it.", safety=True)).text
    assert made.index("Say it.") < made.index("If their reaction frightens you") < made.index("Today’s question")


def test_a_course_has_a_safety_line_of_its_own_or_a_neutral_one(site: Site) -> None:
    course, lesson = written(site, "# T\n\nSay it.", safety=True)
    own = compiled(replace(course, safety_line="If the *blade* slips, stop."), lesson)
    assert "If the <em>blade</em> slips, stop." in own.html and "If the blade slips, stop. You can talk to" in own.text
    neutral = " ".join(compiled(replace(course, safety_line=""), lesson).text.split())
    assert "If this frightens you, or could put you or somebody else in danger, leave it out" in neutral
    assert "their reaction" not in neutral and "(https://findahelpline.com)" in neutral


@pytest.mark.parametrize("kind", ["note", "challenge", "safety", "card"])
def test_all_boxes_look_alike_whatever_kind_the_author_names(site: Site, kind: str) -> None:
    """A kind may have the name of one of our own classes."""
    made = compiled(*written(site, f'# T\n\n!!! {kind} "Look"\n    Here.'))
    assert 'class="admonition"' in made.html and f'class="admonition {kind}' not in made.html


def test_a_name_is_escaped_in_html_and_itself_in_text(site: Site) -> None:
    made = compiled(*written(site, '# Hi {{ first_name or "x" }}'), name="Ann & Bo")
    assert "Hi Ann &amp; Bo" in made.html
    assert "Hi Ann & Bo" in made.text


def test_the_subject_and_the_question_may_hold_variables(site: Site) -> None:
    greeting = '{{ first_name or "friend" }}, look'
    made = compiled(*written(site, "# Title", subject=greeting, prompt=f"Well, {greeting}?"))
    assert made.subject == "Ada, look"
    assert "Well, Ada, look?" in made.text
    assert "Well, Ada, look?" in made.html


def test_a_lesson_without_a_title_gets_its_subject_as_one(site: Site) -> None:
    made = compiled(*written(site, "Just words.", subject="Only this"))
    assert re.search(r"<h1[^>]*>Only this</h1>", made.html)
    assert "Only this\n=========" in made.text


def test_a_question_that_looks_like_a_list_stays_a_question(site: Site) -> None:
    made = compiled(*written(site, "# T", prompt="1. or 2. <b>?"))
    assert "1. or 2. &lt;b&gt;?" in made.html
    assert "1. or 2. <b>?" in made.text


def test_foreign_private_characters_vanish(site: Site) -> None:
    made = compiled(*written(site, "# T\n\na\U000f0000b {{ day }}"))
    assert "ab 4" in made.text


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("# T\n\n{{ first_name or 'x' }", ":15: "),
        ("# T\n\n{% if day %}", ":15: "),
        ("# T\n\n{{ surname }}", ":15: there is no variable 'surname'"),
        ("# T\n\n{{ 1 / 0 }}", ":15: this can't be filled in"),
        ("# T\n\n{% raw %}{{ x }}{% endraw %}", ":15: two braces can't be shown"),
    ],
)
def test_a_broken_lesson_names_its_file_and_line(site: Site, body: str, says: str) -> None:
    course, lesson = written(site, body, body_line=13)
    with pytest.raises(LessonBroken, match=re.escape(says)) as broken:
        compiled(course, lesson)
    assert str(broken.value).startswith(f"{lesson.file}:")


def test_a_lesson_that_couldnt_be_read_says_why(site: Site) -> None:
    with pytest.raises(LessonBroken, match=r"^04\.md:2: no\.$"):
        compiled(*written(site, "# T", fault="04.md:2: no."))


def test_an_expression_that_fails_for_one_reader_tells_nothing_of_them(site: Site) -> None:
    course, lesson = written(site, "# T\n\n{% if first_name == 'Zoe' %}{{ [][5].x }}{% endif %}")
    assert "T" in compiled(course, lesson).text
    with pytest.raises(LessonBroken) as broken:
        compiled(course, lesson, name="Zoe")
    assert "Zoe" not in str(broken.value)


def test_a_course_title_cant_hold_variables(make_site: Callable[..., Site], lessons: Path) -> None:
    toml = lessons / "course.toml"
    toml.write_text(toml.read_text().replace('title = "', 'title = "{{ first_name }} ', 1))
    with pytest.raises(LessonBroken, match=r"course\.toml:2: title"):
        Composer(make_site()).compose(job(Kind.LESSON, *FOURTH))


def test_a_poison_lesson_stops_only_itself_and_goes_out_once_mended(site: Site, composer: Composer) -> None:
    file = site.library.first.lessons[3].file
    sound = file.read_text()
    file.write_text(sound + "\n{{ oops\n")
    site.library.refresh()
    for _ in range(2):
        with pytest.raises(LessonBroken, match="04-feelings"):
            composer.compose(job(Kind.LESSON, *FOURTH))
    assert composer.compose(job(Kind.LESSON, "name-it", 5)).data
    file.write_text(sound + "\nMended.\n")
    site.library.refresh()
    assert "Mended." in part(composer.compose(job(Kind.LESSON, *FOURTH)), "plain")


def test_a_lesson_is_compiled_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    composer, made = Composer(site), list[int]()

    def count(*_args: object, **_options: object) -> str:
        made.append(1)
        return "<p>x</p>"

    monkeypatch.setattr("emails.rendering.markdown.markdown", count)
    composer.compose(job(Kind.LESSON, *FOURTH))
    first = len(made)
    composer.compose(job(Kind.LESSON, *FOURTH, first_name="Ben"))
    assert len(made) == first


def test_without_a_helpline_or_an_address_nothing_is_left_open(make_site: Callable[..., Site], lessons: Path) -> None:
    toml = lessons / "course.toml"
    text = re.sub(r'helpline_url = ".*"', 'helpline_url = ""', toml.read_text())
    toml.write_text(text + 'postal_address = "1 Quiet Street, Ely"\n')
    message = Composer(make_site()).compose(job(Kind.LESSON, "what-silence-protects", 2))
    text = part(message, "plain")
    assert re.search(r"If their reaction frightens you, stop\.[^(]*frightens\s+them,\s+stop,\s+too\.\n", text)
    assert "1 Quiet Street, Ely" in text
    assert "1 Quiet Street, Ely" in part(message, "html")


def test_a_course_in_another_language_keeps_its_quotes(make_site: Callable[..., Site], lessons: Path) -> None:
    toml = lessons / "course.toml"
    toml.write_text(toml.read_text().replace('locale = "en"', 'locale = "de"'))
    message = Composer(make_site()).compose(job(Kind.LESSON, *FOURTH))
    assert "don't" in part(message, "plain")
    assert '<html lang="de"' in part(message, "html")


def test_what_markdown_itself_cant_take_breaks_only_its_lesson(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> str:
        raise RecursionError("too deep\nhere.")

    monkeypatch.setattr("emails.rendering.markdown.markdown", fail)
    with pytest.raises(LessonBroken, match=r":1: the mail can't be put together: too deep here\.$"):
        compiled(*written(site, "# Nobody else says this"))
