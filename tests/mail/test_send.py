"""``qz send`` against a real SMTP server: who gets what, once, whatever breaks on the way."""

import email
import email.policy
import subprocess

import pytest
from post_servers import LOGIN, SECRET, smtp

from qz.mail.ledger import LEDGER_NAME, write_ledger
from qz.model.letters import MailKind
from qz.programme.read_programme import read_programme

YES = "--yes"


def menghe(post):
    return post.folder / "output/2011/mail/发表-Z02-孟河镇.eml"


@pytest.mark.parametrize("security", ["无", "STARTTLS", "TLS"])
def test_every_unit_gets_its_form_once(post, certificates, programme_2011, security):
    with smtp(security, certificates) as server:
        post.settings(send=(server.port, security, None if security == "无" else certificates))
        status, out, err = post.run("send", YES)
        assert (status, err) == (0, "")
        assert "已发出 21 封，共 21 封" in out
        assert [(sender, to) for sender, to, _ in server.received] == [
            (LOGIN, (unit.email,)) for unit in programme_2011.units
        ]
        status, out, _ = post.run("send", YES)
        assert status == 0
        assert "没有要发的邮件" in out
        assert len(server.received) == 21
    for unit, (_, _, content) in zip(programme_2011.units, server.received, strict=True):
        message = email.message_from_bytes(content, policy=email.policy.default)
        draft = (post.folder / f"output/2011/mail/发表-{unit.code}-{unit.name}.eml").read_bytes()
        assert message["x-unsent"] is None
        assert message["date"].datetime.year > 2011
        assert content.partition(b"\r\n\r\n")[2].rstrip() == draft.partition(b"\r\n\r\n")[2].rstrip()
        assert [part.get_filename() for part in message.iter_attachments()] == [f"{unit.code}-{unit.name}.xlsx"]
    assert set(post.outcomes().values()) == {"已发"}


def test_it_shows_who_gets_what_and_asks(post):
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        status, _, err = post.run("send")
        assert (status, server.received) == (2, [])
        assert err.strip() == "没有人确认，一封也没有发。请在命令行窗口里运行；由脚本运行时加 --yes。"
        post.monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        asked = []
        post.monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "否")
        status, out, _ = post.run("send")
        assert (status, server.received, asked) == (0, [], ["现在发出吗？（是/否）"])
        unit = post_unit("孟河镇")
        assert f"邮件 发表  单位 孟河镇  收件人 {unit.email}  附件 Z02-孟河镇.xlsx" in out
        assert f"以上 21 封（发表21封）将由 {LOGIN} 经 127.0.0.1 发出。" in out
        post.monkeypatch.setattr("builtins.input", lambda _: "是")
        assert post.run("send")[0] == 0
        assert len(server.received) == 21


def post_unit(name):
    from post_office import PROGRAMME  # noqa: PLC0415 - the one use

    return next(unit for unit in read_programme(PROGRAMME)[0].units if unit.name == name)


def test_a_wrong_password_sends_nothing(post):
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        post.typed = "wrong"
        status, _, err = post.run("send", YES)
        assert (status, server.received) == (2, [])
        assert f"不接受 {LOGIN} 的登录" in err
        assert "授权码" in err
        assert "一封也没有发" in err
        assert post.outcomes() == {}


def test_an_untrusted_certificate_is_not_spoken_to(post, certificates):
    with smtp("TLS", certificates) as server:
        post.settings(send=(server.port, "TLS", None))
        status, _, err = post.run("send", YES)
    assert (status, server.received, post.passwords[1:]) == (2, [], [])
    assert "证书核对不上" in err


def test_a_server_without_login_is_not_asked_for_one(post):
    with smtp(login=False) as server:
        post.settings(send=(server.port, "无", None), more='login = ""')
        assert post.run("send", YES)[0] == 0
        assert len(server.received) == 21
    assert post.passwords == []


def test_a_server_gone_before_the_letters_leaves_all_to_send(post):
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
    status, _, err = post.run("send", YES)
    assert status == 2
    assert "连不上邮件服务器" in err
    assert post.outcomes() == {}


def test_a_letter_without_an_answer_is_not_sent_twice(post):
    """The server takes the fifth letter and is gone before it answers: it may have gone out, and is not repeated."""
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        server.hang_up = 5
        status, out, _ = post.run("send", YES)
        assert status == 0
        assert len(server.received) == 21
        fifth = server.received[4][1][0]
        assert "不能确定是否发出" in out
        assert "已发出 20 封，共 21 封" in out
        assert {to for (_, to), what in post.outcomes().items() if what == "不明"} == {fifth}
        status, out, _ = post.run("send", YES)
        assert "不能确定是否发出的有 1 封，这次不发" in out
        assert len(server.received) == 21
        status, out, _ = post.run("send", YES, "--unsure")
        assert "已发出 1 封，共 1 封" in out
        assert server.received[21][1] == (fifth,)
    assert set(post.outcomes().values()) == {"已发"}


def test_a_broken_run_goes_on_where_it_stopped(post):
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        kept = []

        def stop_at_five(path, records):
            write_ledger(path, records)
            kept.append(path)
            if len(kept) == 10:
                raise KeyboardInterrupt

        with post.monkeypatch.context() as patch:
            patch.setattr("qz.cli.send.write_ledger", stop_at_five)
            assert post.run("send", YES)[0] == 130
        assert len(server.received) == 5
        status, out, _ = post.run("send", YES)
        assert status == 0
        assert "已发出 16 封，共 16 封" in out
    recipients = [to for _, tos, _ in server.received for to in tos]
    assert len(recipients) == len(set(recipients)) == 21


def test_a_refused_recipient_does_not_stop_the_others(post, programme_2011):
    address = post_unit("孟河镇").email
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        server.refuse[address] = "550 5.1.1 no such user"
        status, out, _ = post.run("send", YES)
        assert status == 0
        assert (
            f"发表-Z02-孟河镇.eml 的收件人 {address} 被服务器拒收（550 5.1.1 no such user）：请在单位名册里改正邮箱"
            in out
        )
        assert "已发出 20 封，共 21 封" in out
        assert len(server.received) == 20
    assert post.outcomes()["Z02", address] == "拒收"
    assert len(post.outcomes()) == len(programme_2011.units)


def test_a_letter_too_large_is_told_and_stays(post):
    with smtp(most=40_000) as server:
        post.settings(send=(server.port, "无", None))
        status, out, _ = post.run("send", YES)
    assert (status, server.received, post.outcomes()) == (0, [], {})
    assert "发表-Z02-孟河镇.eml 没有发出：服务器答复“552" in out


def test_what_the_clerk_changed_in_a_draft_goes_out_and_a_deleted_one_does_not(post):
    mail = menghe(post)
    mail.write_bytes(mail.read_bytes().replace(b"\r\nTo: ", b"\r\nBcc: copy@example.com\r\nTo: ", 1))
    (post.folder / "output/2011/mail/发表-Z01-春江镇.eml").unlink(missing_ok=True)
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        post.run("send", YES)
    found = {to: content for _, tos, content in server.received for to in tos}
    headers = found["copy@example.com"].partition(b"\r\n\r\n")[0]
    assert b"\r\nbcc:" not in b"\r\n" + headers.lower()
    assert found["copy@example.com"] is found[post_unit("孟河镇").email]
    assert post_unit("春江镇").email not in found


def test_lines_that_begin_with_a_dot_arrive_as_they_were(post):
    mail = menghe(post)
    mail.write_bytes(b"From: a@b.cn\nTo: x@y.cn\nSubject: =?utf-8?q?x?=\n\n.\n..two\n.three\nend")
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        post.run("send", YES)
    content = next(content for _, tos, content in server.received if tos == ("x@y.cn",))
    assert content.partition(b"\r\n\r\n")[2] == b".\r\n..two\r\n.three\r\nend\r\n"


def test_thirty_megabytes_go_through(post):
    mail = menghe(post)
    mail.write_bytes(mail.read_bytes() + b"\r\n".join([b"x" * 998] * 32_000))
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        assert post.run("send", YES)[0] == 0
    assert max(len(content) for _, _, content in server.received) > 30 << 20


def test_a_letter_that_reached_nobody_is_drafted_again_for_another_address(post):
    from test_mail_command import change_roster  # noqa: PLC0415 - the one use

    address = post_unit("孟河镇").email
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        server.refuse[address] = "550 no such user"
        post.run("send", YES)
        (post.folder / "returns/2011").mkdir(parents=True)
        assert "没有新的邮件要发" in post.run("mail", "--today", "2011-06-25")[1]
        change_roster(post.folder, {"孟河镇": "new@example.com"})
        assert "新拟 1" in post.run("mail", "--today", "2011-06-25")[1]
        post.run("send", YES)
        assert server.received[-1][1] == ("new@example.com",)
        assert len(server.received) == 21


def test_a_second_window_waits(post):
    from qz.cli.one_at_a_time import one_at_a_time  # noqa: PLC0415 - the one use

    with smtp() as server, one_at_a_time(post.folder / "output/2011/mail"):
        post.settings(send=(server.port, "无", None))
        status, _, err = post.run("send", YES)
    assert (status, server.received) == (2, [])
    assert "另一个窗口正在" in err


def test_the_password_is_in_no_file(post):
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        post.run("send", YES)
    assert all(SECRET.encode() not in path.read_bytes() for path in post.folder.rglob("*") if path.is_file())


def test_mail_toml_is_never_under_version_control():
    from post_office import ROOT  # noqa: PLC0415 - the one use

    done = subprocess.run(["git", "check-ignore", "templates/mail.toml"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode in {0, 128}  # 128: this is no clone


class Keyring:
    """A system's password store, in memory."""

    def __init__(self):
        self.kept = {}

    def get_password(self, service, user):
        return self.kept.get((service, user))

    def set_password(self, service, user, password):
        self.kept[service, user] = password


def test_a_password_kept_by_the_system_is_not_asked_for_again(post):
    store = Keyring()
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        post.monkeypatch.setattr("qz.cli.password._store", lambda: store)
        post.monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        post.monkeypatch.setattr("builtins.input", lambda _: "是")
        post.run("send")
        assert store.kept == {("qz-mail", f"{LOGIN} 127.0.0.1"): SECRET}
        assert len(post.passwords) == 1
        post.run("mail", "--again", "--today", "2011-06-24", "--returns", str(post.folder / "templates"))
        post.run("send")
        assert len(server.received) == 42
        assert len(post.passwords) == 1


def test_the_library_is_used_as_it_is(monkeypatch):
    keyring = pytest.importorskip("keyring")
    from keyring.backends.fail import Keyring as Fail  # noqa: PLC0415 - of the optional library

    from qz.cli import password  # noqa: PLC0415 - the one use

    monkeypatch.setattr(keyring.core, "_keyring_backend", Fail())
    assert password._store() is None


def test_nobody_to_ask_for_a_password_is_told(post):
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        post.typed = ""
        status, _, err = post.run("send", YES)
    assert status == 2
    assert "没有" in err
    assert "的密码" in err


def test_records_of_before_there_was_sending_are_read(post):
    path = post.folder / "output/2011/mail" / LEDGER_NAME
    path.write_text(path.read_text("utf-8").replace('"格式": 2', '"格式": 1'), "utf-8")
    assert {record.kind for record in post.ledger} == {MailKind.FORM}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('address = "a@b.cn"\npassword = "x"', "password 不能写：密码不要写在文件里"),
        ('address = "a@b.cn"\n[send]\nserver = "s"\n密码 = 1', "写法有误"),
        ('address = "a@b.cn"\n[send]\nserver = "s"\n"密码" = "1"', "[send] 的 密码 不能写"),
        ('address = "a@b.cn"\n[send]\nserver = "s"\nserfer = "t"', "[send] 的 serfer 不认识"),
        ('[send]\nserver = "s"', "address 没有写"),
        ('address = "某"', "不是一个邮箱地址"),
        ('address = "a@b.cn"', "没有 [send] 一节"),
        ('address = "a@b.cn"\nsend = 3', "应是单独一节"),
        ('address = "a@b.cn"\n[send]\nport = 25', "server 没有写"),
        ('address = "a@b.cn"\n[send]\nserver = "s"\nport = "25"', "port 写法不对"),
        ('address = "a@b.cn"\n[send]\nserver = "s"\nsecurity = "SSL"', "应写“TLS”“STARTTLS”或“无”"),
        ('address = "a@b.cn"\n[send]\nserver = "s"\ncertificate = "no.pem"', "没有找到"),
        ('address = "a@b.cn"\n[fetch]\nserver = "s"\nsince = "2011"', "since 写法不对"),
        ('address = "a@b.cn"\n[fetch]\nserver = "s"\nfolders = []', "folders 写法不对"),
        ("address = “a@b.cn”", "写法有误"),
        (None, "请把 templates/mail-样例.toml 复制一份，改名为 mail.toml"),
    ],
)
def test_settings_are_honoured_or_refused(post, text, sentence):
    if text is not None:
        (post.folder / "templates/mail.toml").write_text(text, "utf-8")
    status, _, err = post.run("send", YES)
    assert status == 2
    assert sentence in err.replace("\\", "/")


def test_the_example_is_good_settings():
    from post_office import ROOT  # noqa: PLC0415 - the one use

    from qz.mail.post.account import EXAMPLE_NAME, Security, read_account  # noqa: PLC0415 - as above

    account = read_account(ROOT / "templates" / EXAMPLE_NAME)
    assert account.sending.port == 465
    assert account.fetching.port == 993
    assert account.sending.security is Security.TLS
    assert account.folders == ("INBOX",)
