"""An office's folder with drafts to send and a mailbox to send them through."""

import shutil
from pathlib import Path

import pytest
from post_servers import LOGIN, SECRET

from qz.cli.main import main
from qz.mail.ledger import LEDGER_NAME, read_ledger

ROOT = Path(__file__).parents[2]
PROGRAMME = ROOT / "templates" / "2011.xlsx"


@pytest.fixture(scope="session")
def drafted(tmp_path_factory):
    """An office after make forms and make mail: 21 drafts, none sent."""
    folder = tmp_path_factory.mktemp("drafted")
    (folder / "templates").mkdir()
    shutil.copy(PROGRAMME, folder / "templates")
    words = ["--programme", str(folder / "templates/2011.xlsx"), "--output", str(folder / "output")]
    assert main(["forms", *words]) == 0
    returns = tmp_path_factory.mktemp("empty")
    assert main(["mail", *words, "--today", "2011-06-24", "--returns", str(returns)]) == 0
    return folder


class PostOffice:
    """The office at its terminal: its folder, its mailbox settings, what it is told."""

    def __init__(self, folder, capsys, monkeypatch):
        self.folder, self.capsys, self.monkeypatch = folder, capsys, monkeypatch
        self.passwords, self.typed = [], SECRET
        monkeypatch.setattr("qz.cli.password._store", lambda: None)
        monkeypatch.setattr("qz.cli.password._typed", self._type)

    def _type(self, prompt):
        self.passwords.append(prompt)
        return self.typed

    def settings(self, *, send=None, fetch=None, more=""):
        """Write mail.toml: ports and security of the servers there are."""
        lines = [f'address = "{LOGIN}"']
        for name, server in (("send", send), ("fetch", fetch)):
            if server:
                port, security, certificates = server
                lines += [f"[{name}]", 'server = "127.0.0.1"', f"port = {port}", f'security = "{security}"']
                lines += [f'certificate = "{certificates.path}"'] if certificates else []
                lines += ["pause = 0"] if name == "send" else ["since = 2000-01-01"]
                lines += [more] if more else []
        (self.folder / "templates/mail.toml").write_text("\n".join(lines) + "\n", "utf-8")

    def run(self, command, *words):
        """Status and what was said."""
        self.capsys.readouterr()
        self.monkeypatch.chdir(self.folder)
        status = main([command, "--year", "2011", *words])
        shown = self.capsys.readouterr()
        return status, shown.out, shown.err

    @property
    def ledger(self):
        return read_ledger(self.folder / "output/2011/mail" / LEDGER_NAME)

    def outcomes(self):
        return {
            (record.unit_code, each.address): each.outcome.value for record in self.ledger for each in record.deliveries
        }


@pytest.fixture
def post(drafted, tmp_path, capsys, monkeypatch):
    shutil.copytree(drafted, tmp_path, dirs_exist_ok=True)
    return PostOffice(tmp_path, capsys, monkeypatch)
