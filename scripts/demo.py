"""``make demo``: the whole job on the sample returns of a year, without touching real ones."""

import argparse
import shutil
import tempfile
from pathlib import Path

from qz.cli.main import main as qz

OWN = ("核定表*.xlsx", "台账.xlsx")
"""What verifiers and the office add to the units' returns."""


def main() -> int:
    """Forms, a collect of the units' returns alone, then one of everything in ``samples/<year>``.

    Into ``output/demo`` where real returns are being worked on.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", default="2011")
    year = parser.parse_args().year
    returns = Path("returns") / year
    real = returns.is_dir() and any(path.is_file() for path in returns.rglob("*"))
    output = Path("output/demo") if real else Path("output")
    if real:
        print(f"{returns} 里已有正式报回的文件，演示结果另放在 {output}，不影响正式结果。")
    samples = Path("samples") / year
    print("一、发表：每个单位一份填报表")
    status = qz(["forms", "--year", year, "--output", str(output)])
    if status == 0 and any(samples.rglob(OWN[0])):
        print("\n二、收表：各单位报回，按自报数据计分，生成核定表")
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(samples, folder, ignore=shutil.ignore_patterns(*OWN), dirs_exist_ok=True)
            status = qz(["collect", "--year", year, "--returns", folder, "--output", str(output)])
        print("\n三、核定：核定表填好放回，连同台账，重新计分排名")
    status = status or qz(["collect", "--year", year, "--returns", str(samples), "--output", str(output)])
    if status == 0:
        print(f"演示完成。请打开 {output / year / 'results'} 里的 排名.xlsx 和 收件登记.xlsx。")
        print(f"想知道一个单位为什么得这个分：qz explain 春江镇 4.2 --returns {samples}")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
