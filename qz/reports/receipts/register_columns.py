"""The columns of 收件登记's sheets, for the modules that write them, count them and link to them."""

from typing import Final

from qz.workbook.write.table import NamedColumns

UNIT_SHEET: Final = "单位"
FILE_SHEET: Final = "文件"
FINDING_SHEET: Final = "问题"


class UnitAt(NamedColumns):
    """Columns of the sheet 单位."""

    CODE = "代码", 7, "body box center"
    NAME = "单位", 12, "body box center black"
    STATE = "状态", 8, "body box center"
    LATE = "逾期", 8, "body box center"
    HELD = "待确认", 8, "body box center"
    FILES = "收到文件", 8, "body box center integer"
    ERRORS = "错误", 8, "body box center integer"
    WARNINGS = "提醒", 8, "body box center integer"
    CLAIMED = "表内自评分", 9, "body box score"
    TOTAL = "系统计分", 9, "body box score"
    GAP = "相差", 8, "body box score signed"
    FILE = "采用的文件", 28
    SAVED = "保存时间", 17, "body box center"
    MAILED = "邮件时间", 17, "body box center"
    CONTACT = "联系人", 9, "body box center"
    PHONE = "电话", 15, "body box center"
    SIGNED = "盖章件", 7, "body box center"
    PROOFS = "佐证材料", 8, "body box center integer"


class FileAt(NamedColumns):
    """Columns of the sheet 文件; the last two are not printed."""

    NUMBER = "序号", 6, "body box center"
    PATH = "文件", 40
    VERDICT = "处理", 8, "body box center"
    REASON = "原因", 46
    UNIT = "单位", 13, "body box center"
    KIND = "种类", 11, "body box center"
    SAVED = "保存时间", 17, "body box center"
    MAILED = "邮件时间", 17, "body box center"
    SENDER = "发件人", 20
    SIZE = "大小（字节）", 11, "body box right integer"
    DIGEST = "SHA-256", 68, "body box small nowrap"


class FindingAt(NamedColumns):
    """Columns of the sheet 问题."""

    NUMBER = "序号", 6, "body box center"
    UNIT = "单位", 13, "body box center"
    SEVERITY = "程度", 7, "body box center"
    FILE = "文件", 28
    SHEET = "工作表", 14, "body box center"
    CELL = "单元格", 9, "body box center"
    SENTENCE = "问题和处理办法", 74
    CODE = "编码", 8, "body box center small"
