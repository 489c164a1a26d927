#!/bin/sh
# check: what a machine has of what a host needs, a line each; changes nothing. Its input is the password for sudo, or empty.
#   sudo root      the user is the administrator already
#   sudo none      there is no sudo
#   sudo yes       without a password; `password`: with the one that is known; `wrong`: with another; `no`: with one, or never
set -u
if [ "$(id -u)" = 0 ]; then echo 'sudo root'
elif ! command -v sudo >/dev/null; then echo 'sudo none'
elif sudo -n true 2>/dev/null; then echo 'sudo yes'
else
  IFS= read -r password
  if [ -z "$password" ]; then echo 'sudo no'
  elif printf '%s\n' "$password" | sudo -k -S -p '' true 2>/dev/null; then echo 'sudo password'
  else echo 'sudo wrong'; fi
fi
# shellcheck disable=SC1091 # There on every distribution that is prepared.
(. /etc/os-release 2>/dev/null && printf 'system %s\nlike %s %s\n' "${PRETTY_NAME-}" "${ID-}" "${ID_LIKE-}") || echo 'like '
if version=$(timeout 10 docker version --format '{{.Server.Version}}' 2>/dev/null); then
  printf 'docker %s\n' "$version"
elif command -v dockerd >/dev/null 2>&1; then echo 'docker silent'
else echo 'docker none'
fi
folder=/var/lib/docker
[ -d "$folder" ] || folder=/var/lib
printf 'disk %s\n' "$(df -Pk "$folder" | awk 'NR == 2 { print $4 }')"
printf 'memory %s\n' "$(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo)"
printf 'time %s\n' "$(date +%s)"
