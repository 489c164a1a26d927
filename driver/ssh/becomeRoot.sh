#!/bin/bash
# Becomes root on a machine and runs what follows there: all of it comes in through one command's input.
#
# Usage: bash becomeRoot.sh <INPUT    (as the user that Rockpool logs in with)
# The input's first line is the password for sudo, empty where none is known; what is between it and the line
# "#rockpool" is left out; the rest is a bash script, whose $1 are the groups of the user on this connection. Ends with 91
# where sudo is missing, 92 where it wants a password and none is known, 93 where the password is not right or the user may
# not become root, else as the script does.
export LC_ALL=C
IFS= read -r password
# shellcheck disable=SC2016 # it is the inner shell that expands it
inner='while IFS= read -r line; do [ "$line" != "#rockpool" ] || exec bash -s -- "$1"; done; exit 1'
groups=$(id -nG)
[ "$(id -u)" != 0 ] || exec bash -c "$inner" rockpool "$groups"
command -v sudo >/dev/null || exit 91
# Only what goes through "-n" asks nothing: with "-S" sudo would take a part of the script for a password.
if sudo -n bash -c true 2>/dev/null; then exec sudo -n bash -c "$inner" rockpool "$groups"; fi
if [ -z "$password" ]; then
  sudo -n bash -c true
  exit 92
fi
printf '%s\n' "$password" | sudo -k -S -p '' bash -c true || exit 93
{
  printf '%s\n' "$password"
  cat
} | sudo -k -S -p '' bash -c "$inner" rockpool "$groups"
