"""STARTTLS at the mail listener, over real sockets and with a certificate made here."""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
import struct
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from course.certificates import Certificate
from course.errors import SettingsError
from course.settings import load_settings
from emails.smtpd import MOST_CONNECTIONS, Listener
from tests.emails.letters import ADA, letter

Kept = list[bytes]


def make_certificate(folder: Path, name: str = "mx") -> Certificate:
    """A fresh one, signed by itself."""
    made = Certificate(folder / f"{name}.crt", folder / f"{name}.key")
    call = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run([*call.split(), "-keyout", made.key, "-out", made.chain], check=True, capture_output=True)
    return made


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@contextmanager
def opened(kept: Kept, certificate: Certificate, lmtp: bool = False) -> Iterator[int]:
    def keep(raw: bytes, *_: object) -> str:
        kept.append(raw)
        return "key"

    sock = socket.create_server(("127.0.0.1", 0), backlog=512)
    door = Listener(sock, lmtp, keep, lambda _: False, 1_000_000, 0, certificate)
    door.start()
    try:
        yield sock.getsockname()[1]
    finally:
        door.stop()


def trusting(certificate: Certificate) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate.chain))


def test_a_mail_comes_in_under_tls_and_another_without(certificate: Certificate) -> None:
    kept: Kept = []
    with opened(kept, certificate) as port:
        with smtplib.SMTP("localhost", port, timeout=20) as client:
            client.starttls(context=trusting(certificate))
            client.ehlo()
            assert not client.has_extn("starttls") and not client.has_extn("auth") and client.has_extn("pipelining")
            for _ in range(2):
                client.sendmail(ADA, ["reply@course.test"], letter("x" * 200_000))
        with smtplib.SMTP("localhost", port, timeout=20) as client:
            client.sendmail(ADA, ["reply@course.test"], letter("plain"))
            assert client.has_extn("starttls")
    assert kept == [letter("x" * 200_000)] * 2 + [letter("plain")]


def test_lmtp_offers_it_as_well(certificate: Certificate) -> None:
    kept: Kept = []
    with opened(kept, certificate, lmtp=True) as port, smtplib.LMTP("localhost", port, timeout=20) as client:
        client.ehlo("there")
        assert client.has_extn("starttls")
        client.starttls(context=trusting(certificate))
        client.sendmail(ADA, ["reply@course.test"], letter())
        assert isinstance(client.sock, ssl.SSLSocket)
    assert kept == [letter()]


def asks(port: int, more: bytes = b"") -> socket.socket:
    """A client that was told to begin."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=20)
    sock.recv(200)
    sock.sendall(b"EHLO there\r\n")
    while b"250 HELP" not in sock.recv(1000):
        pass
    sock.sendall(b"STARTTLS\r\n" + more)
    assert sock.recv(100).startswith(b"220")
    return sock


def test_what_somebody_put_between_before_tls_is_not_heard_under_it(certificate: Certificate) -> None:
    """The plain-text injection that RFC 3207 section 6 warns of."""
    kept: Kept = []
    with opened(kept, certificate) as port:
        sock = asks(port, b"MAIL FROM:<mallory@example.org>\r\nRCPT TO:<reply@course.test>\r\n")
        try:
            with trusting(certificate).wrap_socket(sock, server_hostname="localhost") as safe:
                safe.sendall(b"EHLO there\r\nRCPT TO:<reply@course.test>\r\n")
                said = b""
                while b"503" not in said:
                    said += safe.recv(1000)
                assert b"250 2.1.0" not in said and b"250 2.1.5" not in said
        except OSError:  # so is hanging up
            pass
    assert kept == []


def nonsense(sock: socket.socket) -> None:
    sock.sendall(b"this is no handshake\r\n")
    while sock.recv(1000):
        pass


def hangs_up(sock: socket.socket) -> None:
    sock.sendall(b"\x16\x03\x01")


def breaks_off(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("way", [nonsense, hangs_up, breaks_off])
def test_however_handshakes_fail_no_connection_stays_taken(
    certificate: Certificate, way: Callable[[socket.socket], None]
) -> None:
    kept: Kept = []
    with opened(kept, certificate) as port:
        for _ in range(MOST_CONNECTIONS + 20):
            with asks(port) as sock:
                way(sock)
        with smtplib.SMTP("localhost", port, timeout=20) as client:
            client.starttls(context=trusting(certificate))
            client.sendmail(ADA, ["reply@course.test"], letter())
    assert kept == [letter()]


def test_as_many_connections_as_before_fit_under_tls(certificate: Certificate) -> None:
    with opened([], certificate) as port:
        for _ in range(MOST_CONNECTIONS + 20):
            with smtplib.SMTP("localhost", port, timeout=20) as client:
                client.starttls(context=trusting(certificate))
        lines = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(MOST_CONNECTIONS)]
        assert all(line.recv(100).startswith(b"220") for line in lines)
        with socket.create_connection(("127.0.0.1", port), timeout=20) as late:
            assert late.recv(100).startswith(b"421"), "nothing was counted twice as gone"
        for line in lines:
            line.close()


def test_a_renewed_certificate_is_shown_without_a_restart(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    mine, renewed = make_certificate(tmp_path), make_certificate(tmp_path, "renewed")
    with opened([], mine) as port:
        for path, fresh in ((mine.key, renewed.key), (mine.chain, renewed.chain)):
            os.utime(fresh, ns=(1, 1))
            path.write_bytes(fresh.read_bytes())
        for _ in range(2):
            with smtplib.SMTP("localhost", port, timeout=20) as client:
                client.starttls(context=trusting(renewed))
        mine.key.write_text("nonsense")
        with smtplib.SMTP("localhost", port, timeout=20) as client:
            client.starttls(context=trusting(renewed))
    assert "the one before it serves on" in caplog.text


def faults(folder: Path, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings({"DATA_DIR": str(folder), **environ}, dotenv=None)
    return caught.value.faults


def test_both_files_are_named_readable_and_fit(tmp_path: Path, certificate: Certificate) -> None:
    chain, key, other = str(certificate.chain), str(certificate.key), make_certificate(tmp_path)
    found = load_settings({"INBOUND_TLS_CERT": chain, "INBOUND_TLS_KEY": key, "DATA_DIR": str(tmp_path)}, dotenv=None)
    assert found.inbound_tls == certificate
    assert faults(tmp_path, INBOUND_TLS_CERT=chain) == [
        "INBOUND_TLS_KEY: set it too; INBOUND_TLS_CERT alone is of no use."
    ]
    assert faults(tmp_path, INBOUND_TLS_KEY=key) == [
        "INBOUND_TLS_CERT: set it too; INBOUND_TLS_KEY alone is of no use."
    ]
    missing = str(tmp_path / "missing.pem")
    assert faults(tmp_path, INBOUND_TLS_CERT=missing, INBOUND_TLS_KEY=missing) == [
        f"INBOUND_TLS_{name}: {missing} can't be read; name a readable file in PEM." for name in ("CERT", "KEY")
    ]
    for wrong in (str(other.key), chain):
        (fault,) = faults(tmp_path, INBOUND_TLS_CERT=chain, INBOUND_TLS_KEY=wrong)
        assert fault.startswith("INBOUND_TLS_KEY: it isn't the key of INBOUND_TLS_CERT, has a password, or")


def test_a_key_with_a_password_is_refused_and_asks_nobody(tmp_path: Path, certificate: Certificate) -> None:
    locked = tmp_path / "locked.key"
    call = ["openssl", "rsa", "-aes256", "-passout", "pass:hunter2", "-in", str(certificate.key), "-out", str(locked)]
    subprocess.run(call, check=True, capture_output=True)
    (fault,) = faults(tmp_path, INBOUND_TLS_CERT=str(certificate.chain), INBOUND_TLS_KEY=str(locked))
    assert fault.startswith("INBOUND_TLS_KEY: it isn't the key of INBOUND_TLS_CERT, has a password, or")
