# Makes a Windows PC ready to run from source: the environment .venv, the pinned libraries, 读图 too.
# Running it again is quick and changes nothing. The mark at the head of this file tells Windows
# PowerShell 5.1 that it is UTF-8.
$ErrorActionPreference = 'Stop'
Set-Location (Split-Path $PSScriptRoot)

$stamp = '.venv\setup.stamp' # what was installed last: the requirements, word for word
$python = '.venv\Scripts\python.exe'

function Stop-With($words) {
    Write-Host $words
    exit 1
}

# 3.13 or newer: before it a folder that refuses new files is tried without end
if (-not (Test-Path $python)) {
    if (-not (Get-Command py -ErrorAction SilentlyContinue)) {
        Stop-With '没有找到 Python，请安装 Python 3.13（64 位，连同启动器 py），再运行一次。'
    }
    py -3.13 -m venv .venv
    if ($LASTEXITCODE -ne 0) { Stop-With '没有找到 Python 3.13（64 位），请安装后再运行一次。' }
}

$wanted = (Get-Content requirements.txt, requirements-pictures.txt) -join "`n"
$had = if (Test-Path $stamp) { (Get-Content $stamp) -join "`n" } else { '' }
if ($wanted -ne $had) {
    & $python -m pip install -qq --no-input --require-hashes -r requirements.txt
    if ($LASTEXITCODE -ne 0) { Stop-With '库没有装全，请看上面的原因，再运行一次。' }
    & $python -m pip install -qq --no-input --no-deps --require-hashes -r requirements-pictures.txt
    if ($LASTEXITCODE -ne 0) { Stop-With '“读图”部分没有装上，请看上面的原因，再运行一次。' }
    & $python -m setup.readings
    if ($LASTEXITCODE -ne 0) { Stop-With '读音表没有写出来，请看上面的原因，再运行一次。' }
    Set-Content -Path $stamp -Value $wanted -NoNewline
}
Write-Host '准备完成：.venv\Scripts\python main.py 打开窗口。'
