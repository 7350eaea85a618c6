#!/bin/sh
# Makes dist/*.deb of what setup/package.sh built: the program, and 读图 as a second package.
# The same sources give the same bytes: every date is SOURCE_DATE_EPOCH, or the day of the newest commit.
set -eu
cd "$(dirname "$0")/.."
umask 022

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
version=$(.venv/bin/python -m setup.version)
architecture=$(dpkg --print-architecture)
home=usr/lib/lianxing
stage=$PWD/build/deb
rm -rf "$stage" dist/*.deb

# the names in one section of packages.txt after another; ukai and wenkai only write 楷体
named() {
    sed 's/#.*//' setup/packages.txt | grep -E "$@" | paste -sd, | sed 's/,/, /g'
}

# the newest version of the C library anything below $1 asks for
libc() {
    find "$1" -type f \( -name '*.so*' -o -name lianxing \) -exec objdump -T {} + 2>/dev/null |
        grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1 | cut -d_ -f2
}

# what another project made and this package carries: its name, version and licence
carried() {
    .venv/bin/python - <<'PYTHON'
import importlib.metadata, re
from pathlib import Path

for name in re.findall(r"^([\w.-]+)==", Path("requirements.txt").read_text(), re.MULTILINE):
    told = importlib.metadata.metadata(name)
    licence = told.get("License-Expression") or told.get("License") or "see its project"
    print(f"  {told['Name']} {told['Version']}: {licence.splitlines()[0]}")
PYTHON
}

# the papers of package $1
papers() {
    shown=$stage/$1/usr/share/doc/$1
    install -d "$shown" "$stage/$1/usr/share/lintian/overrides"
    {
        echo "Lianxing, the village ledger 联星村级台账, made from its own sources."
        echo "Copyright: the maintainers of Lianxing."
        echo
        echo "It carries, unchanged and as files that may be exchanged, Python (PSF-2.0), Qt"
        echo "(LGPL-3, see /usr/share/common-licenses/LGPL-3) and these libraries:"
        echo
        carried
    } >"$shown/copyright"
    printf '%s (%s) stable; urgency=low\n\n  * 更新记录 CHANGELOG.md\n\n -- %s  %s\n' "$1" "$version" \
        "Lianxing maintainers <lianxing@village.example>" "$(date -uR -d "@$SOURCE_DATE_EPOCH")" |
        gzip -9n >"$shown/changelog.gz"
    sed "s/^PACKAGE/$1/" setup/deb/overrides >"$stage/$1/usr/share/lintian/overrides/$1"
}

# package $1, its control file made of setup/deb/$2
packed() {
    root=$stage/$1
    install -d "$root/DEBIAN"
    find "$root" -type d -exec chmod 755 {} +
    find "$root/usr" -type f -exec chmod u+rw,go+r,go-w {} +
    find "$root/usr" -type f \( -name '*.so*' -o -name '*.onnx' \) -exec chmod 644 {} +
    sed -e "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/" \
        -e "s/@SIZE@/$(du -sk --apparent-size "$root/usr" | cut -f1)/; s/@LIBC@/$(libc "$root")/" \
        -e "s/@DEPENDS@/$(named '^[a-z]' | sed 's/fonts-\(arphic-ukai\|lxgw-wenkai\), //g')/" \
        -e "s/@RECOMMENDS@/$(named 'ukai|wenkai')/" "setup/deb/$2" >"$root/DEBIAN/control"
    (cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
    chmod 644 "$root/DEBIAN/control" "$root/DEBIAN/md5sums"
    find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group -Zxz --build "$root" dist >/dev/null
}

root=$stage/lianxing
install -d "$root/$home" "$root/usr/bin" "$root/usr/share/man/man1" "$root/DEBIAN"
cp -a dist/lianxing "$root/$home/lianxing"
ln -s ../lib/lianxing/lianxing/lianxing "$root/usr/bin/lianxing"
install -D -m 644 setup/deb/lianxing.desktop -t "$root/usr/share/applications"
install -D -m 644 setup/deb/lianxing.xml -t "$root/usr/share/mime/packages"
icons=$root/usr/share/icons/hicolor/scalable
install -D -m 644 resources/icons/lianxing.svg "$icons/apps/lianxing.svg"
install -D -m 644 resources/icons/data-file.svg "$icons/mimetypes/application-x-lianxing.svg"
install -D -m 644 resources/icons/package-file.svg "$icons/mimetypes/application-x-lianxing-package.svg"
LC_ALL=C.UTF-8 .venv/bin/python docs/manual_page.py | gzip -9n >"$root/usr/share/man/man1/lianxing.1.gz"
install -m 755 setup/deb/prerm "$root/DEBIAN/prerm"
papers lianxing
packed lianxing control

install -d "$stage/lianxing-reading/$home"
cp -a dist/读图 "$stage/lianxing-reading/$home/读图"
papers lianxing-reading
packed lianxing-reading control.reading

rm -rf "$stage"
echo "做好了 / made: $(cd dist && du -h ./*.deb | tr '\t\n' '  ')"
