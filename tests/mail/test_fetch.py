"""``qz fetch`` against a real IMAP server: what is new comes in whole, once, and the mailbox stays as it was."""

import datetime as dt
import email
import email.policy
import socket
import threading
import time
from email.message import EmailMessage

import pytest
from mail_replies import reply
from post_servers import LOGIN, dovecot, smtp

from qz.mail.post.inbox import encode_folder
from qz.mail.post.seen import SEEN_NAME, read_seen


@pytest.fixture
def box(certificates):
    with dovecot(certificates) as server:
        yield server


def mail(subject="填报表", sender="menghe@example.com", body="见附件。", **heads):
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, LOGIN, subject
    message["Date"] = "Thu, 08 Dec 2011 09:30:00 +0800"
    for head, value in heads.items():
        message[head.replace("_", "-")] = value
    message.set_content(body)
    return message.as_bytes()


def fetched(post):
    return {path.name: path.read_bytes() for path in sorted((post.folder / "returns/2011").glob("*"))}


def fetch(post, box, certificates, security="TLS"):
    port = box.tls_port if security == "TLS" else box.port
    post.settings(fetch=(port, security, certificates))
    return post.run("fetch")


@pytest.mark.parametrize("security", ["TLS", "STARTTLS"])
def test_new_mail_comes_in_whole_and_once(post, box, certificates, security):
    odd = "Subject: 孟河镇填报表\r\nFrom: 孟河镇 <menghe@example.com>\r\n\r\n见附件\r\n".encode("gb18030")
    eight = "Subject: 台账\r\nFrom: anjian@example.com\r\n\r\n正文\r\n".encode()
    box.deliver(mail())
    box.deliver(odd)
    box.deliver(eight)
    before = box.state()
    status, out, err = fetch(post, box, certificates, security)
    assert (status, err) == (0, "")
    assert sorted(fetched(post).values()) == sorted([mail(), odd, eight])
    assert any(name.startswith("20111208-093000-menghe@example.com-") for name in fetched(post))
    assert "收到 3 封新邮件，已放进 returns/2011。" in out.replace("\\", "/")
    assert box.state() == before
    assert "没有新邮件。" in fetch(post, box, certificates, security)[1]
    box.deliver(mail("更正"))
    assert "收到 1 封新邮件" in fetch(post, box, certificates, security)[1]
    assert len(fetched(post)) == 4


def test_without_encryption_where_the_server_permits(post, certificates):
    with dovecot(certificates, encrypted=False) as box:
        box.deliver(mail())
        post.settings(fetch=(box.port, "无", None))
        assert post.run("fetch")[0] == 0
        assert list(fetched(post).values()) == [mail()]


def test_no_password_goes_over_a_connection_that_must_be_encrypted_first(post):
    heard = []

    def answer(door):
        connection, _ = door.accept()
        with connection, connection.makefile("rwb", buffering=0) as line:
            line.write(b"* OK hello\r\n")
            while words := line.readline().split():
                heard.append(words[1])
                line.write(b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n" + words[0] + b" OK done\r\n")

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=answer, args=(door,), daemon=True)
        thread.start()
        post.settings(fetch=(door.getsockname()[1], "无", None))
        status, _, err = post.run("fetch")
        thread.join()
    assert set(heard) == {b"CAPABILITY"}
    assert status == 2
    assert "不许不加密登录" in err


def test_a_wrong_password_is_told(post, box, certificates):
    post.typed = "wrong"
    status, _, err = fetch(post, box, certificates)
    assert status == 2
    assert f"不接受 {LOGIN} 的登录" in err
    assert fetched(post) == {}


def test_an_untrusted_certificate_is_not_spoken_to(post, box):
    post.settings(fetch=(box.tls_port, "TLS", None))
    status, _, err = post.run("fetch")
    assert status == 2
    assert "证书核对不上" in err


def test_a_mail_taken_away_by_the_clerk_does_not_come_back(post, box, certificates):
    box.deliver(mail())
    fetch(post, box, certificates)
    for path in (post.folder / "returns/2011").glob("*"):
        path.unlink()
    fetch(post, box, certificates)
    assert fetched(post) == {}


def test_mails_the_server_numbers_anew_are_known_by_their_bytes(post, box, certificates):
    box.deliver(mail())
    fetch(post, box, certificates)
    for path in box.mail.glob("dovecot*"):
        path.unlink()
    time.sleep(1.1)  # the new number is the time in seconds
    box.deliver(mail("第二封"))
    status, out, _ = fetch(post, box, certificates)
    assert status == 0
    assert "收到 1 封新邮件" in out
    assert len(fetched(post)) == 2
    seen = read_seen(post.folder / "output/2011/fetched" / SEEN_NAME)
    assert len({each.validity for each in seen}) == 2


def test_a_folder_with_a_chinese_name(post, box, certificates):
    name = encode_folder("考核&通知").strip('"')
    assert name == "&gANoOA-&-&kBp35Q-"
    box.deliver(mail(), name)
    post.settings(fetch=(box.tls_port, "TLS", certificates), more='folders = ["INBOX", "考核&通知"]')
    assert post.run("fetch")[0] == 0
    assert list(fetched(post).values()) == [mail()]


def test_a_folder_that_is_not_there_is_named(post, box, certificates):
    post.settings(fetch=(box.tls_port, "TLS", certificates), more='folders = ["归档"]')
    status, _, err = post.run("fetch")
    assert status == 2
    assert "邮箱里的文件夹“归档”打不开" in err


def test_thirty_megabytes_come_in_whole(post, box, certificates):
    large = mail() + b"\r\n".join([b"x" * 998] * 32_000)
    box.deliver(large)
    assert fetch(post, box, certificates)[0] == 0
    assert list(fetched(post).values()) == [large]


class Cut:
    """Passes a connection through to a port and breaks it after so many bytes from there."""

    def __init__(self, port, most):
        self.port, self.most = port, most
        self.door = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        inner, _ = self.door.accept()
        with inner, socket.create_connection(("127.0.0.1", self.port)) as outer:
            back = threading.Thread(target=self._pass, args=(inner, outer, None), daemon=True)
            back.start()
            self._pass(outer, inner, self.most)
            for each in (inner, outer):
                each.shutdown(socket.SHUT_RDWR)
            back.join()
        self.door.close()

    @staticmethod
    def _pass(source, target, left):
        try:
            while data := source.recv(65_536):
                if left is not None and len(data) > left:
                    target.sendall(data[:left])
                    return
                left = left and left - len(data)
                target.sendall(data)
        except OSError:
            return


def test_a_server_gone_in_the_middle_of_a_mail_leaves_no_part_of_it(post, certificates):
    with dovecot(certificates, encrypted=False) as box:
        box.deliver(mail("第一封"))
        box.deliver(mail("第二封", body="x\r\n" * 100_000))
        cut = Cut(box.port, 150_000)
        post.settings(fetch=(cut.door.getsockname()[1], "无", None))
        status, out, _ = post.run("fetch")
        assert status == 0
        assert "收到一半连接断了" in out
        assert list(fetched(post).values()) == [mail("第一封")]
        cut.thread.join()
        post.settings(fetch=(box.port, "无", None))
        assert post.run("fetch")[0] == 0
        assert set(fetched(post).values()) == {mail("第一封"), mail("第二封", body="x\r\n" * 100_000)}


REPORT = """\
From: MAILER-DAEMON@example.gov.cn\r
To: {to}\r
Subject: Undelivered Mail Returned to Sender\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
I am sorry.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; example.gov.cn\r
\r
Final-Recipient: rfc822; {address}\r
Action: {action}\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 no such user\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: {message_id}\r
\r
--b--\r
"""
PLAIN = """\
From: PostMaster@qq.com\r
To: {to}\r
Subject: 系统退信\r
Content-Type: text/plain; charset=utf-8\r
\r
您的邮件没有送到 {address}\r
Message-ID: {message_id}\r
"""


@pytest.fixture
def sent(post):
    with smtp() as server:
        post.settings(send=(server.port, "无", None))
        assert post.run("send", "--yes")[0] == 0
    return next(record for record in post.ledger if record.unit_code == "Z02")


@pytest.mark.parametrize("form", [REPORT, PLAIN])
def test_a_bounce_is_told_and_counts_as_no_return(post, box, certificates, sent, form):
    address = sent.deliveries[0].address
    words = {"to": LOGIN, "address": address, "message_id": sent.message_id, "action": "failed"}
    box.deliver(form.format(**words).encode())
    status, out, _ = fetch(post, box, certificates)
    assert status == 0
    why = "（550 5.1.1 no such user）" if form is REPORT else ""
    assert f"退信：给孟河镇的发表邮件没有送到 {address}{why}。" in out
    assert "会按新地址重发" in out
    assert post.outcomes()["Z02", address] == "退信"
    assert fetched(post) == {}
    assert len(list((post.folder / "output/2011/fetched/退信").iterdir())) == 1
    assert "没有新邮件。" in fetch(post, box, certificates)[1]


def test_a_notice_of_delay_and_a_strangers_bounce_are_ordinary_mails(post, box, certificates, sent):
    words = {"to": LOGIN, "address": sent.deliveries[0].address, "message_id": sent.message_id}
    box.deliver(REPORT.format(**words, action="delayed").encode())
    box.deliver(REPORT.format(**{**words, "message_id": "<x@y>"}, action="failed").encode())
    _, out, _ = fetch(post, box, certificates)
    assert "退信" not in out
    assert len(fetched(post)) == 2
    assert set(post.outcomes().values()) == {"已发"}


def test_a_copy_of_an_own_letter_is_no_return(post, box, certificates, sent):
    draft = (post.folder / "output/2011/mail" / sent.file).read_bytes()
    box.deliver(draft)
    assert "没有新邮件。" in fetch(post, box, certificates)[1]
    assert fetched(post) == {}


def test_an_answer_to_a_letter_is_fetched(post, box, certificates, sent):
    draft = email.message_from_bytes(
        (post.folder / "output/2011/mail" / sent.file).read_bytes(), policy=email.policy.default
    )
    answer = reply(draft, "menghe@example.com", "孟河镇.xlsx", b"PK", dt.datetime(2011, 12, 8))  # noqa: DTZ001 - the office's own time
    box.deliver(answer)
    fetch(post, box, certificates)
    assert list(fetched(post).values()) == [answer]


def test_a_damaged_record_stops_before_anything_is_fetched(post, box, certificates):
    path = post.folder / "output/2011/fetched" / SEEN_NAME
    path.parent.mkdir(parents=True)
    path.write_text("{", "utf-8")
    box.deliver(mail())
    status, _, err = fetch(post, box, certificates)
    assert status == 2
    assert "已损坏" in err
    assert fetched(post) == {}


def test_dovecot_is_required_in_the_gate():
    from post_office import ROOT  # noqa: PLC0415 - the one use

    gate = (ROOT / ".ci/run").read_text("utf-8")
    assert "QZ_DOVECOT=required" in gate
    assert "dovecot-imapd" in gate
