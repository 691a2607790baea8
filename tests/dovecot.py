"""A real IMAP server for tests: Debian's dovecot-imapd, with one mailbox that any name opens."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from imapclient import IMAPClient

from course.certificates import Certificate

DOVECOT = "/usr/sbin/dovecot"
PASSWORD = "hunter2 @/?#"
needs_dovecot = pytest.mark.skipif(
    not (Path(DOVECOT).exists() and Path("/usr/lib/dovecot/imap").exists()) and "REQUIRE_DOVECOT" not in os.environ,
    reason="dovecot isn't installed (Debian: apt install dovecot-imapd)",
)
CONF = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=all {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Dovecot:
    """The server; it may be stopped and started again, and everything stays on the disk."""

    def __init__(self, certificate: Certificate | None = None) -> None:
        self.port, self.tls_port = free_port(), free_port() if certificate else 0
        # not below pytest's own folder, which only its owner may enter: mail is never root's
        self.folder = Path(tempfile.mkdtemp(prefix="open-up-imap-"))
        self.folder.chmod(0o755)
        (self.folder / "users").write_text(f"all:{{PLAIN}}{PASSWORD}\n")
        (self.folder / "mail").mkdir()
        (self.folder / "conf").write_text(CONF.format(**self._words()) + self._tls(certificate))
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([DOVECOT, "-F", "-c", self.folder / "conf"])
        end = time.monotonic() + 20
        while True:
            try:
                self.client().logout()
                return
            except (OSError, IMAPClient.Error):
                assert time.monotonic() < end, (self.folder / "log").read_text()
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def end(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def client(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20)
        client.login("ada", PASSWORD)
        return client

    def lay(self, *raws: bytes) -> None:
        """Put mails into the mailbox."""
        with self.client() as client:
            for raw in raws:
                client.append("INBOX", raw)

    def forget_uids(self) -> None:
        """As if the mailbox had been moved to another machine: the same mails, another UIDVALIDITY."""
        self.stop()
        for path in (self.folder / "mail").glob("dovecot*"):
            if not path.name.startswith("dovecot-uidvalidity"):  # which sees to it that the next one is another
                path.unlink()
        self.start()

    def break_lines(self) -> int:
        """Kill what serves connections, without a word to the clients; how many there were."""
        killed = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, name, _, parent = stat.read_text().split()[:4]
            except (OSError, ValueError):
                continue  # ended meanwhile
            if name == "(imap)" and int(parent) == self.process.pid:
                os.kill(int(pid), signal.SIGKILL)
                killed += 1
        return killed

    def _words(self) -> dict[str, object]:
        me = pwd.getpwuid(os.getuid())
        mine = me if me.pw_uid else pwd.getpwnam("nobody")
        if not me.pw_uid:
            os.chown(self.folder / "mail", mine.pw_uid, mine.pw_gid)
        names = (me.pw_name, me.pw_name) if me.pw_uid else ("dovecot", "dovenull")
        group = subprocess.check_output(["id", "-gn", names[0]], text=True).strip()
        ports = {"port": self.port, "tls_port": self.tls_port}
        who = {"internal": names[0], "login": names[1], "group": group, "uid": mine.pw_uid, "gid": mine.pw_gid}
        return {"folder": self.folder, **ports, **who}

    def _tls(self, certificate: Certificate | None) -> str:
        if certificate is None:
            return "ssl = no\n"
        return f"ssl = yes\nssl_cert = <{certificate.chain}\nssl_key = <{certificate.key}\n"
