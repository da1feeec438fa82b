"""How an attachment's name is written in a header, and how it is read."""

import pytest

from qz.intake.arrivals.mime_values import parameter

STARRED = "filename*=UTF-8''%E5%AD%9F%E6%B2%B3%E9%95%87.xlsx"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (f"attachment; {STARRED}", "孟河镇.xlsx"),
        (f'attachment; filename="menghe.xlsx"; {STARRED}', "孟河镇.xlsx"),
        (f'attachment; {STARRED}; filename="menghe.xlsx"', "孟河镇.xlsx"),
        ("attachment; filename*0*=UTF-8''%E5%AD%9F%E6%B2%B3; filename*1*=%E9%95%87; filename*2=.xlsx", "孟河镇.xlsx"),
        ("attachment; filename=孟河镇.xlsx; size=9", "孟河镇.xlsx"),
        ('attachment; filename="孟河镇;二.xlsx"', "孟河镇;二.xlsx"),
        ('attachment; filename="=?GB2312?B?w8+609Xy?="', "孟河镇"),
        ('attachment; filename="=?GB2312?B?w8+609Xyoaq0ur2t?="', "孟河镇—春江"),  # read as its successor GB 18030
        ("attachment", ""),
    ],
)
def test_a_name_is_read_as_it_is_meant(header, name):
    assert parameter(header, "filename") == name
