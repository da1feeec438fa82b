"""What is remembered of files that share most of their parts."""

from qz.cli.main import main
from qz.workbook.read.memo import MEMORY, Memo


def test_a_full_memo_begins_anew_and_an_emptied_one_has_its_room_again():
    memo = Memo()
    for place in range(100):
        memo.keep(place, "x", 1 << 17)
    assert len(memo) == 6  # 47 fill its 6 MiB, and it began anew twice
    memo.empty()
    assert not memo
    for place in range(47):
        memo.keep(place, "x", 1 << 17)
    assert len(memo) == 47


def test_what_is_too_long_is_not_kept():
    memo = Memo()
    assert memo.keep("key", "result", 1 << 20) == "result"
    assert not memo


def test_a_command_forgets_what_it_read_when_it_ends(capsys):
    memo = MEMORY.memo()
    memo.keep("key", "result", 3)
    assert main(["no such command"]) == 2
    assert capsys.readouterr().err
    assert not memo
