#!/bin/sh
# Puts the part that reads pictures into a folder of its own: $1, beside the packaged program.
set -eu
cd "$(dirname "$0")/.."

libraries=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
rm -rf "$1"
mkdir -p "$1/rapidocr/models"
for each in numpy numpy.libs onnxruntime; do
    cp -R "$libraries/$each" "$1"
done
cp "$libraries"/rapidocr/models/*rec*.onnx "$1/rapidocr/models"
rm -rf "$1/onnxruntime/tools" "$1/onnxruntime/transformers" "$1/onnxruntime/quantization" \
    "$1/onnxruntime/datasets"
find "$1" \( -name tests -o -name __pycache__ -o -name include \) -prune -exec rm -rf {} +
for each in numpy onnxruntime rapidocr; do
    for told in "$libraries/$each"-*.dist-info/licenses "$libraries/$each"-*.dist-info/LICENSE*; do
        [ ! -e "$told" ] || cp -R "$told" "$1/$each/"
    done
done
