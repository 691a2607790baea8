"""Headings, what the inbox shows, how a lesson reads, spammy words, and both parts of a mail."""

from __future__ import annotations

import pytest

from course.site import Site
from emails.composing import Composer
from emails.linting.parts import difference
from tests.emails.linted import PREHEADER, PROMPT, SUBJECT, TITLE, Linter
from tests.emails.mails import every_job, part

# Headings.


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("### Deep", [(1, "heading")]),
        ("## Two\n\n#### Four\n\n## Two again", [(3, "heading")]),
        ("# Another title", [(1, "heading")]),
        ("Another title\n=============", [(1, "heading")]),
        ("<h1>Another</h1>", [(1, "heading")]),
        ("## One\n\n# One", [(3, "heading")]),
        ('!!! note "Aside"\n    Text.\n\n    #### Deep', [(4, "heading")]),
    ],
)
def test_a_heading_out_of_order_is_told_on_its_line(linter: Linter, text: str, told: list[tuple[int, str]]) -> None:
    assert linter.told(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "## Two\n\n### Three\n\n## Two again",
        "Two\n---\n\nText.",
        '!!! note "Aside"\n    Text.\n\n## Two',
        "`# not a heading`",
        "## Two\n\n### Three\n\n#### Four\n\n## *Two* again, {{ first_name or 'friend' }}",
    ],
)
def test_headings_in_order_are_left_alone(linter: Linter, text: str) -> None:
    assert linter.told(text) == []


# What only looks like Markdown, and capitals that aren't any.


@pytest.mark.parametrize(
    "text",
    [
        "***so*** and **a *b* c** and *a **b** c* and __d__ and _e_.",
        "It is so.\\* And more.\n\n\\* Not always.",
        "2 * 3 * 4 and a*b, 5 ** 2 and first_name, or snake_case.",
        "Well :-) or {grin} or (c) as in [1] and [2][3] or a[0][1].",
        "She [my aunt] said: [...] yes [sic]. (He [his son] too.)",
        "\u2013 Bonjour\u00a0!\n\u2013 Salut\u00a0!",
        "It was long ago,\n1945. And then\n2001. It went on.",
        "One  \ntwo  \n***\n\nIt costs $5, ~7 or #1.",
        "```\nif (a) { b[0](c); } // **d** ~~e~~ [f](g\n```\n\n    - [ ] {{ day }} https://example.org\n    !!! box",
        "See [the study][1].\n\n[1]: https://example.org/study",
    ],
)
def test_what_only_looks_like_markdown_is_left_alone(linter: Linter, text: str) -> None:
    assert [fault for fault in linter.told(text) if fault[1] != "grade"] == []


@pytest.mark.parametrize(
    "subject", ["להקשיב עד הסוף היום", "استمع حتى النهاية", "最後まで 聞いて ください", "सुनो और फिर बोलो"]
)
def test_a_script_without_capitals_does_not_shout(linter: Linter, subject: str) -> None:
    assert linter.told(subject=subject, strict=True) == []


def test_sentences_that_are_set_in_are_told_and_code_is_not(linter: Linter) -> None:
    assert linter.told("    We ask, and then we wait a while.") == [(1, "markdown")]
    assert linter.told("\tWe ask, and then we wait a while.") == [(1, "markdown")]
    assert linter.told("    ask; and then wait(a while)") == []


# What the inbox shows.


@pytest.mark.parametrize(
    ("subject", "rule"),
    [
        ("x" * 51, "subject"),
        ("{{ first_name }}, you", "fallback"),
        ("{% if first_name %}Hello{% endif %}", "subject"),
        ("Buy this", "spam"),
        ("$100 for your thoughts", "spam"),
        ("Your family and you", "spam"),
        ("One! Two! Three!", "spam"),
        ("A QUESTION FOR YOU", "spam"),
        ("Act now", "spam"),
    ],
)
def test_a_bad_subject_is_told_on_its_line(linter: Linter, subject: str, rule: str) -> None:
    assert linter.told(subject=subject) == [(SUBJECT, rule)]


@pytest.mark.parametrize(
    "subject",
    [
        "x" * 50,
        '{{ first_name or "friend" }}, what do you hear?',
        "{% if first_name %}Hello, {{ first_name }}{% else %}Hello{% endif %}",
        "What a question",
        "Do you buy it?",
        "How NASA listens",
        "Really? Really!",
        "OK",
        "A family of your own",
    ],
)
def test_a_good_subject_is_left_alone(linter: Linter, subject: str) -> None:
    assert (
        linter.told(subject=subject.replace('"', "''").replace("''", '"'), preheader="It opens a door for both") == []
    )


@pytest.mark.parametrize(
    "preheader", ["Nineteen characters", "x" * 111, "Ask first, and then wait", "Why you ask first today, not last"]
)
def test_a_bad_preheader_is_told_on_its_line(linter: Linter, preheader: str) -> None:
    assert linter.told(preheader=preheader) == [(PREHEADER, "preheader")]


@pytest.mark.parametrize("preheader", ["x" * 20, "x" * 110, "First ask yourself, and then them"])
def test_a_good_preheader_is_left_alone(linter: Linter, preheader: str) -> None:
    assert linter.told(preheader=preheader) == []


def test_a_subject_of_one_word_may_come_up_again_later_but_not_first(linter: Linter) -> None:
    assert linter.told(subject="Trust", preheader="How trust grows by small things") == []
    assert linter.told(subject="Trust", preheader="Trust grows by small things") == [(PREHEADER, "preheader")]


@pytest.mark.parametrize("prompt", ["Tell me more.", "What? And why?", "How did it go??"])
def test_a_prompt_that_is_not_one_question_is_told(linter: Linter, prompt: str) -> None:
    assert linter.told(prompt=prompt) == [(PROMPT, "prompt")]


def test_questions_of_other_languages_are_questions(linter: Linter) -> None:
    assert linter.told(prompt="¿Qué escuchaste?", toml='locale = "es"') == []
    assert linter.told(prompt="何を聞きましたか？", toml='locale = "ja"') == []
    assert linter.told(prompt="Τι άκουσες;", toml='locale = "el"') == []


@pytest.mark.parametrize(("key", "line"), [("subject", SUBJECT), ("preheader", PREHEADER)])
def test_shouting_is_told_when_strict(linter: Linter, key: str, line: int) -> None:
    for shouted in ("Now LISTEN to what they say", "Listen to what they say!!"):
        assert linter.told(**{key: shouted}) == []
        assert linter.told(strict=True, **{key: shouted}) == [(line, "loud")]
    assert linter.told(strict=True, **{key: "How NLP and the FBI can listen!"}) == []


# How it reads.

HARD = "Communicative partnerships habitually necessitate intellectual flexibility and emotional responsibility. "


def test_a_hard_lesson_is_told_at_its_longest_sentence(linter: Linter) -> None:
    (fault,) = linter.faults(f"Short one.\n\n{HARD}\n\n{HARD.replace(' and ', ' and also and ')}\n\n{HARD}\n\n{HARD}")
    assert (fault.line, fault.rule) == (14, "grade")
    assert "grade 30.7; 8 is the most" in fault.message and "this one of 11 words" in fault.message


def test_code_and_sources_make_no_lesson_hard_and_other_languages_have_no_grade(linter: Linter) -> None:
    assert linter.told(f"It is easy.\n\n`{HARD * 5}`\n\nIt is.") == []
    assert linter.told(HARD * 5, toml='locale = "fr"') == []


def test_long_sentences_and_lessons_are_told_when_strict(linter: Linter) -> None:
    long = "I went " + "and went " * 14 + "on."
    assert linter.told(f"One.\n\nTwo. {long}") == []
    assert linter.told(f"One.\n\nTwo. {long}", strict=True) == [(3, "sentence")]
    assert linter.told(long.replace("I went and", "I"), strict=True) == []
    assert linter.told("Say it now. " * 199, strict=True) == []
    assert linter.told("Say it now. " * 200, strict=True) == [(TITLE, "length")]


# Words that spam filters dislike.


@pytest.mark.parametrize(
    "text",
    [
        "To stop these emails, write.",
        "Stop receiving our e-mails.",
        "A money-back guarantee.",
        "It is 100% free.",
        "It is risk-free.",
        "**Click\nhere** to go.",
        "Act now!",
        "Dear friend, hello.",
        "Unclaimed prizes wait.",
    ],
)
def test_a_spammy_word_is_told_on_its_line(linter: Linter, text: str) -> None:
    assert linter.told(f"One.\n\n{text}\n\nTwo.") == [(3, "spam")]


@pytest.mark.parametrize(
    "text",
    [
        "Unsubscribe whenever you like.",
        "If you're angry, don't act now.",
        "It's better not to act now.",
        "I want my money back, said the guest.",
        "Everybody is free, and nothing is without risk.",
        "You may stop these talks, and these letters.",
        "My dear friend came.",
        "There was a click. Here it was.",
        "Is your family well? Buy bread for $100 and lose weight.",
        "`click here`",
    ],
)
def test_a_word_that_only_looks_spammy_is_left_alone(linter: Linter, text: str) -> None:
    assert linter.told(text) == []


def test_each_spammy_word_is_told_once(linter: Linter) -> None:
    assert linter.told("Click here.\n\nOr click here.") == [(1, "spam"), (3, "spam")]
    assert linter.told("[click here](https://example.org)", strict=True) == [(1, "spam")]


# Both parts.


def test_both_parts_of_every_mail_say_the_same_and_lead_to_the_same_places(site: Site, composer: Composer) -> None:
    for each in every_job(site):
        message = composer.compose(each)
        found = difference(part(message, "html"), part(message, "plain"))
        assert found.small, (each.kind, found)


def test_what_stands_in_one_part_alone_is_found() -> None:
    page = (
        '<p>Read <a href="https://example.org/a">the first</a>, write to <a href="mailto:a@b.org?subject=x">A</a>.</p>'
    )
    text = "Read the first (https://example.org/a),\nwrite to A (a@b.org)."
    assert difference(page, text).share == 1
    assert difference(page, text).small
    assert difference(page, text.replace("/a)", "/b)")).links == ["https://example.org/a", "https://example.org/b"]
    assert difference(page, text.replace("a@b.org", "c@b.org")).links == ["a@b.org"]
    assert difference(page, text.replace("write", "speak")).words == ["write", "speak"]
    assert not difference(page, text.replace("write", "speak")).small


def test_a_word_in_fifty_may_differ() -> None:
    words = " ".join(f"word{n}" for n in range(100))
    assert difference(f"<p>{words}</p>", words.replace("word7 ", "seven ").replace("word8 ", "eight ")).small
    assert not difference(f"<p>{words}</p>", words.replace("word1", "one")).small


def test_hidden_text_is_told_where_it_stands(linter: Linter) -> None:
    assert linter.told(f'One.\n\n<p style="display: none">{"Nobody sees this. " * 9}</p>') == [(3, "parts")]


def test_numbers_of_lists_are_no_words_that_one_part_lacks(linter: Linter) -> None:
    assert linter.told("1. One\n2. Two\n3. Three\n4. Four\n\nThere were 4. Or 5.") == []


def test_tables_say_the_same_in_both_parts(linter: Linter) -> None:
    assert (
        linter.told("<table><tr><td>One</td><td>two</td></tr></table>\n\n<dl><dt>Tea</dt><dd>is warm</dd></dl>") == []
    )
