"""A package cut at its placeholders and joined again is a package."""

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from qz.engine.forms.zip_template import Cutter, ZipTemplate, fill, is_constant, same_parts


def package(members, level=6):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 31, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


PLACEHOLDERS = ("\ue000", "\ue001\ue002", "83001", "83001.5")
CONSTANT = st.text(st.sampled_from('abc<>/ ="中文字'), max_size=300) | st.just("常" * 5000)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Co"]), max_size=40)


@given(
    st.dictionaries(
        st.text("abcdef/.", min_size=1, max_size=8),
        st.lists(st.integers(0, 3) | CONSTANT, max_size=12),
        min_size=1,
        max_size=5,
    ),
    st.tuples(TEXTS, TEXTS, TEXTS, TEXTS),
)
def test_what_is_joined_is_what_would_have_been_written(members, texts):
    def written(words):
        return package(
            {
                name: "".join(words[part] if isinstance(part, int) else part for part in parts)
                for name, parts in members.items()
            }
        )

    joined = ZipTemplate(written(PLACEHOLDERS), PLACEHOLDERS).join(texts)
    assert same_parts(joined, written(texts))
    with zipfile.ZipFile(io.BytesIO(joined)) as archive:
        assert archive.testzip() is None
        assert all(info.file_size == len(archive.read(info)) for info in archive.infolist())
    assert ZipTemplate(written(PLACEHOLDERS), PLACEHOLDERS).join(texts) == joined


def test_packages_that_differ_in_a_part_or_in_their_order_are_not_the_same():
    one = package({"a": "x", "b": "y"})
    assert same_parts(one, package({"a": "x", "b": "y"}, 1))
    assert not same_parts(one, package({"b": "y", "a": "x"}))
    assert not same_parts(one, package({"a": "x", "b": "z"}))
    assert not same_parts(one, package({"a": "x"}))


def test_the_longer_stand_in_is_meant_where_both_are_found():
    cutter = Cutter(PLACEHOLDERS)
    assert cutter.cut("甲83001.5乙83001") == ("甲", 3, "乙", 2)
    assert fill(cutter.cut("甲83001.5乙83001"), ("", "", "二", "三")) == "甲三乙二"
    assert is_constant(cutter.cut("83000"))
    assert not is_constant(cutter.cut("\ue000"))
