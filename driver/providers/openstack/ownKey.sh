#!/bin/bash
# Gives the host a key of its own in place of the one that it was given, whose private part was on its way here.
# Each step may be repeated: until the second is done both keys are known.
#
# Usage: sudo bash ownKey.sh make GIVEN    prints the public part of the host's own key; nothing that matters has changed
#        sudo bash ownKey.sh take OWN      from now on the SSH server shows that one
# GIVEN and OWN are public keys in base64. Ends with 0, or says why not.
set -euo pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
key=/etc/ssh/ssh_host_ed25519_key
new=$key.rockpool

# public FILE: of a private key; nothing where there is none, or half of one
public() {
  [ -s "$1" ] || return 0
  { ssh-keygen -y -P '' -f "$1" 2>/dev/null || true; } | awk '{ print $1 " " $2; exit }'
}

make() {
  local now
  now=$(public "$key")
  if [ -n "$now" ] && [ "$now" != "ssh-ed25519 $1" ]; then
    # It was done already.
    echo "$now"
    return
  fi
  if [ -z "$(public "$new")" ]; then
    rm -f "$new" "$new.pub"
    (umask 077 && ssh-keygen -q -t ed25519 -N '' -C '' -f "$new")
    awk '{ print $1 " " $2 }' "$new.pub"
  else
    public "$new"
  fi
}

reload() {
  local name
  if [ -d /run/systemd/system ]; then
    for name in ssh sshd; do
      if systemctl is-active --quiet "$name.service"; then
        systemctl reload "$name.service"
        return
      fi
    done
  fi
  for name in ssh sshd; do
    if [ -e "/etc/init.d/$name" ] && service "$name" reload; then return; fi
  done
  for name in /run/sshd.pid /var/run/sshd.pid; do
    if [ -s "$name" ] && kill -HUP "$(cat "$name")"; then return; fi
  done
  # One that is started for each connection reads its key then.
}

take() {
  local other
  if [ "$(public "$key")" != "ssh-ed25519 $1" ]; then
    if [ "$(public "$new")" != "ssh-ed25519 $1" ]; then
      echo 'The new key is not there any more.' >&2
      exit 1
    fi
    if [ -e "$key" ]; then
      chown --reference="$key" "$new"
      chmod --reference="$key" "$new"
    fi
    mv -f "$new" "$key"
    ! command -v restorecon >/dev/null || restorecon "$key" || true
  fi
  echo "ssh-ed25519 $1" >"$key.pub"
  chmod 644 "$key.pub"
  # Keys of other types may have come with the image; nobody knows the host by them.
  for other in /etc/ssh/ssh_host_*_key; do
    [ "$other" = "$key" ] || rm -f "$other" "$other.pub"
  done
  rm -f "$new" "$new.pub"
  sync
  reload
}

# What is run here must not read on in this script.
"$1" "$2" </dev/null
