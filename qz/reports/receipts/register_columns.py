"""The columns of 收件登记's sheets, named once: what writes them, counts them and links to them asks here."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from qz.workbook.write.table import Column

UNIT_SHEET: Final = "单位"
FILE_SHEET: Final = "文件"
FINDING_SHEET: Final = "问题"


class UnitAt(IntEnum):
    """Columns of the sheet 单位."""

    CODE = 0
    NAME = 1
    STATE = 2
    LATE = 3
    HELD = 4
    FILES = 5
    ERRORS = 6
    WARNINGS = 7
    CLAIMED = 8
    TOTAL = 9
    GAP = 10
    FILE = 11
    SAVED = 12
    MAILED = 13
    CONTACT = 14
    PHONE = 15
    SIGNED = 16
    PROOFS = 17


UNIT_COLUMNS: Final[Mapping[UnitAt, Column]] = {
    UnitAt.CODE: Column("代码", 7, "body box center"),
    UnitAt.NAME: Column("单位", 12, "body box center black"),
    UnitAt.STATE: Column("状态", 8, "body box center"),
    UnitAt.LATE: Column("逾期", 8, "body box center"),
    UnitAt.HELD: Column("待确认", 8, "body box center"),
    UnitAt.FILES: Column("收到文件", 8, "body box center integer"),
    UnitAt.ERRORS: Column("错误", 8, "body box center integer"),
    UnitAt.WARNINGS: Column("提醒", 8, "body box center integer"),
    UnitAt.CLAIMED: Column("表内自评分", 9, "body box score"),
    UnitAt.TOTAL: Column("系统计分", 9, "body box score"),
    UnitAt.GAP: Column("相差", 8, "body box score signed"),
    UnitAt.FILE: Column("采用的文件", 28),
    UnitAt.SAVED: Column("保存时间", 17, "body box center"),
    UnitAt.MAILED: Column("邮件时间", 17, "body box center"),
    UnitAt.CONTACT: Column("联系人", 9, "body box center"),
    UnitAt.PHONE: Column("电话", 15, "body box center"),
    UnitAt.SIGNED: Column("盖章件", 7, "body box center"),
    UnitAt.PROOFS: Column("佐证材料", 8, "body box center integer"),
}


class FileAt(IntEnum):
    """Columns of the sheet 文件; the last two are for the screen."""

    NUMBER = 0
    PATH = 1
    VERDICT = 2
    REASON = 3
    UNIT = 4
    KIND = 5
    SAVED = 6
    MAILED = 7
    SENDER = 8
    SIZE = 9
    DIGEST = 10


FILE_COLUMNS: Final[Mapping[FileAt, Column]] = {
    FileAt.NUMBER: Column("序号", 6, "body box center"),
    FileAt.PATH: Column("文件", 40),
    FileAt.VERDICT: Column("处理", 8, "body box center"),
    FileAt.REASON: Column("原因", 46),
    FileAt.UNIT: Column("单位", 13, "body box center"),
    FileAt.KIND: Column("种类", 11, "body box center"),
    FileAt.SAVED: Column("保存时间", 17, "body box center"),
    FileAt.MAILED: Column("邮件时间", 17, "body box center"),
    FileAt.SENDER: Column("发件人", 20),
    FileAt.SIZE: Column("大小（字节）", 11, "body box right integer"),
    FileAt.DIGEST: Column("SHA-256", 68, "body box small nowrap"),
}


class FindingAt(IntEnum):
    """Columns of the sheet 问题."""

    NUMBER = 0
    UNIT = 1
    SEVERITY = 2
    FILE = 3
    SHEET = 4
    CELL = 5
    SENTENCE = 6
    CODE = 7


FINDING_COLUMNS: Final[Mapping[FindingAt, Column]] = {
    FindingAt.NUMBER: Column("序号", 6, "body box center"),
    FindingAt.UNIT: Column("单位", 13, "body box center"),
    FindingAt.SEVERITY: Column("程度", 7, "body box center"),
    FindingAt.FILE: Column("文件", 28),
    FindingAt.SHEET: Column("工作表", 14, "body box center"),
    FindingAt.CELL: Column("单元格", 9, "body box center"),
    FindingAt.SENTENCE: Column("问题和处理办法", 74),
    FindingAt.CODE: Column("编码", 8, "body box center small"),
}
