"""``make bundle``: one zip for a PC without internet: the program, its templates, samples and manual, and wheels.

The wheels are those that ``requirements-office.lock`` names, for Windows x64 and Linux x86_64 and aarch64 and the
Python versions asked for; each is held against the lock's hashes by pip.
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-office.lock"
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "Windows x64": (("win_amd64",), {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}),
    "Linux x86_64": (
        ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    ),
    "Linux aarch64": (
        ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    ),
}
PARTS = ("qz", "templates", "samples", "docs", "开始.bat", "开始.sh", "README.md", "Makefile", "pyproject.toml")
SCRIPTS = ("scripts/start.py", "scripts/demo.py", "requirements-office.lock")
FOLDER = "质量振兴考核工具"
NOTE = "离线包说明.txt"
_STAMP = (2011, 1, 1, 0, 0, 0)


def locked(lock: Path, environment: dict[str, str]) -> Iterator[str]:
    """The requirements of a lock that hold in an environment, each with its hashes and without its marker."""
    for block in lock.read_text("utf-8").replace("\\\n", " ").splitlines():
        if not block.strip() or block.lstrip().startswith("#"):
            continue
        name, _, hashes = block.partition(" --hash")
        pinned, _, marker = name.partition(";")
        if not marker.strip() or Marker(marker).evaluate(environment):
            yield f"{pinned.strip()} --hash{hashes}"


def environment_of(platform: dict[str, str], python: str) -> dict[str, str]:
    """The words that markers may ask for, of such a machine."""
    common = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": ""}
    return {**common, "python_version": python, "python_full_version": f"{python}.0", **platform}


def download(folder: Path, pythons: tuple[str, ...]) -> None:
    """Every wheel that one of these machines needs. Raises ``CalledProcessError`` where one is not to be had."""
    for word, (tags, platform) in PLATFORMS.items():
        for python in pythons:
            print(f"下载 {word}、Python {python} 的安装包……", flush=True)
            with tempfile.TemporaryDirectory() as temporary:
                wanted = Path(temporary) / "wanted.txt"
                wanted.write_text("\n".join(locked(LOCK, environment_of(platform, python))), "utf-8")
                words = [
                    "--quiet",
                    "--no-deps",
                    "--require-hashes",
                    "--only-binary",
                    ":all:",
                    "--python-version",
                    python,
                ]
                machine = [word for tag in tags for word in ("--platform", tag)]
                command = [sys.executable, "-m", "pip", "download", *words, *machine]
                subprocess.run([*command, "--dest", str(folder), "-r", str(wanted)], check=True)


def project_files() -> list[Path]:
    """The files of the project that go along: what is under version control of these parts."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *PARTS, *SCRIPTS], cwd=ROOT, check=True, capture_output=True
    ).stdout.decode()
    return [Path(name) for name in sorted(listed.split("\0")) if name]


def note(pythons: tuple[str, ...]) -> str:
    """What a clerk reads beside the program."""
    return "\r\n".join(
        [
            "质量振兴考核工具 离线包",
            "",
            "1. 把整个文件夹解压到电脑上（不要在压缩包里直接运行）。",
            f"2. 电脑上要装有 Python（64 位，{'、'.join(pythons)} 都可以）。没有的，向网络管理员要安装程序，",
            "   官方下载地址 python.org，安装时勾选“Add python.exe to PATH”。",
            "3. Windows 双击“开始.bat”；统信、麒麟等 Linux 在终端里运行“sh 开始.sh”。",
            "   第一次要准备一两分钟，以后直接出菜单。不需要联网。",
            "",
            f"适用：{'、'.join(PLATFORMS)}。",
            "",
        ]
    )


def write_bundle(path: Path, wheels: Path, pythons: tuple[str, ...]) -> None:
    """The zip, in one folder; the same files give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = {f"{FOLDER}/{file.as_posix()}": (ROOT / file).read_bytes() for file in project_files()}
    entries |= {f"{FOLDER}/wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels.glob("*.whl")}
    entries[f"{FOLDER}/{NOTE}"] = note(pythons).encode("utf-8-sig")
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, _STAMP)
            info.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            archive.writestr(info, entries[name])


def main() -> int:
    """Download the wheels and write the zip."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", nargs="+", default=list(PYTHONS), help="which Python versions to have wheels for")
    parser.add_argument("--output", type=Path, default=ROOT / "dist" / "质量振兴考核工具-离线包.zip")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            download(Path(folder), tuple(arguments.python))
        except subprocess.CalledProcessError:
            print("有安装包没有下载成，没有做离线包：请检查网络后重试。")
            return 2
        write_bundle(arguments.output, Path(folder), tuple(arguments.python))
    size = arguments.output.stat().st_size >> 20
    print(f"离线包已做好：{arguments.output}（{size}MB）。")
    print("拷到没有互联网的电脑上解压，双击“开始.bat”。")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
