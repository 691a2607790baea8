"""Everything that is kept about a reader in one course, for them to read and to take along."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.models import InboundEmail, Kind, Send, Subscription, Suppression
from course.replies import Entry, journal_of
from course.schedule import weekday_names
from course.signup import dates_to_come, find
from course.site import Site
from course.tokens import EXPORT

Facts = dict[str, Any]
"""Names and plain values, as JSON takes them; times are ISO 8601 in UTC, null where there is none."""


def export(site: Site, token: str) -> Facts:
    """person, course, settings, consent, calendar, mails, questions, received; never a key or a number of ours.

    Raises TokenError, TokenExpired after a week, or NotFound.
    """
    with site.database.reading() as session:
        subscription = find(session, site, EXPORT, token)
        return {
            "person": _person(session, subscription),
            "course": _course(site, subscription),
            "settings": _settings(subscription),
            "consent": _consent(subscription),
            "calendar": [_time(due) for due in dates_to_come(session, site, subscription)],
            "mails": _mails(session, subscription),
            "questions": [_entry(entry) for entry in journal_of(session, site, subscription).entries],
            "received": _received(session, subscription),
        }


def _person(session: Session, subscription: Subscription) -> Facts:
    person = subscription.subscriber
    never = session.scalar(select(Suppression).where(Suppression.subscriber_id == person.id))
    return {
        "email": person.email,
        "first_name": person.first_name,
        "known_since": _time(person.created_at),
        "new_email": person.new_email,
        "new_email_asked_at": _time(person.new_asked_at),
        "no_mail_since": _time(never.created_at) if never else None,
        "no_mail_because": never.reason if never else "",
    }


def _course(site: Site, subscription: Subscription) -> Facts:
    course = site.library.find(subscription.course)
    return {
        "name": subscription.course,
        "title": course.title if course else "",
        "state": subscription.state,
        "reason": subscription.reason,
        "last_day": subscription.position,
        "last_lesson": subscription.last_lesson,
        "last_lesson_sent_at": _time(subscription.last_sent_at),
        "last_lesson_zone": subscription.last_zone,
        "last_lesson_hour": subscription.last_hour,
        "asked_for_early_at": _time(subscription.next_asked_at),
    }


def _settings(subscription: Subscription) -> Facts:
    return {
        "zone": subscription.zone,
        "hour": subscription.hour,
        "weekdays": weekday_names(subscription.weekdays),
        "discreet": subscription.discreet,
        "quote": subscription.quote,
        "hold_when_away": subscription.hold_when_away,
        "not_before": _time(subscription.not_before),
        "paused_at": _time(subscription.paused_at),
        "paused_until": _time(subscription.paused_until),
        "away_until": _time(subscription.away_until),
    }


def _consent(subscription: Subscription) -> Facts:
    return {
        "first_asked_at": _time(subscription.created_at),
        "asked_at": _time(subscription.asked_at),
        "confirmed_at": _time(subscription.confirmed_at),
        "ended_at": _time(subscription.ended_at),
    }


def _mails(session: Session, subscription: Subscription) -> list[Facts]:
    """The author's address stays theirs."""
    sends = session.scalars(select(Send).where(Send.subscription_id == subscription.id).order_by(Send.id))
    return [
        {
            "kind": send.kind,
            "lesson": send.lesson,
            "day": send.day or None,
            "about": send.about,
            "to": "" if send.kind == Kind.SUMMARY else send.recipient or subscription.subscriber.email,
            "state": send.state,
            "reason": send.reason,
            "due_at": _time(send.due_at),
            "sent_at": _time(send.sent_at),
            "tries": send.tries,
        }
        for send in sends
    ]


def _entry(entry: Entry) -> Facts:
    return {
        "day": entry.day,
        "lesson": entry.lesson,
        "title": entry.title,
        "question": entry.question,
        "asked_at": _time(entry.asked_at),
        "answers": [
            {
                "text": answer.text,
                "written_at": _time(answer.written_at),
                "edited_at": _time(answer.edited_at),
                "by_mail": answer.by_mail,
                "from_another_address": answer.from_other,
                "attachments": [asdict(attachment) for attachment in answer.attachments],
            }
            for answer in entry.answers
        ],
        "written_back": [{"text": words.text, "written_at": _time(words.written_at)} for words in entry.written_back],
    }


def _received(session: Session, subscription: Subscription) -> list[Facts]:
    """The mails that came from them, and not the author's; the words in it are what a person wrote."""
    mails = session.scalars(
        select(InboundEmail)
        .outerjoin(Send, Send.id == InboundEmail.send_id)
        .where(InboundEmail.subscription_id == subscription.id, Send.kind.is_distinct_from(Kind.SUMMARY))
        .order_by(InboundEmail.id)
    )
    return [
        {
            "received_at": _time(mail.received_at),
            "from": mail.envelope_from,
            "bytes": mail.size,
            "kind": mail.kind,
            "state": mail.state,
            "reason": mail.reason,
            "subject": mail.subject,
            "words": mail.text,
            "attachments": mail.attachments,
        }
        for mail in mails
    ]


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
