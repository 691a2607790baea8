"""Answering on a private page, and the journal."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

from tests.web.people import words
from tests.web.reader import Reader

SHE_SAID = "I want to hear you because <b>silence</b> & guessing cost us “years”.\n\nThat's all."


def keys(page: str) -> list[str]:
    return re.findall(r'name="reply" value="([^"]+)"', page)


def test_ada_answers_on_the_page_and_sees_when_the_next_one_comes(reader: Reader) -> None:
    reader.lives(1)
    asked = reader.sees(reader.answer(1))
    assert reader.site.library.first.lessons[0].prompt in asked and "day 1" in asked
    kept = reader.client.post(reader.answer(1), data={"text": SHE_SAID})
    assert kept.status_code == 200 and "The next lesson comes Wed 3 March, 07:00" in words(kept.text)
    assert "silence" not in kept.text and "silence" not in reader.client.get(reader.answer(1)).text
    assert not re.search("/(preferences|journal|export)/", kept.text), "a lesson that is passed on leads here, too"
    assert "You've answered already" in reader.sees(reader.answer(1))


def test_the_way_from_an_answer_to_the_journal_is_one_button_and_a_mail_to_ada(reader: Reader) -> None:
    reader.lives(1)
    kept = reader.client.post(reader.answer(1), data={"text": SHE_SAID}).text
    assert f'action="{reader.answer(1)}"' in kept and 'name="action" value="links"' in kept
    for _ in range(2):
        asked = reader.client.post(reader.answer(1), data={"action": "links"})
        assert asked.status_code == 200 and "Your links are on their way to your own mailbox." in words(asked.text)
        assert reader.email not in asked.text
    reader.lives(0)
    assert reader.got()[-1].startswith("Your links") and len(reader.world.sends(kind="lost_link")) == 1


def test_the_journal_leads_to_her_page_and_to_each_question(reader: Reader) -> None:
    reader.lives(2)
    reader.client.post(reader.answer(1), data={"text": SHE_SAID})
    page = reader.client.get(reader.journal()).text
    assert f'href="{reader.preferences}"' in page
    assert f'href="{reader.answer(2)}"' in page and f'href="{reader.answer(1)}"' not in page


def test_an_empty_answer_is_told_and_a_long_one_keeps_what_was_typed(reader: Reader) -> None:
    reader.lives(1)
    for text in ("", "  \n "):
        refused = reader.client.post(reader.answer(1), data={"text": text})
        assert refused.status_code == 422 and 'aria-describedby="text-fault text-hint" aria-invalid' in refused.text
    long = "ä" * 20_001
    refused = reader.client.post(reader.answer(1), data={"text": long})
    assert refused.status_code == 422 and long in refused.text
    assert reader.client.post(reader.answer(1), data={"text": "日" * 20_000}).status_code == 200
    assert reader.client.post(reader.answer(1), data={"text": "x" * 400_000}).status_code == 413
    assert len(keys(reader.client.get(reader.journal()).text)) == 1


def test_half_a_character_becomes_a_whole_one(reader: Reader) -> None:
    reader.lives(1)
    form = '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nHe said \\ud800.\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x; charset=unicode_escape"}
    assert reader.client.post(reader.answer(1), content=form.encode(), headers=headers).status_code == 200
    assert "He said ?." in reader.sees(reader.journal())


def test_a_mail_that_asked_nothing_takes_no_answer(reader: Reader) -> None:
    reader.lives(1)
    confirmation = reader.world.sends(kind="confirmation")[0]
    link = f"/answer/{reader.links.answer(confirmation.key).rpartition('/')[2]}"
    assert reader.client.get(link).status_code == reader.client.post(link, data={"text": "x"}).status_code == 404


def test_the_journal_shows_each_question_with_what_was_written(reader: Reader) -> None:
    reader.lives(3)
    for day, text in ((2, "At dinner"), (1, SHE_SAID), (1, "And more")):
        reader.client.post(reader.answer(day), data={"text": text})
    page = reader.client.get(reader.journal())
    assert "<b>silence" not in page.text and "&lt;b&gt;silence&lt;/b&gt; &amp; guessing" in page.text
    said = words(page.text)
    assert said.index("Day 1") < said.index("And more") < said.index("Day 2") < said.index("At dinner")
    assert "Thu 4 March, 07:00" in said and "Not answered, which is fine, too." in said
    assert page.headers["cache-control"] == "no-store" and page.headers["x-robots-tag"] == "noindex"


def test_ada_changes_one_answer_and_deletes_another(reader: Reader, readers_dump: Callable[[], list[str]]) -> None:
    reader.lives(2)
    reader.client.post(reader.answer(1), data={"text": "the first words"})
    reader.client.post(reader.answer(2), data={"text": "the second words"})
    first, second = keys(reader.client.get(reader.journal()).text)
    changed = reader.client.post(reader.journal(), data={"action": "edit", "reply": first, "text": "better words"})
    assert "Changed." in words(changed.text) and "better words" in changed.text and "first words" not in changed.text
    gone = reader.client.post(reader.journal(), data={"action": "delete", "reply": second})
    assert "Deleted." in words(gone.text) and keys(gone.text) == [first]
    kept = "\n".join(readers_dump())
    assert "second words" not in kept and "first words" not in kept and "better words" in kept


def test_a_slip_in_the_journal_keeps_the_answer_and_what_was_typed(reader: Reader) -> None:
    reader.lives(1)
    reader.client.post(reader.answer(1), data={"text": "my words"})
    (key,) = keys(reader.client.get(reader.journal()).text)
    empty = reader.client.post(reader.journal(), data={"action": "edit", "reply": key, "text": " "})
    assert empty.status_code == 422 and f'id="f-{key}"' in empty.text and "<details open>" in empty.text
    assert 'class="words">my words<' in empty.text


def test_nobody_elses_answer_can_be_touched(reader: Reader, readers_dump: Callable[[], list[str]]) -> None:
    reader.lives(1)
    reader.client.post(reader.answer(1), data={"text": "ada's own"})
    (hers,) = keys(reader.client.get(reader.journal()).text)
    ben = reader.world.join("ben@example.org")
    reader.key, before = ben, readers_dump()
    for action, key in product(("edit", "delete"), (hers, f"{hers}\0", "\0", "")):
        stolen = {"action": action, "reply": key, "text": "x"}
        assert reader.client.post(reader.journal(), data=stolen).status_code == 404
    assert readers_dump() == before


def test_after_a_week_the_link_has_expired_and_a_fresh_one_is_asked_for_on_the_spot(reader: Reader) -> None:
    assert reader.client.get(reader.journal(age=7)).status_code == 200
    for answer in (reader.client.get(reader.journal(age=8)), reader.client.post(reader.journal(age=8))):
        assert answer.status_code == 410
        assert "A fresh one comes by mail" in words(answer.text) and 'action="/lost"' in answer.text


def test_the_journal_can_be_kept_as_text(reader: Reader) -> None:
    reader.lives(2)
    reader.client.post(reader.answer(1), data={"text": SHE_SAID})
    answer = reader.client.get(f"{reader.journal()}?format=text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="my-answers.txt"'
    text = answer.content.decode()
    assert SHE_SAID in text and "Day 1: Why you want to hear it" in text and "Day 2" not in text
