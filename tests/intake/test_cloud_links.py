"""A link to a cloud drive in place of an attachment is said as such, with its end where the mail says it."""

from email.message import EmailMessage

import packed
import pytest

from qz.intake.arrivals.cloud_links import CloudLink, find_cloud_link
from qz.intake.arrivals.gate import open_bytes
from qz.intake.intake_records import Issue

QQ = """<div>从QQ邮箱发来的超大附件</div><a href="https://mail.qq.com/cgi-bin/ftnExs_download?k=1&amp;code=2">
孟河镇佐证材料.rar</a> <span>(120.5M, <b>2011年12月30日 16:20</b> 到期)</span>"""


def mail(text, subtype="plain", charset="utf-8", files=None):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "menghe@example.com", "x@example.com", "材料"
    message.set_content(text, subtype=subtype, charset=charset)
    for name, data in (files or {}).items():
        message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


@pytest.mark.parametrize(
    ("text", "subtype", "link"),
    [
        (QQ, "html", CloudLink("QQ邮箱超大附件", "2011年12月30日16:20")),
        ("链接：https://pan.baidu.com/s/1abc 提取码: x1y2", "plain", CloudLink("百度网盘", "")),
        ("云附件，有效期至 2011-12-31", "plain", CloudLink("云附件", "2011-12-31")),
        ("https://www.aliyundrive.com/s/abc", "plain", CloudLink("阿里云盘", "")),
        ("你好，填报表见附件。", "plain", None),
        ("见 https://www.baidu.com/s?wd=1", "plain", None),
    ],
)
def test_what_a_link_leads_to_and_until_when(text, subtype, link):
    for charset in ("utf-8", "gb18030"):
        assert find_cloud_link(mail(text, subtype, charset)) == link


def test_a_mail_with_a_link_alone_is_refused_in_a_true_sentence():
    (arrival,) = open_bytes("a.eml", mail(QQ, "html"))
    assert arrival.issue == Issue("F26", {"what": "QQ邮箱超大附件", "until": "（2011年12月30日16:20到期）"})
    assert not arrival.skipped
    sentence = arrival.issue.found_in("a.eml").sentence
    assert sentence == (
        "“a.eml”：邮件里有QQ邮箱超大附件的下载链接（2011年12月30日16:20到期），链接里的文件没有随信来。"
        "请让对方把文件作为普通附件重新发送，或在到期前下载下来放进收件文件夹。"
    )


def test_a_link_beside_an_attachment_is_told_and_the_attachment_opened():
    outer, inner = open_bytes("a.eml", mail(QQ, "html", files={"证明.pdf": b"%PDF-1.4"}))
    assert outer.notice is not None
    assert outer.notice.code == "F26"
    assert inner.path == "a.eml/证明.pdf"


def test_a_mail_without_either_is_as_before():
    (arrival,) = open_bytes("a.eml", packed.letter({}).as_bytes())
    assert arrival.issue.code == "F14"
