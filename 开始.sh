#!/bin/sh
# Finds Python and hands over to scripts/start.py.
cd "$(dirname "$0")" || exit 2
for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
  if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$name" scripts/start.py "$@"
  fi
done
echo "这台电脑上没有 Python 3.11 或更新的版本。"
echo "请先安装（如 sudo apt install python3.11 python3.11-venv），或向网络管理员要安装程序，装好后再运行本文件。"
exit 2
