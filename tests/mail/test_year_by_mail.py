"""A year by mail alone: sent, answered and fetched through real servers, ranked as from the folder."""

import email
import email.policy
import itertools
import shutil

import pytest
from mail_replies import STYLES, reply
from post_servers import dovecot, smtp
from test_mail_round import SAMPLES, result, samples, saved_at

from qz.model.letters import MailKind
from qz.model.programme import Programme


def answers(received: list[bytes], units: dict[str, str], programme: Programme) -> list[bytes]:
    """Each sample attached to an answer to the letter its unit got, in each way that names are written."""
    drafts = {}
    for content in received:
        message = email.message_from_bytes(content, policy=email.policy.default)
        drafts[message["to"].addresses[0].addr_spec] = message
    styles = itertools.cycle(STYLES)
    made = []
    for path in samples():
        unit = programme.unit(units[path.relative_to(SAMPLES).as_posix()])
        draft = drafts[unit.email]
        content = path.read_bytes()
        made.append(reply(draft, unit.email, path.name, content, saved_at(path), style=next(styles)))
    return made


@pytest.fixture(scope="module")
def plain(programme_2011, tmp_path_factory):
    """What the plain workbooks come to, and whose each is."""
    folder = tmp_path_factory.mktemp("plain")
    for path in samples():
        target = folder / path.relative_to(SAMPLES)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path, target)
    return result(programme_2011, folder)


@pytest.mark.proof
def test_a_whole_year_by_mail_comes_to_the_ranking_of_the_folder(post, certificates, programme_2011, plain):
    units = {file.path: file.unit_code for file in plain[0].intake.received}
    # The office whose key sealed the samples: to another they would be none of its forms, and wait for a person.
    shutil.copy(SAMPLES.with_suffix(".key"), post.folder / "templates/2011.key")
    with smtp("STARTTLS", certificates) as out, dovecot(certificates) as box:
        post.settings(send=(out.port, "STARTTLS", certificates), fetch=(box.tls_port, "TLS", certificates))
        assert post.run("send", "--yes")[0] == 0
        for answer in answers([content for _, _, content in out.received], units, programme_2011):
            box.deliver(answer)
        before = box.state()
        assert post.run("fetch")[0] == 0
        assert box.state() == before
        returns = post.folder / "returns/2011"
        assert result(programme_2011, returns)[1] == plain[1]
        # What follows goes out by mail as well: each unit that reported hears of it, the others are reminded, once.
        sent = len(out.received)
        assert post.run("collect")[0] == 0
        assert post.run("mail", "--today", "2011-12-10")[0] == 0
        assert post.run("send", "--yes")[0] == 0
        kinds = {record.kind for record in post.ledger if record.deliveries}
        assert {MailKind.FORM, MailKind.REMINDER, MailKind.CORRECTION, MailKind.RECEIPT} <= kinds
        assert len(out.received) > sent
        assert "没有要发的邮件" in post.run("send", "--yes")[1]
        assert "没有新邮件" in post.run("fetch")[1]
