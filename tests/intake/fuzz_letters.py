"""A mutation fuzz over mails and archives: trees at random (``letters``), damaged, opened, held against a promise.

Opening a damaged tree must

- end, without exception, and give ``F20`` (an accident of ours) to nothing;
- give every row one path of its own and a verdict: a workbook, a container with what it holds, or an issue;
- list as many files beneath a container as the container's own row says it holds.

Everything follows from the number of the case: ``fuzz_letters.py --write 1234 out.eml`` makes that mutant again.
"""

import re
import sys
from collections import Counter
from operator import itemgetter
from random import Random

import letters
from fuzz_command import judge_each, main

from qz.intake.arrivals.gate import open_bytes

HEADERS = (
    b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"binary", b"7bit", b"multipart/mixed", b"message/rfc822",
    b"boundary", b"filename", b"filename*", b"Content-Type", b"Content-Transfer-Encoding", b"attachment", b"utf-8",
    b"UTF-8''", b"From:", b"Subject:", b"Date:", b"--", b"\r\n", b"\n\n", b": ", b"; ", b"=", b'"', b"PK\x03\x04",
    b"PK\x01\x02", b"PK\x05\x06",
)  # fmt: skip
"""Words that decide how a mail or an archive is read."""
STRANGE = (
    b"", b"\0", b"x", b"undefined", b"message/rfc822", b"multipart/mixed", b"multipart/related", b"base64", b"uue",
    b"=?utf-8?B?", b"(((((", b"9" * 5000, b"\xff\xfe", b"\r", b"\n", b"From x@y\n", b"begin 644 a\n", b"end\n", b"--",
)  # fmt: skip


def damage(rng, data):
    """Damaged bytes, and what was done."""
    body, deeds = bytearray(data), []
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        deed = rng.choice((_word, _word, _word, _flip, _cut, _double, _truncate))
        deeds.append(deed(rng, body))
    return bytes(body), "; ".join(deeds)


def _word(rng, body):
    word = rng.choice(HEADERS)
    places = [found.start() for found in re.finditer(re.escape(word), bytes(body))]
    if not places:
        return _flip(rng, body)
    place, new = rng.choice(places), rng.choice((*STRANGE, *HEADERS, word.upper()))
    body[place : place + len(word)] = new
    return f"{word!r} at {place} -> {new[:20]!r}"


def _flip(rng, body):
    place = rng.randrange(len(body))
    body[place] = rng.randrange(256)
    return f"flip {place}"


def _cut(rng, body):
    place, size = rng.randrange(len(body)), rng.choice((1, 3, 40, 900))
    del body[place : place + size]
    body[:] = body or b"x"
    return f"cut {place}+{size}"


def _double(rng, body):
    place, size = rng.randrange(len(body)), rng.choice((1, 3, 40, 900))
    body[place:place] = body[place : place + size]
    return f"double {place}+{size}"


def _truncate(rng, body):
    place = rng.randrange(1, len(body) + 1)
    del body[place:]
    return f"truncate {place}"


def mutate(case):
    """The damaged tree of a case, and what was done."""
    rng = Random(case)  # noqa: S311
    tree = letters.grow(rng)
    return damage(rng, letters.write(rng, tree))


def judge(mutant):
    """What became of the damaged tree (a word), and how it breaks the promise (a sentence, or nothing)."""
    data, _ = mutant
    arrivals = list(open_bytes("a", data))
    paths = [each.path for each in arrivals]
    if len(set(paths)) != len(paths):
        return "fault", "two files under one path"
    accidents = [each.issue.words["detail"] for each in arrivals if each.issue and each.issue.code == "F20"]
    if accidents:
        return "fault", accidents[0]
    mute = [each.path for each in arrivals if not (each.issue or each.contains or each.data)]
    if mute:
        return "fault", f"no verdict: {mute[:3]}"
    beneath = Counter(path.rpartition("/")[0] for path in paths)
    wrong = [each.path for each in arrivals if each.contains != beneath[each.path]]
    if wrong:
        return "fault", f"other files listed than held: {wrong[:3]}"
    return ("refused" if len(arrivals) == 1 else "opened"), ""


def run(first, cases):
    """Judge the cases from ``first`` on."""
    return judge_each(first, cases, mutate, judge, describe=itemgetter(1))


if __name__ == "__main__":
    sys.exit(main("Damage mails and archives, open them, hold the promise.", 20_000, run, mutate))
