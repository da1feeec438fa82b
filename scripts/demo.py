"""``make demo``: the whole job on the sample returns of a year, without touching real ones."""

import argparse
import shutil
import sys
from pathlib import Path

from qz.cli.last_collect import DEMO
from qz.cli.main import main as qz
from qz.cli.next_step import typed
from qz.cli.programme_file import programme_path, read_year
from qz.evidence.received import EVIDENCE_NAME
from qz.programme.read_programme import read_programme

OWN = ("核定表*.xlsx", "台账.xlsx")
"""What verifiers and the office add to the units' returns."""


def sampled() -> list[str]:
    """The years that have sample returns, the newest first."""
    return sorted((path.stem for path in Path("samples").glob("[0-9][0-9][0-9][0-9].toml")), reverse=True)


def main() -> int:
    """Forms, a collect of the units' returns alone, then one of all samples: into a folder apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", type=read_year, default=sampled()[0])
    year = parser.parse_args().year
    if year not in sampled():
        print(f"{year} 年度没有样例可以演示；有样例的年度：{'、'.join(sampled())}。", file=sys.stderr)
        return 2
    samples, output = Path("samples") / year, DEMO
    print(f"演示用的是 {samples} 里的样例，结果都放在 {output / year}，不影响正式的收表和结果。\n")
    print("一、发表：每个单位一份填报表")
    status = qz(["forms", "--year", year, "--output", str(output), "--no-advice"])
    if status == 0 and any(samples.rglob(OWN[0])):
        print("\n二、收表：各单位报回，按自报数据计分，生成核定表")
        returns = output / f"{year}-各单位报来的"  # what lies there is held against the samples' key
        shutil.rmtree(returns, ignore_errors=True)
        shutil.copytree(samples, returns, ignore=shutil.ignore_patterns(*OWN))
        status = qz(["collect", "--year", year, "--returns", str(returns), "--output", str(output), "--no-advice"])
        print("\n三、核定：核定表填好放回，连同台账，重新计分排名")
    collect = ["collect", "--year", year, "--returns", str(samples), "--output", str(output), "--no-advice"]
    status = status or qz(collect)
    if status == 0:
        print(f"\n演示完成。请打开 {output / year / 'results'} 里的 排名.xlsx 和 收件登记.xlsx。")
        if (output / year / "results" / EVIDENCE_NAME).is_file():
            print(f"各单位送来的佐证材料列在同一处的 {EVIDENCE_NAME}，点开就看；核定表、单位表里也能点开。")
        print("还可以接着试（都只动演示的文件夹）：")
        arguments = argparse.Namespace(year=year, programme=None, output=output)
        for what, command, more in (
            ("一个单位为什么得这个分", "explain", _example(year, samples)),
            ("拟好该发的邮件", "mail", ""),
            ("换一种口径谁的分数和名次会变", "sensitivity", ""),
        ):
            print(f"  {what}：{typed(command, arguments)} {more}".rstrip())
        print("正式用时从《README.md》“一年怎么走”的第1步开始。")
    return status


def _example(year: str, samples: Path) -> str:
    """A unit that a sample is named after, and a criterion of its scorecard."""
    programme, _ = read_programme(programme_path(argparse.Namespace(year=year, programme=None)))
    sent = "".join(path.stem for path in samples.rglob("*.xlsx"))
    unit = next(unit for unit in programme.units if unit.scorecard_id and unit.name in sent)
    card = programme.scorecard_of(unit)
    return f"{unit.name} {card.criteria[0].criterion_id}" if card else unit.name


if __name__ == "__main__":
    raise SystemExit(main())
