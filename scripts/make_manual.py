"""Write ``docs/programme.md``, the reference to the programme workbook, from the code that reads it.

Usage: make manual
"""

from pathlib import Path

from qz.programme.load import load_tables
from qz.programme.manual import write_manual

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = [ROOT / "samples" / "programmes" / f"{year}.xlsx" for year in (2009, 2012)]
MANUAL = ROOT / "docs" / "programme.md"


def main() -> None:
    """Write the manual."""
    MANUAL.parent.mkdir(exist_ok=True)
    MANUAL.write_text(write_manual(*(load_tables(path)[0] for path in EXAMPLES)), "utf-8")
    print(f"已写入 {MANUAL}")


if __name__ == "__main__":
    main()
