"""``qz fetch`` by POP3, against Dovecot: what is new comes in whole, once, and the mailbox stays as it was."""

import socket
import threading

import pytest
from post_servers import LOGIN, dovecot, find_pop3
from test_fetch import Cut, fetched, mail


@pytest.fixture
def box(certificates):
    find_pop3()
    with dovecot(certificates, pop3=True) as server:
        yield server


def fetch(post, box, certificates, security="TLS"):
    port = box.tls_pop_port if security == "TLS" else box.pop_port
    post.settings(fetch=(port, security, certificates), more='protocol = "POP3"')
    return post.run("fetch")


@pytest.mark.parametrize("security", ["TLS", "STARTTLS"])
def test_new_mail_comes_in_whole_and_once(post, box, certificates, security):
    odd = "Subject: 孟河镇填报表\r\nFrom: 孟河镇 <menghe@example.com>\r\n\r\n.见附件\r\n".encode("gb18030")
    long = mail("长行") + b"x" * 100_000 + b"\r\n"
    old = mail("旧邮件").replace(b"2011", b"1999")
    for content in (old, mail(), odd, long):
        box.deliver(content)
    before = box.state()
    status, _, err = fetch(post, box, certificates, security)
    assert (status, err) == (0, "")
    assert sorted(fetched(post).values()) == sorted([mail(), odd, long])
    assert box.state() == before
    assert "没有新邮件。" in fetch(post, box, certificates, security)[1]
    box.deliver(mail("更正"))
    assert "收到 1 封新邮件" in fetch(post, box, certificates, security)[1]


def test_a_wrong_password_and_an_untrusted_certificate_are_told(post, box, certificates):
    post.settings(fetch=(box.tls_pop_port, "TLS", None), more='protocol = "POP3"')
    assert "证书核对不上" in post.run("fetch")[2]
    post.typed = "wrong"
    status, _, err = fetch(post, box, certificates)
    assert status == 2
    assert f"不接受 {LOGIN} 的登录" in err


def test_a_server_gone_in_the_middle_of_a_mail_leaves_no_part_of_it(post, certificates):
    find_pop3()
    with dovecot(certificates, encrypted=False, pop3=True) as box:
        box.deliver(mail("第一封"))
        box.deliver(mail("第二封", body="x\r\n" * 100_000))
        cut = Cut(box.pop_port, 150_000)
        post.settings(fetch=(cut.door.getsockname()[1], "无", None), more='protocol = "POP3"')
        status, out, _ = post.run("fetch")
        assert status == 0
        assert "收到一半连接断了" in out
        assert list(fetched(post).values()) == [mail("第一封")]
        cut.thread.join()


def test_no_password_goes_over_a_connection_that_must_be_encrypted_first(post):
    heard = []

    def answer(door):
        connection, _ = door.accept()
        with connection, connection.makefile("rwb", buffering=0) as line:
            line.write(b"+OK hello\r\n")
            while words := line.readline().split():
                heard.append(words[0])
                line.write(b"+OK\r\nSTLS\r\n.\r\n")

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=answer, args=(door,), daemon=True)
        thread.start()
        post.settings(fetch=(door.getsockname()[1], "无", None), more='protocol = "POP3"')
        _, _, err = post.run("fetch")
        thread.join()
    assert heard == [b"CAPA"]
    assert "不许不加密登录" in err


@pytest.mark.parametrize(
    ("more", "said"),
    [('protocol = "POP4"', "写的是“POP4”"), ('protocol = "pop3"\nfolders = ["考核"]', "POP3 只有收件箱")],
)
def test_settings_that_do_not_go_together_are_told(post, more, said):
    post.settings(fetch=(110, "无", None), more=more)
    assert said in post.run("fetch")[2]
