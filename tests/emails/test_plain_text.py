"""The text part says what the HTML says, and reads well by itself."""

from __future__ import annotations

import markdown
from hypothesis import given
from hypothesis import strategies as st

from emails.plain_text import RULE, WIDTH, plain_text, wrap


def from_markdown(text: str) -> str:
    return plain_text(markdown.markdown(text, extensions=["sane_lists", "admonition"]))


def test_a_title_is_underlined_and_a_paragraph_wrapped() -> None:
    text = from_markdown("# Name it\n\n" + "word " * 30)
    assert text.splitlines()[:3] == ["Name it", "=======", ""]
    assert max(map(len, text.splitlines())) <= WIDTH


def test_a_link_is_written_out_once() -> None:
    assert from_markdown("See [the site](https://example.org/a?b=1&c=2).") == (
        "See the site (https://example.org/a?b=1&c=2)."
    )
    assert from_markdown("<https://example.org>") == "https://example.org"
    assert from_markdown("[write](mailto:ada@example.org)") == "write (ada@example.org)"
    assert from_markdown("[up](#top)") == "up"


def test_a_long_link_is_never_broken() -> None:
    url = "https://example.org/" + "a-b" * 40
    assert f"({url})" in from_markdown(f"Some words before [it]({url}) and after.")


def test_the_challenge_stands_apart() -> None:
    text = from_markdown('Before.\n\n!!! challenge "Today"\n    Do it.\n\n    Or not.\n\nAfter.')
    assert text == f"Before.\n\n{RULE}\nToday\n\nDo it.\n\nOr not.\n{RULE}\n\nAfter."


def test_lists_keep_their_marks_and_their_order() -> None:
    assert from_markdown("- one\n- two\n\nThen\n\n3. three\n4. four") == "- one\n- two\n\nThen\n\n3. three\n4. four"


def test_a_list_in_a_list_is_indented() -> None:
    assert from_markdown("1. one\n    - inner\n2. two") == "1. one\n\n   - inner\n2. two"


def test_a_long_item_hangs_under_its_first_word() -> None:
    lines = from_markdown("- " + "word " * 30).splitlines()
    assert lines[0].startswith("- word")
    assert all(line.startswith("  word") for line in lines[1:])


def test_a_saying_is_set_in_and_emphasis_is_left_out() -> None:
    assert from_markdown("> I *may* be **wrong**.\n\nYes.") == "    I may be wrong.\n\nYes."


def test_a_line_break_stays_and_a_rule_becomes_stars() -> None:
    assert from_markdown("one  \ntwo\n\n---\n\nthree") == "one\ntwo\n\n* * *\n\nthree"


def test_code_keeps_its_lines_and_a_picture_tells_what_it_shows() -> None:
    assert from_markdown("    a  b\n      c") == "    a  b\n      c"
    assert from_markdown("![a cupboard](x.png)") == "[a cupboard]"


def test_what_nobody_sees_is_left_out() -> None:
    assert plain_text("<style>p{}</style><p>seen</p><script>alert(1)</script>") == "seen"


@given(st.lists(st.text("abc …“é-", min_size=1), min_size=1))
def test_wrapping_loses_no_word(words: list[str]) -> None:
    text = " ".join(words)
    assert wrap(text, "  ").split() == text.split()


def test_a_picture_s_words_stand_in_brackets_also_where_it_is_a_link() -> None:
    assert from_markdown("Look: ![Two cups](tea.png)") == "Look: [Two cups]"
    assert from_markdown("[![Two cups](tea.png)](https://a.example)") == "[Two cups] (https://a.example)"
    assert from_markdown("Look: ![](tea.png)") == "Look:"
