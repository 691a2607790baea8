"""Email addresses: which ones we can write to, and how they travel."""

from __future__ import annotations

import re

from email_validator import validate_email

from course.errors import BadInput

LONGEST = 254
"""RFC 5321 section 4.5.3.1.3: 256 octets for a path with its angle brackets."""
WIRE = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
"""An address as it may stand in SMTP and in a header without any quoting (RFC 5322 dot-atom)."""


def read_address(text: str) -> str:
    """The normalised address that a person typed: domain in lower case, NFC, as Unicode.

    Raises BadInput("email", one sentence). Nothing is looked up. Names under .test and .example are
    taken, so that a trial needs no real mailbox; a local part beyond ASCII is refused, because
    SMTPUTF8 doesn't reach everybody's mailbox (RFC 6531).
    """
    text = text.strip()
    if not text:
        raise BadInput("email", "Please give your email address.")
    if len(text) > LONGEST:
        raise BadInput("email", f"This address is too long; please give one of at most {LONGEST} characters.")
    if "@" not in text:
        raise BadInput("email", "An email address has an @ in it, as in ada@example.org. Please check yours.")
    if not text.rpartition("@")[0].isascii():
        raise BadInput("email", "We can't reach addresses with letters beyond a-z before the @. Please give another.")
    return _validated(text)


def masked(address: str) -> str:
    """An address as it may stand on a page: its owner knows it again, nobody else can write to it."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def ascii_address(address: str) -> str:
    """The address for SMTP and headers: the domain as A-labels (RFC 5890).

    Raises ValueError where it isn't one that read_address gave.
    """
    if not address.isascii():
        local, _, domain = address.rpartition("@")
        address = f"{local}@{ascii_domain(domain)}"
    if len(address) > LONGEST or not WIRE.fullmatch(address):
        raise ValueError("not an address that can be written to")
    return address


def ascii_domain(domain: str) -> str:
    """A domain as A-labels. Raises ValueError (UnicodeError) where it can't be one."""
    if domain.isascii():
        return domain.lower()
    return validate_email(f"a@{domain}", check_deliverability=False, test_environment=True).ascii_domain


def _validated(text: str) -> str:
    try:  # email-validator's own error is a ValueError
        found = validate_email(text, allow_smtputf8=False, check_deliverability=False, test_environment=True)
        ascii_address(found.normalized)
    except ValueError:
        raise BadInput("email", "This doesn't look like an email address. Please check it for a slip.") from None
    return found.normalized
