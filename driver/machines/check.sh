#!/bin/sh
# check: what a machine has of what a host needs, a line each; changes nothing.
set -u
if [ "$(id -u)" = 0 ]; then echo 'sudo root'; elif sudo -n true 2>/dev/null; then echo 'sudo yes'; else echo 'sudo no'; fi
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
