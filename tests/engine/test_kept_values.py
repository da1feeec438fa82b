"""Values kept in blocks: the same as those they were made of, read one by one, or none where the file was changed."""

import hashlib
import hmac
import pickle
from functools import partial
from random import Random
from typing import NamedTuple

import pytest

from qz.engine.kept.codec import Codec
from qz.engine.kept.kept_blocks import KeptBlocks, NewBlock, NewField
from qz.engine.kept.kept_texts import deflate
from qz.engine.kept.kept_values import KeptMapping, KeptSequence
from qz.engine.parallel.packed import PackedMapping, laid_over, unpack
from qz.engine.parallel.packed_runs import of_unit


class Thing(NamedTuple):
    unit_code: str


CODEC = Codec([])
VALUES = {"a": ("甲", 1), "b": ("乙", None), "c": ()}
PACKED = PackedMapping.of(VALUES.items())


def written(folder, values=PACKED, made=None):
    """A file with the values by key, and in order."""
    blocks = KeptBlocks(folder / "file", "depends", b"key")

    def packed(value):
        if made is not None:
            made.append(value)
        return deflate(CODEC.write(value))

    by_key = [NewBlock(key, partial(packed, values[key]), values.mark_of(key).hex()) for key in values]
    in_order = [
        NewBlock("Z01", lambda: deflate(CODEC.write((1, 2))), "", 2),
        NewBlock("Z02", lambda: deflate(CODEC.write((3,))), "", 1),
    ]
    blocks.write({"what": "“字”"}, [NewField("by key", "d1", by_key), NewField("in order", "d2", in_order)])
    return blocks


def test_values_come_back_when_they_are_looked_up(tmp_path):
    read = []
    file = written(tmp_path).open()
    assert file.head == {"what": "“字”"}
    values = KeptMapping.of_field(file, file.fields["by key"], lambda text: (read.append(text), CODEC.read(text))[1])
    assert (list(values), len(values), "a" in values, "x" in values) == (["a", "b", "c"], 3, True, False)
    assert read == []
    assert values["b"] == ("乙", None)
    assert len(read) == 1
    assert values == VALUES
    assert values.digest == "d1"


def test_they_stand_for_the_packed_values_they_were_made_of(tmp_path):
    file = written(tmp_path).open()
    values = KeptMapping.of_field(file, file.fields["by key"], CODEC.read)
    assert repr(values) == repr(PACKED)
    assert repr(values.some(["c", "a", "x"])) == repr(PACKED.some(["c", "a", "x"]))
    assert dict(values.some(["c", "a", "x"])) == {"c": (), "a": ("甲", 1)}
    assert unpack(values.held("a").packed) == ("甲", 1)
    assert dict(laid_over(values, {"b": ("丙",)})) == {**VALUES, "b": ("丙",)}
    sent = pickle.loads(pickle.dumps(values))  # noqa: S301 - made here
    assert (type(sent), dict(sent)) == (PackedMapping, VALUES)


def test_a_sequence_is_the_tuple_it_was_made_of(tmp_path):
    file = written(tmp_path).open()
    values = KeptSequence(file, file.fields["in order"], CODEC.read)
    assert values == (1, 2, 3)
    assert values == (1, 2, 3)
    assert values != (1, 2)
    assert (len(values), values[1], values[1:], repr(values)) == (3, 2, (2, 3), "(1, 2, 3)")
    assert list(of_unit(values, "Z02")) == [3]
    assert list(of_unit([Thing("Z01"), Thing("Z02")], "Z02")) == [Thing("Z02")]
    assert pickle.loads(pickle.dumps(values)) == (1, 2, 3)  # noqa: S301 - made here


def test_a_block_made_of_the_same_is_copied_and_not_written_again(tmp_path):
    made = []
    written(tmp_path, made=made)
    made.clear()
    changed = PackedMapping.of({**VALUES, "b": ("丙",)}.items())
    file = written(tmp_path, changed, made).open()
    assert made == [("丙",)]
    assert dict(KeptMapping.of_field(file, file.fields["by key"], CODEC.read)) == {**VALUES, "b": ("丙",)}


@pytest.mark.parametrize(("key", "depends"), [(b"another", "depends"), (b"key", "another"), (b"", "depends")])
def test_under_other_circumstances_there_is_no_file(tmp_path, key, depends):
    assert written(tmp_path).open() is not None
    assert KeptBlocks(tmp_path / "file", depends, key).open() is None


def test_a_file_signed_without_a_key_is_nobody_s(tmp_path):
    blocks = written(tmp_path)
    data = blocks.path.read_bytes()
    rest, size = data[:-40], int.from_bytes(data[-40:-32], "big")
    blocks.path.write_bytes(data[:-32] + hmac.new(b"", rest[-size:], hashlib.sha256).digest())
    assert KeptBlocks(tmp_path / "file", "depends", b"").open() is None


def test_no_changed_file_is_taken(tmp_path):
    blocks = written(tmp_path)
    data = blocks.path.read_bytes()
    random = Random(1)  # noqa: S311 - by chance, not in secret
    spoilt = [data[:length] for length in range(len(data))]
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 + random.randrange(255)
        spoilt.append(bytes(changed))
    for each in [*spoilt, data + b"x"]:
        blocks.path.write_bytes(each)
        assert blocks.open() is None
    blocks.path.write_bytes(data)
    assert blocks.open() is not None


def test_a_file_changed_after_it_was_opened_gives_no_value(tmp_path):
    blocks = written(tmp_path)
    file = blocks.open()
    block = next(file.blocks(file.fields["by key"]))
    with blocks.path.open("r+b") as stream:
        stream.write(bytes(block.length))
    with pytest.raises(OSError, match="changed"):
        file.text(block)


def test_what_cannot_be_written_leaves_the_file_as_it_is(tmp_path):
    blocks = written(tmp_path)
    before = blocks.path.read_bytes()
    with pytest.raises(TypeError, match="not kept"):
        blocks.write({}, [NewField("x", "", [NewBlock("a", lambda: deflate(CODEC.write(object())))])])
    assert blocks.path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [blocks.path]


def test_a_disk_that_refuses_keeps_nothing(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    blocks = KeptBlocks(tmp_path / "file" / "below", "", b"key")
    blocks.write({}, [])
    assert blocks.open() is None
