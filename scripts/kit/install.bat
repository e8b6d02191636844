@echo off
rem Installs taskforce without a network; see README.txt.  install.bat [FOLDER]
setlocal
for %%P in ("py -3.13" "py -3.12" "py -3.11" "py -3" "python") do (
    %%~P -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
    if not errorlevel 1 (
        %%~P "%~dp0install.py" %*
        goto :end
    )
)
echo Python 3.11 atau lebih baru tidak ditemukan: pasang dulu.
echo Python 3.11 or newer was not found: install it first.
exit /b 1
:end
if errorlevel 1 (pause & exit /b 1)
