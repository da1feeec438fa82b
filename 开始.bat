@echo off
rem Finds Python and hands over to scripts\start.py. Kept in code page 936, which Chinese Windows reads.
setlocal
cd /d "%~dp0"
set "PYTHONUTF8=1"
set "FOUND="
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 set "FOUND=py -3"
if defined FOUND goto found
python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 set "FOUND=python"
if not defined FOUND goto nopython
:found
%FOUND% scripts\start.py %*
if errorlevel 1 pause
exit /b
:nopython
echo.
echo 这台电脑上没有 Python 3.11 或更新的版本。
echo 请向网络管理员要 Python 的安装程序（64 位），或从 https://www.python.org/downloads/windows/ 下载，
echo 安装时勾选 "Add python.exe to PATH"，装好后再双击本文件。
echo.
pause
exit /b 2
