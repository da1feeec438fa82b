"""The columns of 收件登记's sheets, named once: what writes them, counts them and links to them asks here."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from qz.workbook.write.table import TableColumn

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


UNIT_COLUMNS: Final[Mapping[UnitAt, TableColumn]] = {
    UnitAt.CODE: TableColumn("代码", 7, "body box center"),
    UnitAt.NAME: TableColumn("单位", 12, "body box center black"),
    UnitAt.STATE: TableColumn("状态", 8, "body box center"),
    UnitAt.LATE: TableColumn("逾期", 8, "body box center"),
    UnitAt.HELD: TableColumn("待确认", 8, "body box center"),
    UnitAt.FILES: TableColumn("收到文件", 8, "body box center integer"),
    UnitAt.ERRORS: TableColumn("错误", 8, "body box center integer"),
    UnitAt.WARNINGS: TableColumn("提醒", 8, "body box center integer"),
    UnitAt.CLAIMED: TableColumn("表内自评分", 9, "body box score"),
    UnitAt.TOTAL: TableColumn("系统计分", 9, "body box score"),
    UnitAt.GAP: TableColumn("相差", 8, "body box score signed"),
    UnitAt.FILE: TableColumn("采用的文件", 28),
    UnitAt.SAVED: TableColumn("保存时间", 17, "body box center"),
    UnitAt.MAILED: TableColumn("邮件时间", 17, "body box center"),
    UnitAt.CONTACT: TableColumn("联系人", 9, "body box center"),
    UnitAt.PHONE: TableColumn("电话", 15, "body box center"),
    UnitAt.SIGNED: TableColumn("盖章件", 7, "body box center"),
    UnitAt.PROOFS: TableColumn("佐证材料", 8, "body box center integer"),
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


FILE_COLUMNS: Final[Mapping[FileAt, TableColumn]] = {
    FileAt.NUMBER: TableColumn("序号", 6, "body box center"),
    FileAt.PATH: TableColumn("文件", 40),
    FileAt.VERDICT: TableColumn("处理", 8, "body box center"),
    FileAt.REASON: TableColumn("原因", 46),
    FileAt.UNIT: TableColumn("单位", 13, "body box center"),
    FileAt.KIND: TableColumn("种类", 11, "body box center"),
    FileAt.SAVED: TableColumn("保存时间", 17, "body box center"),
    FileAt.MAILED: TableColumn("邮件时间", 17, "body box center"),
    FileAt.SENDER: TableColumn("发件人", 20),
    FileAt.SIZE: TableColumn("大小（字节）", 11, "body box right integer"),
    FileAt.DIGEST: TableColumn("SHA-256", 68, "body box small nowrap"),
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


FINDING_COLUMNS: Final[Mapping[FindingAt, TableColumn]] = {
    FindingAt.NUMBER: TableColumn("序号", 6, "body box center"),
    FindingAt.UNIT: TableColumn("单位", 13, "body box center"),
    FindingAt.SEVERITY: TableColumn("程度", 7, "body box center"),
    FindingAt.FILE: TableColumn("文件", 28),
    FindingAt.SHEET: TableColumn("工作表", 14, "body box center"),
    FindingAt.CELL: TableColumn("单元格", 9, "body box center"),
    FindingAt.SENTENCE: TableColumn("问题和处理办法", 74),
    FindingAt.CODE: TableColumn("编码", 8, "body box center small"),
}
