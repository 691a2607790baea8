"""A real Postfix for tests: a private one, with its own configuration and queue, that hands mail to `course receive`.

It runs the program as an ordinary user, who may be unable to enter the folder of these tests or to run their
Python: so the code is copied to where everybody may read it.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

import pytest

from course.settings import ROOT
from tests.dovecot import free_port

POSTFIX = "/usr/sbin/postfix"
PAGE = (ROOT / "docs" / "answers.md").read_text()
SUDO = [] if os.getuid() == 0 else ["sudo", "-n"]
"""Postfix begins as root, whoever tests."""
USER = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
needs_postfix = pytest.mark.skipif(
    not Path(POSTFIX).exists() and "REQUIRE_POSTFIX" not in os.environ,
    reason="postfix isn't installed (Debian: apt install postfix)",
)
PACKAGES = ("course", "emails", "web", "workers")
NOT_NEEDED = shutil.ignore_patterns("playwright", "pixeltable*", "mypy*", "*mypyc*", "pip", "pygments", "__pycache__")
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/postfix
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mynetworks = 127.0.0.0/8
alias_maps = {maps}:{folder}/conf/aliases
mydestination = alias.test
recipient_delimiter = +
default_transport = discard:
default_privs = {user}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
showq unix n - n - - showq
local unix - n n - - local
postlog unix-dgram n - n - 1 postlogd
"""
PROGRAM = """#!/bin/sh
# As a process that is killed before it has done anything, or after it has kept the mail and before it says so.
if [ -e {spool}/kill-before ]; then rm {spool}/kill-before; kill -9 $$; fi
env -i PYTHONPATH={srv} DATA_DIR={spool}/data MAIL_DOMAIN=course.test {python} -m course "$@"
code=$?
if [ -e {spool}/kill-after ]; then rm {spool}/kill-after; kill -9 $$; fi
exit $code
"""


def shown(begin: str) -> str:
    """The one block of docs/answers.md that begins so."""
    (found,) = (block for block in re.findall(r"```\n(.*?)```", PAGE, re.DOTALL) if block.startswith(begin))
    return str(found)


class Postfix:
    """The server. What is written for `course.test` goes through the transport that docs/answers.md shows, what
    is written for `alias.test` through the aliases that it shows."""

    def __init__(self) -> None:
        self.port = free_port()
        self._read = 0
        self.folder = Path(tempfile.mkdtemp(prefix="open-up-postfix-"))
        self.folder.chmod(0o755)
        self.srv, self.spool = self.folder / "srv", self.folder / "spool"
        for name in ("conf", "queue", "postfix", "srv", "spool"):
            (self.folder / name).mkdir()
        self._lay_out_program()
        self._lay_out_conf()
        self.process = self._start()

    def own(self) -> None:
        """Hand what these tests have written over to the user who runs the program."""
        self._as_root("chown", "-R", USER, str(self.spool))

    def log(self) -> str:
        """What Postfix has said since the last clearing."""
        log = self.folder / "log"
        return log.read_text()[self._read :] if log.exists() else ""

    def clear(self) -> None:
        """For the next test: no data, and nothing said."""
        self._as_root("rm", "-rf", str(self.spool / "data"))
        self._read += len(self.log())

    def queued(self) -> int:
        """Mails that wait to be brought once more."""
        listed = self._as_root("postqueue", "-c", str(self.folder / "conf"), "-j")
        return len(listed.splitlines())

    def end(self) -> None:
        self._as_root(POSTFIX, "-c", str(self.folder / "conf"), "stop")
        self.process.wait(20)
        self._as_root("rm", "-rf", str(self.folder))

    def _lay_out_program(self) -> None:
        for package in PACKAGES:
            shutil.copytree(ROOT / package, self.srv / package, ignore=NOT_NEEDED)
        shutil.copytree(sysconfig.get_path("purelib"), self.srv, ignore=NOT_NEEDED, dirs_exist_ok=True)
        program = self.srv / ".venv" / "bin" / "course"
        program.parent.mkdir(parents=True)
        program.write_text(PROGRAM.format(srv=self.srv, spool=self.spool, python=self._python()))
        program.chmod(0o755)

    def _python(self) -> str:
        """One that the user may run, and that knows our libraries."""
        tried = ""
        for python in (os.path.realpath(sys.executable), "/usr/bin/python3"):
            try:
                call = [python, "-c", "import course.commands.receive"]
                found = subprocess.run(
                    call,
                    user=USER if not SUDO else None,
                    env={"PYTHONPATH": str(self.srv)},
                    cwd="/",
                    capture_output=True,
                )
            except OSError as error:
                tried += f"{python}: {error}\n"
            else:
                if found.returncode == 0:
                    return python
                tried += f"{python}: {found.stderr.decode()[-300:]}\n"
        pytest.fail(f"{USER} can run no Python of the version that these tests run on:\n{tried}")

    def _lay_out_conf(self) -> None:
        conf = self.folder / "conf"
        maps = subprocess.check_output(["/usr/sbin/postconf", "-d", "-h", "default_database_type"], text=True).strip()
        words = {"folder": self.folder, "user": USER, "port": self.port, "maps": maps}
        told = [shown("relay_domains").replace("lmtp:inet:127.0.0.1:8025", "course:"), shown("course_destination")]
        (conf / "main.cf").write_text(self._here(MAIN.format(**words) + "".join(told)))
        (conf / "master.cf").write_text(self._here(MASTER.format(**words) + shown("course    unix")))
        (conf / "aliases").write_text(self._here(shown("reply:")))
        self._as_root("postalias", "-c", str(conf), f"{maps}:{conf / 'aliases'}")
        self._as_root("chown", "postfix", str(self.folder / "postfix"))
        self._as_root("chown", "-R", "root", str(conf))

    def _here(self, told: str) -> str:
        """With the names of this machine in place of those of the page."""
        told = told.replace("/srv/open-up", str(self.srv)).replace("user=course", f"user={USER}")
        return told.replace("course.example.org", "course.test")

    def _start(self) -> subprocess.Popen[bytes]:
        command = [*SUDO, POSTFIX, "-c", str(self.folder / "conf"), "start-fg"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while "daemon started" not in self.log():
            assert process.poll() is None and time.monotonic() < end, self.log()
            time.sleep(0.05)
        return process

    def _as_root(self, *command: str) -> str:
        environ = {**os.environ, "PATH": f"/usr/sbin:{os.environ['PATH']}"}
        done = subprocess.run([*SUDO, *command], capture_output=True, text=True, timeout=60, env=environ, check=True)
        return done.stdout
