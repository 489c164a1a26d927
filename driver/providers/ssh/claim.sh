#!/bin/sh
# claim: marks this machine as a pool's; the mark is read from standard input. As root.
# Ends with 75 where it is somebody's already, and prints whose: the link is made by one of all who try, whole or not at all.
set -eu
folder=/var/lib/rockpool
mkdir -p "$folder"
chmod 755 "$folder"
new=$(mktemp "$folder/.host.XXXXXX")
trap 'rm -f "$new"' EXIT
cat >"$new"
chmod 644 "$new"
sync "$new" 2>/dev/null || sync
if ! ln "$new" "$folder/host.json" 2>/dev/null; then
  cat "$folder/host.json"
  exit 75
fi
