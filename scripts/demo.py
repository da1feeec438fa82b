"""``make demo``: the whole job on the sample returns of a year, without touching real ones."""

import argparse
from pathlib import Path

from qz.cli.main import main as qz


def main() -> int:
    """Forms, then collect of ``samples/<year>``; into ``output/demo`` where real returns are being worked on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", default="2011")
    year = parser.parse_args().year
    returns = Path("returns") / year
    real = returns.is_dir() and any(path.is_file() for path in returns.rglob("*"))
    output = Path("output/demo") if real else Path("output")
    if real:
        print(f"{returns} 里已有正式报回的文件，演示结果另放在 {output}，不影响正式结果。")
    status = qz(["forms", "--year", year, "--output", str(output)])
    status = status or qz(
        ["collect", "--year", year, "--returns", str(Path("samples") / year), "--output", str(output)]
    )
    if status == 0:
        print(f"演示完成。请打开 {output / year / 'results'} 里的 排名.xlsx 和 收件登记.xlsx。")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
