"""Reads particulars, settings, units, phrases for units, and the annexes' frames."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from qz.model.assessment_rules import Particulars, Settings
from qz.model.place import Place
from qz.model.scorecards import AnnexFrame
from qz.model.task_table import GroupPhrase, Unit
from qz.programme.faults import Collector
from qz.programme.raw import RawTable, RawValue
from qz.programme.reading.references import CARDS_SHEET, Index, check_file_name
from qz.programme.reading.typed_records import (
    Record,
    read_amount,
    read_cell,
    read_line,
    read_moment,
    read_records,
    show_value,
    split_list,
)
from qz.programme.sheets.columns import KeyRow
from qz.programme.sheets.sheets_roster import PARAMETERS, PARTICULARS
from qz.words import UNCAPPED, Vocabulary, fold, setting_of

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_YEAR: Final = re.compile(r"(19|20)\d\d")
_DEPTH: Final = ("parameters", "items", "criteria")
"""The sheets where a parameter may stand, the widest first."""
_MOST_PLACES: Final = 30
"""People that a unit may nominate at most: more would be no choice, and would not fit its page."""
_LONGEST_SENTENCE: Final = 60
"""Characters of a sentence that stands in every page's banner."""
_DAY_END: Final = dt.time(23, 59, 59)


def read_particulars(table: RawTable | None, found: Collector) -> Particulars | None:
    """基本信息: the particulars, unknown keys in ``extra``. ``None``, with findings, where a required one lacks."""
    values: dict[str, RawValue] = {}
    places: dict[str, Place] = {}
    extra: dict[str, str] = {}
    for record in read_records(table, found):
        key = _key_row(PARTICULARS.keys, record.text("key"))
        if key is None:
            extra[record.text("key")] = read_line(record["value"])
            continue
        if key.field in values:
            found.add("P07", record.place("key"), head="项目", found=key.word, other="上面一行")
        values[key.field] = record["value"]
        places[key.field] = record.place("value")
    bottom = Place(table.sheet if table else PARTICULARS.title)
    for key in PARTICULARS.keys:
        if key.required and values.get(key.field) is None:
            wanted = key.help_in(read_line(values.get("year"))).rstrip("。")
            found.add("P04", places.get(key.field, bottom), head=key.word, help=wanted)
    texts = {key.field: read_line(values.get(key.field)) for key in PARTICULARS.keys}
    year = texts.pop("year")
    if year and not _YEAR.fullmatch(year):
        found.add("P05", places["year"], head="年度", found=year, wanted="四位数字的年度")
        return None
    moments = {name: _moment(values, places, name, found) for name in (*_MOMENTS, *_DAYS)}
    dates: dict[str, Any] = {name: _whole_day(moments[name]) for name in _MOMENTS}
    dates |= {name: moment.date() if (moment := moments[name]) else None for name in _DAYS}
    dates["tells_rank"] = _choice(values, places, "tells_rank", found) is not False
    if not year or dates["deadline"] is None:
        return None
    return Particulars(int(year), **(texts | {"extra": MappingProxyType(extra)} | dates))


_MOMENTS: Final = ("deadline", "appeal_by")
"""Particulars that are a day and an hour."""
_DAYS: Final = ("issued", "counted_until", "verify_by")
"""Particulars that are days."""


def _moment(
    values: Mapping[str, RawValue], places: Mapping[str, Place], name: str, found: Collector
) -> dt.datetime | None:
    value = values.get(name)
    if value is None:
        return None
    moment = read_moment(value)
    if moment is None:
        word = _particular(name).word
        found.add("P05", places[name], head=word, found=show_value(value), wanted="日期，如 2011-12-15 17:00")
    return moment


def _whole_day(moment: dt.datetime | None) -> dt.datetime | None:
    """The end of the day for a time that has a date only."""
    return dt.datetime.combine(moment, _DAY_END) if moment is not None and moment.time() == dt.time() else moment


def _choice(values: Mapping[str, RawValue], places: Mapping[str, Place], name: str, found: Collector) -> Any:
    """The meaning of a key's value by its vocabulary; ``None`` for a blank, and with a finding for another word."""
    value = values.get(name)
    return None if value is None else read_cell(_particular(name), value, places[name], found)


def _particular(name: str) -> KeyRow:
    return next(key for key in PARTICULARS.keys if key.field == name)


def _key_row(keys: Iterable[KeyRow], text: str) -> KeyRow | None:
    wanted = fold(text)
    return next((key for key in keys if wanted in {fold(word) for word in (key.word, *key.aliases)}), None)


def read_settings(table: RawTable | None, found: Collector) -> Settings:
    """参数: the parameters of the rules; a blank means the default."""
    changes: dict[str, Any] = {}
    for record in read_records(table, found):
        key = _key_row(PARAMETERS.keys, record.text("key"))
        if key is None:
            found.add("P32", record.place("key"), head="参数", found=record.text("key"))
        elif record["value"] is not None:
            _read_setting(key, record["value"], record.place("value"), found, changes)
    return dataclasses.replace(Settings(), **changes)


def _read_setting(key: KeyRow, value: RawValue, place: Place, found: Collector, changes: dict[str, Any]) -> None:
    if key.sentence:
        sentence = read_line(value)
        if len(sentence) > _LONGEST_SENTENCE:
            found.add("P05", place, head=key.word, found=sentence, wanted=f"{_LONGEST_SENTENCE}字以内的一句话")
        changes[key.field] = sentence
        return
    if key.vocabulary is None:
        uncapped = fold(show_value(value)) == fold(UNCAPPED)
        number = None if uncapped else read_amount(value)
        if not uncapped and (number is None or number < 0):
            found.add("P05", place, head=key.word, found=show_value(value), wanted=f"分数或“{UNCAPPED}”")
            return
        changes[key.field] = number
        return
    if key.listed:
        changes[key.field] = tuple(_listed(key.vocabulary, split_list(value)))
        return
    meaning = read_cell(key, value, place, found)
    if meaning is not None:
        changes[key.field] = meaning


def _listed(vocabulary: Vocabulary[Any], texts: Iterable[str]) -> Iterator[str]:
    """The meanings of the words in a list; a name that is not in the vocabulary is left as it is."""
    for text in texts:
        meaning = vocabulary.read(text)
        yield from (text,) if meaning is None else meaning


def override_settings(base: Settings, record: Record, found: Collector) -> Settings:
    """口径设置 of an item or criterion: ``base`` with changes such as ``不足一步=按一步扣``."""
    changes: dict[str, Any] = {}
    for text in record.names("overrides"):
        name, equals, value = text.replace("＝", "=").replace("：", "=").partition("=")
        setting = setting_of(name)
        if setting is None or not equals or not value.strip():
            found.add("P13", record.place("overrides"), found=text)
            continue
        if _DEPTH.index(record.table.spec.key) > _DEPTH.index(setting.narrowest):
            where = "它所属的《考核内容》那一行" if setting.narrowest == "items" else "《参数》"
            found.add("P27", record.place("overrides"), found=text, where=where)
            continue
        key = next(key for key in PARAMETERS.keys if key.field == setting.field)
        if key.field in changes:
            head = record.head("overrides")
            found.add("P07", record.place("overrides"), head=head, found=text, other="前面写的")
        _read_setting(key, value.strip(), record.place("overrides"), found, changes)
    return dataclasses.replace(base, **changes)


def read_places(record: Record, found: Collector) -> int | None:
    """How many people may be nominated; ``None`` for a blank, and with a finding for what is not such a number."""
    places: Decimal | None = record["places"]
    if places is None:
        return None
    if not 0 <= places <= _MOST_PLACES:
        wanted = f"0到{_MOST_PLACES}的整数"
        found.add("P05", record.place("places"), head="表彰名额", found=show_value(places), wanted=wanted)
        return None
    return int(places)


def read_units(table: RawTable | None, cards: Index, found: Collector) -> tuple[Unit, ...]:
    """单位: the roster in the order of the sheet. Codes, names and aliases must be unique."""
    units: list[Unit] = []
    seen: dict[str, str] = {}
    codes: set[str] = set()
    for record in read_records(table, found):
        if record.bad & {"code", "name", "kind"}:
            continue
        code = record.text("code")
        if not _CODE.fullmatch(code):
            found.add("P16", record.place("code"), found=code, wanted="英文字母、数字和连字符")
        check_file_name(record, "name", found)
        for name, text in (
            ("code", code),
            ("name", record.text("name")),
            *(("aliases", alias) for alias in record.names("aliases")),
        ):
            other = seen.setdefault(fold(text), code)
            if other != code or (name == "code" and code in codes):
                found.add("P07", record.place(name), head=record.head(name), found=text, other=f"单位 {other} ")
        codes.add(code)
        units.append(
            Unit(
                code,
                record.text("name"),
                record.names("aliases"),
                record.text("kind"),
                cards.find(record, "scorecard_id", CARDS_SHEET, found),
                record.text("email"),
                record.text("contact"),
                record.text("phone"),
                record.place("name"),
                record.text("group"),
                read_places(record, found),
            )
        )
    return tuple(units)


def read_phrases(table: RawTable | None, units: Sequence[Unit], found: Collector) -> tuple[GroupPhrase, ...]:
    """单位统称: the units of each phrase, as codes in roster order."""
    phrases: list[GroupPhrase] = []
    kinds = {fold(unit.kind) for unit in units}
    names = {fold(word): unit.code for unit in units for word in (*unit.aliases, unit.code, unit.name)}
    for record in read_records(table, found):
        if "phrase" in record.bad:
            continue
        if any(fold(phrase.phrase) == fold(record.text("phrase")) for phrase in phrases):
            found.add("P07", record.place("phrase"), head="统称", found=record.text("phrase"), other="上面一行")
        for kind in record.names("kinds"):
            if fold(kind) not in kinds:
                found.add("P22", record.place("kinds"), found=kind)
        for name in record.names("units"):
            if fold(name) not in names:
                found.add("P08", record.place("units"), head="代表的单位", found=name, where="《单位》")
        wanted = {fold(kind) for kind in record.names("kinds")}
        chosen = {names.get(fold(name)) for name in record.names("units")}
        codes = tuple(unit.code for unit in units if fold(unit.kind) in wanted or unit.code in chosen)
        if not record.names("kinds") and not record.names("units"):
            found.add("P21", record.place("phrase"), found=record.text("phrase"))
        phrases.append(GroupPhrase(record.text("phrase"), codes, record.place("phrase")))
    return tuple(phrases)


def read_frames(table: RawTable | None, subjects: Index, found: Collector) -> dict[str, AnnexFrame]:
    """附件版式: the printed frame of each annex; an empty one for an annex without rows."""
    parts: dict[str, dict[str, list[str]]] = {subject: {} for subject in subjects.codes.values()}
    for record in read_records(table, found):
        subject = subjects.find(record, "subject", CARDS_SHEET, found)
        if subject and record["part"]:
            parts[subject].setdefault(record["part"], []).append(record.text("text"))
    return {
        subject: AnnexFrame(
            annex="".join(texts.get("annex", ())),
            title="".join(texts.get("title", ())),
            heads=tuple(texts.get("heads", ())),
            paragraphs=tuple(texts.get("paragraphs", ())),
            closing=tuple(texts.get("closing", ())),
        )
        for subject, texts in parts.items()
    }
