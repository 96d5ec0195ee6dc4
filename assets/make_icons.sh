#!/usr/bin/env bash
# Renders the icon's PNGs from its two drawings. Needs rsvg-convert (Debian: librsvg2-bin).
set -euo pipefail
cd "$(dirname "$0")"
for side in 16 24 32; do
  rsvg-convert -w "$side" -h "$side" icon-small.svg -o "icons/icon-$side.png"
done
for side in 48 64 128 256 512; do
  rsvg-convert -w "$side" -h "$side" icon.svg -o "icons/icon-$side.png"
done
