"""Real servers on the loopback address: SMTP by aiosmtpd, IMAP by Dovecot, plain and with TLS.

Where Dovecot is absent its tests are skipped with a reason; with ``QZ_DOVECOT=required`` they fail instead.
"""

import contextlib
import getpass
import grp
import itertools
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

LOGIN = "office@example.gov.cn"
SECRET = "a word; and more"  # noqa: S105 - of servers that live for a test
_DOVECOT = """
protocols = {protocols}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
auth_verbose = yes
ssl = {ssl}
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = {secret}
mail_location = maildir:{folder}/mail
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
listen = 127.0.0.1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/passwd
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
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
{pop3}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


_POP3 = """
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {port}
  }}
  inet_listener pop3s {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


PATIENCE = 120
"""Seconds a server may take to start: on a busy machine, many times what it takes on an idle one."""
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_PORTS = itertools.cycle(range(10_000 + _WORKER % 20 * 1000, 11_000 + _WORKER % 20 * 1000))


def free_port():
    """A port nobody listens at: no other worker's, and none of those the system gives to connections meanwhile."""
    for port in itertools.islice(_PORTS, 1000):
        with contextlib.suppress(OSError), socket.socket() as free:
            free.bind(("127.0.0.1", port))
            return port
    pytest.fail("no port is free")


class Certificates:
    """A certificate for 127.0.0.1 and localhost, and the authority that vouches for it."""

    def __init__(self, folder):
        authority = trustme.CA()
        self.certificate = authority.issue_cert("127.0.0.1", "localhost")
        self.path = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.path))

    def context(self):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.certificate.configure_cert(context)
        return context


class SmtpServer:
    """Keeps what it is given; may refuse recipients, or ``hang_up`` in place of the answer to the n-th letter."""

    def __init__(self, security="无", certificates=None, *, login=True, most=1 << 26):
        self.received, self.refuse, self.hang_up = [], {}, None
        options = {"data_size_limit": most, "enable_SMTPUTF8": False}
        if login:
            options |= {"authenticator": self._check, "auth_require_tls": False}
        if security == "STARTTLS":
            options |= {"tls_context": certificates.context(), "require_starttls": True}
        if security == "TLS":
            options |= {"ssl_context": certificates.context()}
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE, **options)

    @property
    def port(self):
        return self.controller.port

    def _check(self, _server, _session, _envelope, _mechanism, data):
        good = (data.login, data.password) == (LOGIN.encode(), SECRET.encode())
        return AuthResult(success=good, handled=good)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.received.append((envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content))
        if self.hang_up == len(self.received):
            server.transport.abort()
        return "250 OK"


@contextlib.contextmanager
def smtp(security="无", certificates=None, **options):
    server = SmtpServer(security, certificates, **options)
    server.controller.start()
    try:
        yield server
    finally:
        server.controller.stop()


def _user():
    """Whom Dovecot runs as: never root, who may have no mail."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwnam(getpass.getuser())


class Dovecot:
    """A Dovecot of its own, with one mailbox."""

    def __init__(self, program, folder, certificates, *, encrypted=True, pop3=False):
        self.folder, self.port, self.tls_port = folder, free_port(), free_port()
        user = _user()
        group = grp.getgrgid(user.pw_gid).gr_name
        self.owner = (user.pw_uid, user.pw_gid)
        certificates.certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
        certificates.certificate.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
        (folder / "passwd").write_text(f"{LOGIN}:{{PLAIN}}{SECRET}::::::\n", "utf-8")
        words = {"ssl": "yes" if encrypted else "no", "secret": "yes" if encrypted else "no"}
        words |= {"user": user.pw_name, "group": group, "port": self.port, "tls_port": self.tls_port}
        words |= {"protocols": "imap", "pop3": ""}
        if pop3:
            self.pop_port, self.tls_pop_port = free_port(), free_port()
            words |= {"protocols": "imap pop3", "pop3": _POP3.format(port=self.pop_port, tls_port=self.tls_pop_port)}
        (folder / "conf").write_text(_DOVECOT.format(folder=folder, **words), "utf-8")
        self.mail = folder / "mail"
        for name in ("mail/cur", "mail/new", "mail/tmp", "home"):
            (folder / name).mkdir(parents=True)
        self.give(*folder.rglob("*"))
        self.process = subprocess.Popen([program, "-F", "-c", str(folder / "conf")], stderr=subprocess.DEVNULL)
        self._wait()

    def give(self, *paths):
        for path in paths:
            if os.geteuid() == 0:
                os.chown(path, *self.owner)

    def _wait(self):
        for _ in range(PATIENCE * 20):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                if connection.recv(4) == b"* OK":
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        log = self.folder / "log"
        self.stop()
        pytest.fail(f"Dovecot did not start: {log.read_text('utf-8') if log.exists() else 'no log'}")

    def deliver(self, content, folder=""):
        """A mail into the mailbox (or a folder of it, by Dovecot's own name), unread, as a delivery agent would."""
        box = self.mail / f".{folder}" if folder else self.mail
        for name in ("cur", "new", "tmp"):
            (box / name).mkdir(parents=True, exist_ok=True)
        self.give(box, *box.iterdir())
        path = box / "new" / f"{time.time_ns()}.test.localhost"
        path.write_bytes(content)
        self.give(path)

    def state(self):
        """Each mail's bytes by its name less the flags, and the flags: what a reader must leave alone."""
        found = {}
        for path in sorted([*self.mail.glob("**/cur/*"), *self.mail.glob("**/new/*")]):
            name, _, flags = path.name.partition(":2,")
            found[name.partition(",")[0]] = (flags, path.read_bytes())
        return found

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


def find_dovecot():
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        reason = "Dovecot is not installed: mails were not fetched from a real IMAP server"
        if os.environ.get("QZ_DOVECOT") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return program


def find_pop3():
    """Whether Dovecot has its POP3 server, a Debian package of its own."""
    if not any(Path(folder, "dovecot/pop3").exists() for folder in ("/usr/lib", "/usr/libexec", "/usr/local/libexec")):
        reason = "Dovecot's POP3 server is not installed: mails were not fetched by POP3"
        if os.environ.get("QZ_DOVECOT") == "required":
            pytest.fail(reason)
        pytest.skip(reason)


@contextlib.contextmanager
def dovecot(certificates, **options):
    program = find_dovecot()
    folder = Path(tempfile.mkdtemp(prefix="qz-dovecot-"))
    folder.chmod(0o755)
    server = None
    try:
        server = Dovecot(program, folder, certificates, **options)
        yield server
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


__all__ = ["LOGIN", "PATIENCE", "SECRET", "Certificates", "dovecot", "find_dovecot", "find_pop3", "free_port", "smtp"]
