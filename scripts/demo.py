"""``make demo``: the whole job on the sample returns of a year, without touching real ones."""

import argparse
import datetime as dt
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from qz.cli.last_collect import DEMO
from qz.cli.main import main as qz
from qz.cli.next_step import typed
from qz.cli.programme_file import programme_path, read_year
from qz.evidence.received import EVIDENCE_NAME
from qz.programme.read_programme import read_programme

OWN = ("*核定表*.xlsx", "台账.xlsx", "收件确认*.xlsx")
"""What verifiers and the office add to the units' returns."""
TOLD, ASKED = -7, 4
"""Days from 复核截止时间 at which the demo tells units their results, and collects what they asked for."""


def sampled() -> list[str]:
    """The years that have sample returns, the newest first."""
    return sorted((path.stem for path in Path("samples").glob("[0-9][0-9][0-9][0-9].toml")), reverse=True)


def main() -> int:
    """A year from the forms to 定稿, on the samples: into a folder apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", type=read_year, default=sampled()[0])
    year = parser.parse_args().year
    if year not in sampled():
        print(f"{year} 年度没有样例可以演示；有样例的年度：{'、'.join(sampled())}。", file=sys.stderr)
        return 2
    demo = Demo(year)
    print(f"演示用的是 {demo.samples} 里的样例，结果都放在 {demo.results.parent}，不影响正式的收表和结果。")
    status = next((status for step in demo.steps() if (status := step())), 0)
    if status == 0:
        demo.say_what_next()
    return status


class Demo:
    """The steps of one year's demo; each returns the exit status of its last command."""

    def __init__(self, year: str) -> None:
        """Nothing is written yet but that the letters of an earlier demo go, so that nobody counts as told."""
        self.year, self.samples = year, Path("samples") / year
        self.reviewed = Path("samples") / f"{year}-复核"
        self.results = DEMO / year / "results"
        self.programme, _ = read_programme(programme_path(argparse.Namespace(year=year, programme=None)))
        shutil.rmtree(DEMO / year / "mail", ignore_errors=True)

    def steps(self) -> Iterator[Callable[[], int]]:
        """The steps that the samples and the programme of the year have."""
        yield self.send_forms
        verified = any(self.samples.rglob(OWN[0]))
        if verified:
            yield self.collect_returns
        yield self.collect_verified
        if verified and self.programme.particulars.appeal_by is not None:
            yield self.tell
            yield self.finish

    def send_forms(self) -> int:
        """Write a form for each unit."""
        print("\n一、发表：每个单位一份填报表")
        return qz(["forms", "--year", self.year, "--output", str(DEMO), "--no-advice"])

    def collect_returns(self) -> int:
        """Collect what the units sent alone."""
        print("\n二、收表：各单位报回，按自报数据计分，生成核定表")
        return self._collect(self._gather("各单位报来的", (self.samples,), OWN))

    def collect_verified(self) -> int:
        """Collect everything before units are told."""
        print("\n三、核定：核定表填好放回，连同台账，重新计分排名")
        return self._collect(self.samples)

    def tell(self) -> int:
        """Draft the letters that tell units their results, and collect what they ask to have looked at again."""
        told, asked = self._day(TOLD), self._day(ASKED)
        print(f"\n四、告知：{told}把考核结果告知书发给各单位，{asked}汇总各单位的复核申请")
        options = ["--returns", str(self.samples), "--output", str(DEMO), "--today", told, "--no-advice"]
        status = qz(["mail", "--year", self.year, *options])
        together = self._gather("连同复核申请", (self.samples, self.reviewed), OWN, of=1)
        return status or self._collect(together, "--today", asked)

    def finish(self) -> int:
        """Collect the answers to what was asked, and the office's decision on what came late."""
        print("\n五、复核和定稿：申请都有了答复，复核截止时间已过，结果定稿，各种文稿不再是送审稿")
        return self._collect(self._gather("连同复核答复", (self.samples, self.reviewed), ()))

    def _day(self, later: int) -> str:
        by = self.programme.particulars.appeal_by
        return "" if by is None else (by + dt.timedelta(days=later)).date().isoformat()

    def _gather(self, name: str, folders: Sequence[Path], left_out: Sequence[str], of: int = 0) -> Path:
        """Copy folders into one that is held against the samples' key, without some files of those from ``of`` on."""
        target = DEMO / f"{self.year}-{name}"
        shutil.rmtree(target, ignore_errors=True)
        for place, folder in enumerate(folders):
            ignored = shutil.ignore_patterns(*left_out) if place >= of else None
            if folder.is_dir():
                shutil.copytree(folder, target / ("" if place == 0 else "复核"), ignore=ignored, dirs_exist_ok=True)
        return target

    def _collect(self, returns: Path, *more: str) -> int:
        options = ["--returns", str(returns), "--output", str(DEMO), "--no-advice", *more]
        return qz(["collect", "--year", self.year, *options])

    def say_what_next(self) -> None:
        """Print where to look, and what else may be tried."""
        print(f"\n演示完成。请打开 {self.results} 里的 排名.xlsx 和 收件登记.xlsx。")
        papers = [path.name for path in sorted(self.results.glob("*.docx"))]
        if len(papers) > 1:
            print(f"要上报、印发的文稿在同一处：{'、'.join(papers)}。")
        if (self.results / EVIDENCE_NAME).is_file():
            print(f"各单位送来的佐证材料列在同一处的 {EVIDENCE_NAME}，点开就看；核定表、单位表里也能点开。")
        print("还可以接着试（都只动演示的文件夹）：")
        arguments = argparse.Namespace(year=self.year, programme=None, output=DEMO)
        for what, command, more in (
            ("一个单位为什么得这个分", "explain", self._example()),
            ("拟好该发的邮件", "mail", ""),
            ("换一种口径谁的分数和名次会变", "sensitivity", ""),
        ):
            print(f"  {what}：{typed(command, arguments)} {more}".rstrip())
        print("正式用时从《README.md》“一年怎么走”的第1步开始。")

    def _example(self) -> str:
        """A unit that a sample is named after, and a criterion of its scorecard."""
        sent = "".join(path.stem for path in self.samples.rglob("*.xlsx"))
        unit = next(unit for unit in self.programme.units if unit.scorecard_id and unit.name in sent)
        card = self.programme.scorecard_of(unit)
        return f"{unit.name} {card.criteria[0].criterion_id}" if card else unit.name


if __name__ == "__main__":
    raise SystemExit(main())
