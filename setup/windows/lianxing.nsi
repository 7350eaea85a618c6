; The installer for Windows, made by `python -m setup.installer`: for one user, without an administrator.
; What it puts there, and what removing takes away, stands file by file in ${LISTS}\files.nsh:
; whatever else lies there stays. It knows nothing of where data lies.
Unicode true
ManifestDPIAware true
!ifdef STUB
    Target ${STUB}
!endif
!include LogicLib.nsh
!include MUI2.nsh
!include WinVer.nsh
!include x64.nsh
!include "${LISTS}/files.nsh"

!define PROGRAM "联星村级台账"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Lianxing"
!define TYPES "Software\Classes"

Name "${PROGRAM}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Lianxing"
SetCompressor /SOLID lzma
VIProductVersion "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductName" "${PROGRAM}"
VIAddVersionKey /LANG=2052 "FileDescription" "${PROGRAM}，安装"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "联星的维护者"

!define MUI_ICON "${LISTS}/lianxing.ico"
!define MUI_UNICON "${LISTS}/lianxing.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\lianxing\lianxing.exe"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "只取走程序。资料文件、备份和写好的报表都留着。"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; A program that runs can't be opened for writing. It reads its parts while it runs.
!macro CLOSED file
    ${If} ${FileExists} "${file}"
        ClearErrors
        FileOpen $0 "${file}" a
        ${If} ${Errors}
            MessageBox MB_OK|MB_ICONSTOP "联星正开着，没有动它。请保存、关上它的窗口，再来一次。" /SD IDOK
            SetErrorLevel 1
            Quit
        ${EndIf}
        FileClose $0
    ${EndIf}
!macroend

!macro TELL_EXPLORER
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

!macro TYPE ending id words icon
    WriteRegStr HKCU "${TYPES}\${id}" "" "${words}"
    WriteRegStr HKCU "${TYPES}\${id}\DefaultIcon" "" "$INSTDIR\${icon}.ico"
    WriteRegStr HKCU "${TYPES}\${id}\shell\open\command" "" '"$INSTDIR\lianxing\lianxing.exe" "%1"'
    WriteRegStr HKCU "${TYPES}\${ending}" "" "${id}"
!macroend

; an ending that another program has taken since is left to it
!macro NO_TYPE ending id
    DeleteRegKey HKCU "${TYPES}\${id}"
    ReadRegStr $0 HKCU "${TYPES}\${ending}" ""
    ${If} $0 == "${id}"
        DeleteRegValue HKCU "${TYPES}\${ending}" ""
        DeleteRegKey /ifempty HKCU "${TYPES}\${ending}"
    ${EndIf}
!macroend

Function .onInit
    ${IfNot} ${RunningX64}
    ${OrIfNot} ${AtLeastWin10}
        MessageBox MB_OK|MB_ICONSTOP "要 64 位的 Windows 10（1809 以上）或 Windows 11。" /SD IDOK
        SetErrorLevel 1
        Quit
    ${EndIf}
    !insertmacro CLOSED "$INSTDIR\lianxing\lianxing.exe"
    !insertmacro CLOSED "$INSTDIR\lianxing\lianxing-cli.exe"
FunctionEnd

Section "-earlier"
    ${If} ${FileExists} "$INSTDIR\uninstall.exe"
        ExecWait '"$INSTDIR\uninstall.exe" /S _?=$INSTDIR'
    ${EndIf}
SectionEnd

Section "${PROGRAM}"
    SectionIn RO
    !insertmacro PUT_PROGRAM
    SetOutPath "$INSTDIR"
    File "${LISTS}/data-file.ico"
    File "${LISTS}/package-file.ico"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    CreateShortcut "$SMPROGRAMS\${PROGRAM}.lnk" "$INSTDIR\lianxing\lianxing.exe"
    !insertmacro TYPE ".lianxing" "Lianxing.DataFile" "联星资料文件" "data-file"
    !insertmacro TYPE ".lxbag" "Lianxing.Package" "联星报送包" "package-file"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${PROGRAM}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\lianxing\lianxing.exe"
    WriteRegStr HKCU "${UNINSTALL}" "Publisher" "联星的维护者"
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE}
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
    !insertmacro TELL_EXPLORER
SectionEnd

Section "读图：照片和扫描件读成表格"
    !insertmacro PUT_PICTURES
SectionEnd

Function un.onInit
    !insertmacro CLOSED "$INSTDIR\lianxing\lianxing.exe"
    !insertmacro CLOSED "$INSTDIR\lianxing\lianxing-cli.exe"
FunctionEnd

Section "Uninstall"
    SetOutPath "$TEMP" ; a folder somebody stands in can't go
    !insertmacro GONE_PROGRAM
    !insertmacro GONE_PICTURES
    Delete "$INSTDIR\data-file.ico"
    Delete "$INSTDIR\package-file.ico"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\${PROGRAM}.lnk"
    !insertmacro NO_TYPE ".lianxing" "Lianxing.DataFile"
    !insertmacro NO_TYPE ".lxbag" "Lianxing.Package"
    DeleteRegKey HKCU "${UNINSTALL}"
    !insertmacro TELL_EXPLORER
SectionEnd
