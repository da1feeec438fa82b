"""Write ``docs/programme.md`` (the programme workbook) and ``docs/results-data.md`` from the code they are about.

Usage: make manual
"""

from pathlib import Path

from qz.programme.guide.manual import write_manual
from qz.programme.load import load_tables
from qz.reports.data.json_schema import schema_page

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = [ROOT / "samples" / "programmes" / f"{year}.xlsx" for year in (2009, 2012)]
MANUAL = ROOT / "docs" / "programme.md"
DATA = ROOT / "docs" / "results-data.md"


def main() -> None:
    """Write the manual."""
    MANUAL.parent.mkdir(exist_ok=True)
    MANUAL.write_text(write_manual(*(load_tables(path)[0] for path in EXAMPLES)), "utf-8")
    DATA.write_text(schema_page(), "utf-8")
    print(f"已写入 {MANUAL} 和 {DATA}")


if __name__ == "__main__":
    main()
