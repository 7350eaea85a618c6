# Builds the folder dist\lianxing that runs without Python, and 读图 beside it, tries them, and makes the
# installer of them with NSIS 3. The mark at the head of this file tells Windows PowerShell 5.1 that it
# is UTF-8.
$ErrorActionPreference = 'Stop'
Set-Location (Split-Path $PSScriptRoot)

$python = '.venv\Scripts\python.exe'

function Step($words) {
    & $python @words
    if ($LASTEXITCODE -ne 0) {
        Write-Host '没有做成，请看上面的原因，再运行一次。'
        exit 1
    }
}

& "$PSScriptRoot\windows.ps1"
if (-not $?) { exit 1 }
Step @('-m', 'pip', 'install', '-qq', '--no-input', '--require-hashes', '-r', 'requirements-dev.txt')
Step @('-m', 'PyInstaller', '--noconfirm', '--log-level', 'WARN', 'pyinstaller.spec')
Step @('-m', 'setup.pictures_folder')
Step @('-m', 'setup.trial')
Step @('-m', 'setup.installer')
