#!/bin/sh
# look: what Rockpool has to know of a machine, a line each; changes nothing.
#   mark JSON      whose it is, where it is somebody's
#   memory KIB     of the machine
#   cpus N
#   arch MACHINE   in the kernel's words
#   os NAME
#   engine VERSION where Docker answers
set -u
mark=/var/lib/rockpool/host.json
[ ! -r "$mark" ] || printf 'mark %s\n' "$(tr -d '\n' <"$mark")"
printf 'memory %s\n' "$(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo)"
printf 'cpus %s\n' "$(nproc 2>/dev/null || echo 1)"
printf 'arch %s\n' "$(uname -m)"
# shellcheck disable=SC1091 # There on every distribution that is prepared.
printf 'os %s\n' "$( (. /etc/os-release && printf %s "$PRETTY_NAME") 2>/dev/null)"
if version=$(timeout 10 docker version --format '{{.Server.Version}}' 2>/dev/null); then
  printf 'engine %s\n' "$version"
fi
