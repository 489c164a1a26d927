#!/bin/bash
# receive: the one command that a neighbour's key is good for, once. It lies in a folder with the frame of an archive for
# "docker load", without the bytes of its layers: before, after, and of each layer HEX.header and HEX.size. Reads, in any
# order, lines with the HEX of a layer, each followed by the layer's bytes. Docker compares each with its digest.
set -euo pipefail
cd "$(dirname "$0")"
mv ticket used 2>/dev/null || { echo 'This delivery was made already.' >&2; exit 77; }
bash forbid.sh
cut -d ' ' -f 5 /proc/$$/stat >group

archive() {
  cat before
  while ls ./*.header >/dev/null 2>&1; do
    IFS= read -r hex
    if ! [[ $hex =~ ^[0-9a-f]{64}$ && -e $hex.header ]]; then
      echo 'A layer came that nobody asked for.' >&2
      return 1
    fi
    size=$(<"$hex.size")
    cat "$hex.header"
    head -c "$size"
    head -c $(((512 - size % 512) % 512)) /dev/zero
    rm "$hex.header"
  done
  cat after
}
archive | docker load --quiet
