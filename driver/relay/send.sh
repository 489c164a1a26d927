#!/bin/bash
# send IMAGE: gives layers of an image that is here to a neighbour. Makes a key for that in memory and prints
# "key TYPE KEY"; reads lines "known TYPE KEY" (of the neighbour's sshd), "to USER PORT ADDRESS" (several: the first that
# answers), "layer NUMBER HEX SIZE" (the how manieth of the image, from 0; "-" for a size that another layer of it has,
# too), then "go". Prints "sent BYTES". All of it ends when the input does.
set -euo pipefail
umask 077
image=$1
piece=$((16 * 1024 * 1024))

memory=/dev/shm
[ -d "$memory" ] && [ -w "$memory" ] || memory=${TMPDIR:-/tmp}
find "$memory" -maxdepth 1 -user "$(id -un)" -name 'rockpool-relay.*' -mmin +360 -exec rm -rf {} +
folder=$(mktemp -d "$memory/rockpool-relay.XXXXXXXX")
job='' watch=''
end() {
  [ -z "$job" ] || kill -- "-$job" 2>/dev/null || true
  [ -z "$watch" ] || kill -- "-$watch" 2>/dev/null || true
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 143' HUP INT TERM
ssh-keygen -q -t ed25519 -N '' -C rockpool-relay -f "$folder/key"
echo "key $(cut -d ' ' -f 1,2 "$folder/key.pub")"

declare -A numbers=() sizes=() wanted=()
places=()
while read -r what first rest; do
  case $what in
    known) echo "rockpool-relay $first $rest" >>"$folder/known" ;;
    to) places+=("$first $rest") ;;
    layer)
      numbers[$first]=${rest% *}
      sizes[${rest#* }]=${rest% *}
      ;;
    go) break ;;
  esac
done
[ "${what:-}" = go ] || exit 1

# Docker names layers in what it saves by their digest, since 25. Before that their sizes tell which is which, or else the
# list at the end, for which it saves twice.
version=$(docker version --format '{{.Server.Version}}')
if [ "${version%%.*}" -ge 25 ]; then
  for number in "${!numbers[@]}"; do wanted[blobs/sha256/${numbers[$number]}]=${numbers[$number]}; done
elif [ -n "${sizes[-]:-}" ]; then
  sizes=()
  list=$(docker save "$image" | tar -xO manifest.json | sed 's/.*"Layers":\[\([^]]*\)\].*/\1/' | tr -d '"' | tr , '\n')
  number=0
  for name in $list; do
    [ -z "${numbers[$number]:-}" ] || wanted[$name]=${numbers[$number]}
    number=$((number + 1))
  done
fi

# The members of a tar archive that are wanted, each after a line with its digest.
members() {
  local name size padded left part hex sent=0
  while head -c 512 >"$folder/header" && [ -s "$folder/header" ]; do
    name=$(head -c 100 "$folder/header" | tr -d '\0')
    [ -n "$name" ] || break
    size=$(tail -c +125 "$folder/header" | head -c 11 | tr -d '\0 ')
    size=$((8#${size:-0}))
    padded=$(((size + 511) / 512 * 512))
    hex=${wanted[$name]:-}
    [[ $name != */layer.tar ]] || [ -n "$hex" ] || hex=${sizes[$size]:-}
    if [ -n "$hex" ]; then
      echo "$hex"
      left=$size
      while [ "$left" -gt 0 ]; do
        part=$((left < piece ? left : piece))
        head -c "$part"
        left=$((left - part)) sent=$((sent + part))
        echo "sent $sent" >&3
      done
      head -c $((padded - size)) >/dev/null
    else
      head -c "$padded" >/dev/null
    fi
  done
  cat >/dev/null
}

# shellcheck disable=SC2054 # The commas are ssh's.
options=(-F /dev/null -T -a -x -i "$folder/key" -c aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes256-ctr)
for option in IdentitiesOnly=yes BatchMode=yes StrictHostKeyChecking=yes "UserKnownHostsFile=$folder/known" \
  GlobalKnownHostsFile=/dev/null HostKeyAlias=rockpool-relay ClearAllForwardings=yes ControlPath=none ConnectTimeout=10 \
  ServerAliveInterval=15 ServerAliveCountMax=4; do options+=(-o "$option"); done

deliver() {
  local user port address
  for place in "${places[@]}"; do
    read -r user port address <<<"$place"
    # Whether somebody listens there at all, which is no use of the key.
    # shellcheck disable=SC2016 # For the shell that is called.
    timeout 10 bash -c 'exec 4<>"/dev/tcp/$0/$1"' "$address" "$port" 2>/dev/null || continue
    { docker save "$image" | members | ssh "${options[@]}" -l "$user" -p "$port" "$address" receive; } 3>&1
    return
  done
  echo 'No address of the neighbour answers.' >&2
  return 1
}

exec 5<&0
set -m
deliver </dev/null &
job=$!
{ cat <&5 >/dev/null; kill -TERM -- "-$job"; } 2>/dev/null &
watch=$!
wait "$job"
