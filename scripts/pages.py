"""Render workbooks and documents to pictures, a page each, to be looked at: ``make pages``.

Needs LibreOffice (``soffice``) and poppler (``pdftoppm``). Fonts of official documents that this machine lacks are
shown in the Noto CJK faces. Pictures go to ``<output>/<year>/pages/<workbook>-<page>.png``.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from qz.cli.assessment_folder import usual_year

KINDS: Final = (".xlsx", ".docx")
SERIF: Final = (
    "宋体", "SimSun", "仿宋", "仿宋_GB2312", "FangSong", "楷体", "楷体_GB2312", "KaiTi", "方正小标宋简体",
    "Times New Roman",
)  # fmt: skip
SANS: Final = ("黑体", "SimHei")


def font_settings(folder: Path) -> Path:
    """Write a fontconfig file that maps the documents' fonts to Noto CJK; returns its path."""
    aliases = "".join(
        f"<alias binding='same'><family>{family}</family><prefer><family>{face}</family></prefer></alias>"
        for families, face in ((SERIF, "Noto Serif CJK SC"), (SANS, "Noto Sans CJK SC"))
        for family in families
    )
    path = folder / "fonts.conf"
    cache = f"<cachedir>{folder / 'fonts'}</cachedir>"
    base = "<include ignore_missing='yes'>/etc/fonts/fonts.conf</include>"
    path.write_text(f"<?xml version='1.0'?><fontconfig>{base}{aliases}{cache}</fontconfig>", "utf-8")
    return path


def render_pdfs(paths: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """Convert each file to PDF in ``folder`` by one run of LibreOffice; what it does not convert is left out."""
    environment = os.environ | {"FONTCONFIG_FILE": str(font_settings(folder))}
    profile = f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}"
    command = ["soffice", "--headless", "--norestore", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths)], check=False, env=environment, capture_output=True)
    made = [folder / f"{path.stem}.pdf" for path in paths]
    return tuple(pdf for pdf in made if pdf.is_file() and pdf.stat().st_size)


def picture_names(paths: Sequence[Path]) -> dict[Path, str]:
    """What each file's pictures are called: its stem, with its folder's name before it where two share a stem."""
    stems = Counter(path.stem for path in paths)
    return {path: path.stem if stems[path.stem] == 1 else f"{path.parent.name}-{path.stem}" for path in paths}


def render_pages(
    paths: Sequence[Path], target: Path, resolution: int = 80
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Pictures of every page of every file, as ``target/<name>-<page>.png``; earlier ones of the same name go.

    Returns:
        The pictures, and the files that were not rendered.
    """
    target.mkdir(parents=True, exist_ok=True)
    names = picture_names(paths)
    with tempfile.TemporaryDirectory() as work:
        copies = [Path(work) / f"{name}{path.suffix}" for path, name in names.items()]
        for path, copy in zip(paths, copies, strict=True):
            shutil.copyfile(path, copy)
        for name in names.values():
            for old in _pictures(target, name):
                old.unlink()
        pdfs = render_pdfs(copies, Path(work))
        made = {pdf.stem for pdf in pdfs}
        lost = {path for path, name in names.items() if name not in made}
        for pdf in pdfs:
            command = ["pdftoppm", "-r", str(resolution), "-png", str(pdf), str(target / pdf.stem)]
            subprocess.run(command, check=True)
    pictures = {path: _pictures(target, name) for path, name in names.items()}
    return tuple(one for some in pictures.values() for one in some), tuple(path for path in paths if path in lost)


def _pictures(target: Path, name: str) -> list[Path]:
    return sorted(path for path in target.glob("*.png") if re.fullmatch(re.escape(name) + r"-\d+", path.stem))


def documents_of(folder: Path) -> Iterable[Path]:
    """Everything under a year's output that can be rendered; lock files apart."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in KINDS and not path.name.startswith(("~$", ".")):
            yield path


def main() -> int:
    """Render what was named, or a whole year's output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", default=usual_year())
    parser.add_argument("--output", type=Path, default=Path("output"))
    parser.add_argument("--resolution", type=int, default=80)
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    if missing := [tool for tool in ("soffice", "pdftoppm") if not shutil.which(tool)]:
        print(f"没有找到 {'、'.join(missing)}：请先安装 LibreOffice 和 poppler-utils。", file=sys.stderr)
        return 2
    folder = arguments.output / arguments.year
    paths = arguments.files or list(documents_of(folder))
    if not paths:
        print(f"{folder} 里还没有可以打印的文件，请先运行 make demo 或 make forms。", file=sys.stderr)
        return 2
    print(f"正在把 {len(paths)} 个文件逐页存成图片，文件多时要几分钟……", flush=True)
    pictures, lost = render_pages(paths, folder / "pages", arguments.resolution)
    print(f"{len(paths) - len(lost)} 个文件，{len(pictures)} 页：{folder / 'pages'}")
    if lost:
        names = "、".join(path.name for path in lost)
        print(f"没有转换成：{names}。请检查 LibreOffice 是否装全（Word 文档需要 Writer）。", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
