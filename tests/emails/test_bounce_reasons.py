"""Whether an address is dead, by a server's answer."""

from __future__ import annotations

import pytest

from emails.bounce_reasons import Said, Verdict, best_code, judge, refused

ADA = "ada@else.example"
TO_RCPT = " (in reply to RCPT TO command)"
TO_DATA = " (in reply to end of DATA command)"

DEAD = {
    "550 5.1.1 unknown mailbox": "no such user",
    f"550 {ADA} doesn't exist": "no such user",
    "550 there is no one of that name": "no such user",
    "550 Requested action not taken: mailbox unavailable": "no such user",
    "550 5.4.1 Recipient address rejected: Access denied": "no such user",
    "550 5.7.1 no such user": "no such user",
    "550 5.2.1 unknown recipient": "no such user",
    "550 Der Empfänger ist unbekannt": "no such user",
    "550 L'utilisateur n'existe pas": "no such user",
    "550 El usuario no existe": "no such user",
    "550 Пользователь не найден": "no such user",
    "550 用户不存在": "no such user",
    "550 5.1.2 whatever": "no such domain",
    "550 unrouteable address": "no such domain",
    "550 5.4.4 nothing known of it": "no such domain",
    "551 5.1.6 she has moved": "moved",
    "550 5.1.10 null MX": "takes no mail",
}
ALIVE = {
    "552 5.2.2 anything": "full",
    "550 5.1.1 mailbox full": "full",
    "550 das Postfach ist voll": "full",
    "550 boîte aux lettres pleine": "full",
    "550 el buzón está lleno": "full",
    "550 5.1.1 we think that this is spam": "spam",
    "550 5.1.1 rejected by SPF": "authentication",
    "554 5.7.1 you are on a blocklist": "blocked",
    "550 5.7.25 anything": "reverse DNS",
    "550 5.1.8 the sender's domain is unknown": "sender",
    "550 unknown sender": "sender",
    "550 5.7.1 relaying denied": "relay",
    "550 too many messages today": "rate",
    "552 5.3.4 anything": "size",
    "550 this account is disabled": "disabled",
    "554 5.4.6 too many hops": "loop",
    "550 5.7.1 by our policy": "policy",
    "550 malformed address list": "content",
    "450 4.1.1 user unknown": "later",
    "451 4.7.1 greylisted, try again later": "later",
    "421 4.4.2 connection timed out": "network",
    "554 4.4.7 message expired": "too late",
    "550 couldn't create a file: no such user": "their system",
    "550 xyzzy": "unknown",
}


def verdict(answer: str, status: str = "", by_fields: bool = True) -> Verdict:
    return judge(ADA, Said(status, (answer,), by_fields))


@pytest.mark.parametrize(("answer", "reason"), DEAD.items())
def test_somebody_who_is_not_there_is_dead(answer: str, reason: str) -> None:
    found = verdict(answer + TO_RCPT)
    assert (found.hard, found.reason) == (True, reason)


@pytest.mark.parametrize(("answer", "reason"), ALIVE.items())
def test_whatever_is_about_the_mail_or_the_moment_is_not(answer: str, reason: str) -> None:
    found = verdict(answer + TO_RCPT)
    if reason == "later" and "4.1.1" in answer:
        reason = "unknown"
    assert (found.hard, found.reason) == (False, reason)


@pytest.mark.parametrize(
    ("answer", "hard"),
    [
        (f"550 {ADA}: user unknown", True),
        ("550 user unknown", False),
        (f"550 {ADA}: user unknown{TO_RCPT}", True),
        (f"550 user unknown{TO_RCPT}", True),
        (f"550 user unknown{TO_DATA}", False),
        ("550 user unknown (in reply to MAIL FROM command)", False),
        (f"550 5.7.1 {ADA}: user unknown", False),
        (f"550 5.5.0 user unknown{TO_DATA}", True),
        (f"550 5.1.1 user unknown{TO_DATA}", True),
        (f"550 {ADA}... user unknown", True),
        (f"550 no such user{TO_DATA}", True),
        ("550 no such domain", True),
        ("550 no such domain (in reply to MAIL FROM command)", False),
    ],
)
def test_the_words_count_where_it_is_clear_whom_they_are_about(answer: str, hard: bool) -> None:
    assert verdict(answer).hard is hard


def test_a_server_s_own_words_count_unless_they_quote_another() -> None:
    assert verdict("The user is unknown here: user unknown.", by_fields=False).hard
    assert not verdict("It said: 550 user unknown.", by_fields=False).hard
    assert not verdict(f"<{ADA}> (user unknown)", by_fields=False).hard


def test_a_detailed_code_outweighs_a_vague_one_and_the_report_s_own_any_other() -> None:
    assert best_code("5.0.0", ["550 5.1.1 x"]) == "5.1.1"
    assert best_code("5.2.1", ["550 5.1.1 x"]) == "5.2.1"
    assert best_code("", ["550 5.0.0 x", "5.1.1"]) == "5.1.1"
    assert best_code("", ["from 192.0.2.5.1.1, 5.1"]) == ""
    assert best_code("5.0.0", []) == "5.0.0"


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("(in reply to end of DATA command)", "data"),
        ("error after RCPT TO:<a@b.example>", "rcpt"),
        (">>> MAIL FROM:<a@b.example>", "mail"),
        ("does not like recipient.", "does not like recipient"),
        ("550 no (state 14)", "14"),
        ("nothing", ""),
    ],
)
def test_the_command_that_was_refused_is_told_in_many_ways(words: str, command: str) -> None:
    assert refused(words) == command
