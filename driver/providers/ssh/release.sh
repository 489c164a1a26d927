#!/bin/sh
# release HOST CONTROLLER: takes away what Rockpool put on this machine for a host, the mark last. As root.
# Nothing happens where the mark is another's, or there is none: what is there is not ours then.
set -eu
host=$1 controller=$2
mark=/var/lib/rockpool/host.json
[ -e "$mark" ] || exit 0
grep -qF "\"$host\"" "$mark" && grep -qF "\"$controller\"" "$mark" || exit 0
if command -v docker >/dev/null 2>&1; then
  ids=$(docker ps -aq --filter "label=rockpool.controller=$controller" --filter "label=rockpool.host=$host")
  # shellcheck disable=SC2086 # One id a word.
  [ -z "$ids" ] || docker rm -f -v $ids >/dev/null
  left=$(docker ps -aq --filter "label=rockpool.controller=$controller" --filter "label=rockpool.host=$host")
  [ -z "$left" ] || { printf 'A container did not go: %s\n' "$left" >&2; exit 1; }
fi
undo=/usr/local/lib/rockpool/undo.sh
[ ! -e "$undo" ] || bash "$undo"
rm -rf /var/lib/rockpool/instances
rm -f "$mark"
