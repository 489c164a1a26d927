#!/bin/bash
# Ends Rockpool's instances on this host whose time is over, for when the workstation sleeps. Rockpool itself ends them at the
# minute; this waits a little longer, so that the two don't meet.
#
# When an instance ends is in /var/lib/rockpool/instances/ID.json ("endsAt", ms since 1970; 0: never), which Rockpool writes.
# Without that file it ends by its labels, an hour later: an extension can't be in labels.
#
# Usage: sudo bash end-expired.sh     (says what it has ended)
set -euo pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
INSTANCES=/var/lib/rockpool/instances
GRACE_MS=300000
UNWRITTEN_MS=3600000
OLD_DAYS=7 # so long the file of an instance that is gone stays

now=$(($(date +%s) * 1000))
list=$(timeout 60 docker ps --all --no-trunc --filter label=rockpool.instance --format \
  '{{.ID}}|{{.Label "rockpool.instance"}}|{{.Label "rockpool.created"}}|{{.Label "rockpool.lifetime"}}')
declare -A present=()
while IFS='|' read -r container id created lifetime; do
  # Labels are anybody's to write.
  [[ $id =~ ^[A-Za-z0-9_-]+$ ]] || continue
  present[$id]=1
  file=$INSTANCES/$id.json
  ends=''
  [ ! -r "$file" ] || ends=$(sed -n 's/.*"endsAt": *\([0-9]\{1,15\}\)[^0-9].*/\1/p' "$file" | head -n 1)
  if [ -n "$ends" ]; then
    [ "$ends" = 0 ] || ends=$((ends + GRACE_MS))
  elif [[ $created =~ ^[0-9]{1,15}$ && $lifetime =~ ^[0-9]{1,15}$ ]]; then
    ends=0
    [ "$lifetime" = 0 ] || ends=$((created + lifetime + UNWRITTEN_MS))
  else
    continue
  fi
  if [ "$ends" = 0 ] || [ "$now" -lt "$ends" ]; then continue; fi
  timeout 120 docker rm --force --volumes "$container" >/dev/null
  rm -f "$file"
  echo "Ended the instance $id: its time was over."
# Not a here-string: an older bash has none on a full disk, which what has expired may have filled.
done < <(printf '%s\n' "$list")

for file in "$INSTANCES"/*.json; do
  id=${file##*/}
  id=${id%.json}
  if [ ! -e "$file" ] || [ -n "${present[$id]:-}" ]; then continue; fi
  [ -z "$(find "$file" -mtime "+$OLD_DAYS")" ] || rm -f "$file"
done
