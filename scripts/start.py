"""What 开始.bat and 开始.sh run: makes the environment when there is none, then shows the menu.

It needs nothing but Python itself. With a folder ``wheels`` beside it nothing is downloaded.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-office.lock"
WHEELS = ROOT / "wheels"
HOME = ROOT / ".venv-office"


def interpreter(home: Path) -> Path:
    """The environment's own Python."""
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install_words(python: Path, wheels: Path, lock: Path) -> list[str]:
    """The command that installs what is locked: from ``wheels`` alone where that folder is, else from the network."""
    source = ["--no-index", "--find-links", str(wheels)] if wheels.is_dir() else []
    words = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    return [*words, "--only-binary", ":all:", *source, "-r", str(lock)]


def stamp() -> str:
    """What an environment was made for: this Python, these versions, this folder."""
    return hashlib.sha256(LOCK.read_bytes() + f"{sys.version}{ROOT}".encode()).hexdigest()


def make_environment() -> bool:
    """Whether the environment is there, made if need be; why not is said."""
    ready = HOME / "ready"
    if ready.is_file() and ready.read_text("utf-8") == stamp():
        return True
    print("正在准备运行环境（只需一次，约一两分钟）……", flush=True)
    try:
        import venv  # noqa: PLC0415 - a Python that is only unpacked has none
    except ImportError:
        print("这份 Python 不完整（免安装的精简版没有 venv），请用 Python 的安装包装一份完整的。")
        return False
    try:
        venv.EnvBuilder(clear=True, with_pip=True).create(HOME)
    except (OSError, subprocess.CalledProcessError):
        print("无法建立 Python 运行环境。Debian、Ubuntu、统信、麒麟请先安装 python3-venv；并检查磁盘空间和权限。")
        return False
    if subprocess.run(install_words(interpreter(HOME), WHEELS, LOCK), check=False).returncode != 0:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        if WHEELS.is_dir():
            print(f"wheels 文件夹里没有全部所需的安装包，或不适合 Python {version}；适用的版本见“离线包说明.txt”。")
        else:
            print("安装所需的程序库没有成功：请检查网络后重试；不能上网的电脑请用带 wheels 文件夹的离线包。")
        return False
    site = subprocess.run(
        [str(interpreter(HOME)), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (Path(site) / "qz.pth").write_text(f"{ROOT}\n", "utf-8")
    ready.write_text(stamp(), "utf-8")
    return True


def main() -> int:
    """Make the environment if need be and show the menu; the status of the menu."""
    os.chdir(ROOT)
    os.environ["PYTHONUTF8"] = "1"
    if not make_environment():
        return 2
    return subprocess.run([str(interpreter(HOME)), "-m", "qz", "menu", *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
