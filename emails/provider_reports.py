"""Reports that a provider sends as JSON in a mail: Amazon SES by way of SNS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.message import Message
from typing import Any

from emails.notices import own_leaves
from emails.parsing import part_text
from emails.reports import Entry, clean_address

LONGEST = 200_000
BROKEN = re.compile(r"!\n ")
"""How sendmail breaks a line that is too long."""


def provider_entries(message: Message) -> list[Entry]:
    """The recipients that it names; [] for any other mail."""
    report = _report(message)
    return [entry for entry in _entries(report) if entry.address] if report else []


def _report(message: Message) -> dict[str, Any]:
    """The report in the first text, which SNS may have wrapped once more."""
    for part in own_leaves(message):
        text = part_text(part)[:LONGEST].lstrip() if part.get_content_maintype() == "text" else ""
        found = _decoded(BROKEN.sub("", text)) if text.startswith("{") else {}
        inner = found.get("Message")
        found = _decoded(inner) if isinstance(inner, str) else found
        if "notificationType" in found or "eventType" in found:
            return found
    return {}


def _decoded(text: str) -> dict[str, Any]:
    try:
        found, _ = json.JSONDecoder(strict=False).raw_decode(text)  # mail breaks long lines inside strings
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _entries(report: dict[str, Any]) -> Iterator[Entry]:
    for each in _listed(report, "bounce", "bouncedRecipients"):
        action = "delayed" if each.get("action") == "delayed" else "failed"
        yield Entry(_address(each), action, str(each.get("status", "")), str(each.get("diagnosticCode", "")))
    for each in _listed(report, "complaint", "complainedRecipients"):
        yield Entry(_address(each), "complaint", "", "")
    for each in _listed(report, "delivery", "recipients"):
        yield Entry(_address({"emailAddress": each}), "delivered", "", "")


def _listed(report: dict[str, Any], kind: str, name: str) -> list[Any]:
    inner = report.get(kind)
    found = inner.get(name) if isinstance(inner, dict) else None
    return [each for each in found if isinstance(each, dict | str)] if isinstance(found, list) else []


def _address(each: dict[str, Any]) -> str:
    return clean_address(str(each.get("emailAddress", "")))
