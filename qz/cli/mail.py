"""``qz mail``: drafts the letters that are due, one ``.eml`` each, ready to be opened, checked and sent."""

import argparse
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from qz.cli.assessment_folder import USUAL_OUTPUT
from qz.cli.console import progress, say, table
from qz.cli.next_step import typed
from qz.cli.one_at_a_time import one_at_a_time
from qz.cli.output_folder import check_folder, why_not_written
from qz.cli.programme_file import load_programme, programme_path
from qz.cli.stop import Stop
from qz.cli.today import as_of
from qz.mail.draft_files import FEEDBACK_FOLDER, unit_workbook_name
from qz.mail.drafts import Posting, write_drafts
from qz.mail.due import Due, Enclosures, due_after_collect, due_forms, informed_too_late, undecided_units
from qz.mail.ledger import LEDGER_NAME, LedgerFault, read_ledger, write_ledger
from qz.mail.letter_wording import LetterWording, LetterWordingFault
from qz.model.addresses import office_address, split_addresses
from qz.model.letters import Attachment, Letter, MailKind
from qz.model.programme import Programme
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.words import OFFICE_WORDS, fold

_MADE_BY_COLLECT = (MailKind.CORRECTION, MailKind.VERIFICATION, MailKind.FEEDBACK)
"""Kinds whose workbooks ``collect`` makes; they must not go out while files that came since are not collected."""
Sentences = tuple[str, ...]
_ROSTER_ADVICE = "请在考核方案的单位名册里{}后重新运行"


@dataclass(frozen=True, slots=True)
class Dues:
    """Letters due ``now``, letters ``waiting`` for the next collect, and sentences for the clerk."""

    now: tuple[Due, ...]
    waiting: tuple[Due, ...] = ()
    sentences: Sentences = ()


def _workbooks(units: Iterable[Unit], folder: Path) -> Mapping[str, Attachment]:
    """The workbook ``<code>-<unit>.xlsx`` in this folder, by unit code, of each unit that has one."""
    paths = {unit.code: folder / unit_workbook_name(unit) for unit in units}
    return {code: Attachment(path.name, path) for code, path in paths.items() if path.is_file()}


def _verification(programme: Programme, folder: Path) -> tuple[Mapping[str, Attachment], Sentences]:
    """核定表-<verifier>.xlsx by the verifier's code, and a sentence for each file whose verifier is unknown."""
    office = {fold(name) for name in (programme.particulars.office, *OFFICE_WORDS)}
    codes = {fold(name): unit.code for unit in programme.units for name in (*unit.aliases, unit.code, unit.name)}
    found, sentences = {}, []
    for path in sorted(folder.glob("核定表-*.xlsx")):
        name = path.stem.partition("-")[2]
        if fold(name) in codes:
            found[codes[fold(name)]] = Attachment(path.name, path)
        elif fold(name) not in office:
            sentences.append(f"{path} 不知道该发给谁：名册里没有“{name}”，未拟稿。")
    return found, tuple(sentences)


def _received(folder: Path) -> tuple[Path, ...]:
    return tuple(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~$")))


def _collected(returns: Path, base: Path) -> bool:
    """Whether the last collect read all files of the returns folder; true as well where there was no collect."""
    register = base / "results" / "收件登记.xlsx"
    if not register.is_file():
        return True
    # Copying may keep a file's time of modification; its time of change (on Windows, of creation) is that of the copy.
    times = (max(path.stat().st_mtime, path.stat().st_ctime) for path in _received(returns))
    return max(times) <= register.stat().st_mtime


def _letters(
    dues: Sequence[Due], programme: Programme, wording: LetterWording, today: dt.date
) -> tuple[tuple[Letter, ...], Sentences]:
    """The letters with their text, and a sentence for each unit without a mail address."""
    letters, sentences = [], []
    for due in progress(dues, len(dues), "拟稿"):
        try:
            recipients = split_addresses(due.unit.email)
        except ValueError as wrong:
            sentences.append(
                f"{due.unit.name}的电子邮箱“{wrong}”写法不对，{due.kind}邮件未拟稿；{_ROSTER_ADVICE.format('改正')}。"
            )
            continue
        if not recipients:
            sentences.append(f"{due.unit.name}没有电子邮箱，{due.kind}邮件未拟稿；{_ROSTER_ADVICE.format('补上')}。")
            continue
        letters.append(wording.word(due, programme.particulars, today))
    return tuple(letters), tuple(sentences)


def _due_forms(
    arguments: argparse.Namespace, programme: Programme, forms: Mapping[str, Attachment], base: Path, returns: Path
) -> Dues:
    """Only the letters with forms, and sentences why there are no others."""
    if not forms:
        raise Stop(f"没有可发的：{base / 'forms'} 里还没有填报表。请先运行 {typed('forms', arguments)}。")
    lacking = [unit.name for unit in programme.asked_units if unit.code not in forms]
    lack = f"{'、'.join(lacking)}还没有填报表，未拟稿；请重新运行 {typed('forms', arguments)}。"
    only = f"{returns} 里还没有各单位报来的表，这次只拟发表；收到后再运行，拟催报、补正、回执、核定和结果告知的邮件。"
    return Dues(due_forms(programme, forms), sentences=(*([lack] if lacking else []), only))


def _due(arguments: argparse.Namespace, programme: Programme, base: Path, today: dt.date) -> Dues:
    """The letters due now: forms until anything came back, afterwards reminders, corrections, receipts and so on."""
    forms = _workbooks(programme.units, base / "forms")
    returns: Path = arguments.returns or Path("returns") / programme.home
    if arguments.returns is not None and not returns.is_dir():
        raise Stop(f"没有找到文件夹 {returns}。请用 --returns 指明各单位报回的文件所在文件夹。")
    if not _received(returns):
        return _due_forms(arguments, programme, forms, base, returns)
    from qz.cli.last_assessment import collect_with_workers  # noqa: PLC0415 - forms are mailed without it

    assessment = collect_with_workers(programme, returns, base, held_against_last_year=True)
    # The office's own registers lie in the same folder all year: they are no answer to a form.
    if not any(file.unit_code for file in assessment.intake.received):
        return _due_forms(arguments, programme, forms, base, returns)
    verification, unknown = _verification(programme, base / "verification")
    corrections, feedback = (_workbooks(programme.units, base / folder) for folder in ("corrections", FEEDBACK_FOLDER))
    enclosures = Enclosures(forms, corrections, verification, feedback)
    undecided = [
        f"{unit.name}报来的文件还待确认，未拟稿；请先在《收件确认》里定下用不用。"
        for unit in undecided_units(assessment)
    ]
    dues = due_after_collect(assessment, today, enclosures)
    late = informed_too_late(assessment, dues)
    if late:
        again = f"运行 {typed('collect', arguments)}，再运行 {typed('mail', arguments, '--again')} 重新拟稿"
        undecided.append(
            f"复核截止时间已过，{len(late)}个单位第一次收到的告知书却写着不再提出复核申请：请先不要发送；"
            f"在考核方案《基本信息》里改“复核截止时间”，{again}。"
        )
    if _collected(returns, base):
        return Dues(dues, sentences=(*unknown, *undecided))
    held = tuple(due for due in dues if due.kind in _MADE_BY_COLLECT and due.attachments)
    kinds = "、".join(kind.value for kind in _MADE_BY_COLLECT if any(due.kind is kind for due in held))
    behind = f"有新收的文件还没有汇总，{len(held)} 封{kinds}邮件先不拟"
    sentence = f"{behind}；请先运行 {typed('collect', arguments)}。"
    now = tuple(due for due in dues if due not in held)
    return Dues(now, held, (*unknown, *undecided, *([sentence] if held else [])))


def _wording(arguments: argparse.Namespace) -> LetterWording:
    """The letter templates beside the programme, else in the working folder, else those shipped with ``qz``."""
    places = (programme_path(arguments).parent, Path("templates"), Path(__file__).parents[2] / "templates")
    for place in places:
        if (place / "mail").is_dir():
            return LetterWording(place / "mail")
    raise Stop(f"没有找到邮件模板文件夹 {places[1] / 'mail'}。请在项目文件夹里运行。")


def _summary(arguments: argparse.Namespace, posting: Posting, folder: Path) -> None:
    kinds = [*(record.kind for record in posting.written), *(letter.kind for letter in posting.repeated)]
    rows = [
        [
            kind.value,
            str(sum(record.kind is kind for record in posting.written)),
            str(sum(letter.kind is kind for letter in posting.repeated)),
        ]
        for kind in MailKind
        if kind in kinds
    ]
    if rows:
        table(["邮件", "新拟", "已拟过"], rows)
    if posting.locked:
        say(f"有 {len(posting.locked)} 封草稿正被打开，没有更新：{'、'.join(posting.locked)}。请关闭后重新运行。")
    if posting.withdrawn:
        say(f"撤下不再适用的草稿 {len(posting.withdrawn)} 封：{'、'.join(posting.withdrawn)}。")
    if posting.written:
        next_step = "下一步：逐个双击草稿，在邮件程序里核对后点“发送”；发出后收到的回信连同附件放进报回文件夹即可。"
        say(f"已拟 {len(posting.written)} 封邮件草稿：{folder}", *([next_step] if arguments.advice else []))
        if arguments.output == USUAL_OUTPUT:
            say(
                f"设好本办公室邮箱的（templates/mail.toml），也可运行 {typed('send', arguments)} 一并发出、"
                f"{typed('fetch', arguments)} 收回信。"
            )
    elif posting.repeated:
        say(f"没有新的邮件要发。同一事由的草稿以前拟过；要重新拟稿请运行 {typed('mail', arguments, '--again')}。")
    else:
        say("没有邮件要发。")


def run(arguments: argparse.Namespace) -> None:
    """Write the drafts that are due, update the record of letters, and print what to do with them."""
    now = as_of(arguments)
    programme = load_programme(arguments)
    base = arguments.output / programme.home
    with one_at_a_time(base / "mail"):
        _draft(arguments, programme, base, now)


def _draft(arguments: argparse.Namespace, programme: Programme, base: Path, now: dt.datetime) -> None:
    folder = base / "mail"
    check_folder(folder)
    try:
        ledger = read_ledger(folder / LEDGER_NAME)
        dues = _due(arguments, programme, base, now.date())
        wording = _wording(arguments)
        letters, unsent = _letters(dues.now, programme, wording, now.date())
        waiting, _ = _letters(dues.waiting, programme, wording, now.date())
        posting = write_drafts(
            letters, programme.particulars, folder, ledger, now, waiting=waiting, again=arguments.again
        )
        write_ledger(folder / LEDGER_NAME, posting.ledger)
    except (LedgerFault, LetterWordingFault) as fault:
        raise Stop(str(fault)) from None
    except OSError as error:
        raise Stop(why_not_written(error, folder, "草稿")) from None
    say(*dues.sentences, *unsent)
    if not office_address(programme.particulars.email):
        say("考核方案里没有写本办公室的电子邮箱：草稿没有发件人，由邮件程序填上。")
    _summary(arguments, posting, folder)
