#!/bin/bash
# permit: lets a neighbour deliver layers to this machine, once, within three minutes. Reads lines: "file NAME BASE64",
# "key TYPE KEY", then "go"; prints "hostkey TYPE KEY" lines and "ready ADDRESS PORT". What was permitted ends when the
# input does, or when the delivery begins; the folder goes with the input.
set -euo pipefail
umask 077

memory=/dev/shm
[ -d "$memory" ] && [ -w "$memory" ] || memory=${TMPDIR:-/tmp}
mkdir -p ~/.ssh
keys=$(readlink -f ~/.ssh/authorized_keys)
touch "$keys"

# Takes lines out of the list of keys: the new list is whole before it takes the old one's place.
without() {
  exec 9<~/.ssh
  flock 9
  new=$(mktemp "$keys.XXXXXX")
  cp -p "$keys" "$new"
  grep -vF "$1" "$keys" >"$new" || [ $? = 1 ]
  mv "$new" "$keys"
  exec 9<&-
}

# What an earlier one could not take away, because it was killed together with its machine.
for tag in $(grep -oE 'rockpool-relay\.[A-Za-z0-9]+$' "$keys" || true); do
  [ -d "$memory/$tag" ] || without " $tag"
done
find "$memory" -maxdepth 1 -user "$(id -un)" -name 'rockpool-relay.*' -mmin +360 -exec rm -rf {} +

folder=$(mktemp -d "$memory/rockpool-relay.XXXXXXXX")
tag=$(basename "$folder")
end() {
  without " $tag"
  [ ! -s "$folder/group" ] || kill -- "-$(<"$folder/group")" 2>/dev/null || true
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 143' HUP INT TERM
# shellcheck disable=SC2016 # It is for the script that is written.
{ declare -p keys tag; declare -f without; echo 'without " $tag"'; } >"$folder/forbid.sh"

key=
while IFS=' ' read -r what name value; do
  case $what in
    file) printf %s "$value" | base64 -d >"$folder/$(basename "$name")" ;;
    key) key="$name $value" ;;
    go) break ;;
  esac
done
[ "${what:-}" = go ] && [[ $key =~ ^ssh-ed25519\ [A-Za-z0-9+/=]+$ ]] || exit 1
: >"$folder/ticket"

exec 9<~/.ssh
flock 9
new=$(mktemp "$keys.XXXXXX")
cp -p "$keys" "$new"
[ ! -s "$keys" ] || [ -z "$(tail -c 1 "$keys")" ] || echo >>"$new"
printf 'restrict,expiry-time="%s",command="bash %s/receive.sh" %s %s\n' \
  "$(date -d '+3 minutes' +%Y%m%d%H%M%S)" "$folder" "$key" "$tag" >>"$new"
mv "$new" "$keys"
exec 9<&-

cat /etc/ssh/ssh_host_*_key.pub 2>/dev/null | while read -r type blob _; do echo "hostkey $type $blob"; done
read -r _ _ address port <<<"${SSH_CONNECTION:-}"
echo "ready ${address:-} ${port:-}"
cat >/dev/null
