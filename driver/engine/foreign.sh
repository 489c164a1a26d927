#!/bin/sh
# foreign: containers that run here and are nobody's of a Rockpool; changes nothing. Prints nothing where no engine answers,
# or not in time.
#   foreign N          how many
#   foreignheld KIB    what they hold together: each its memory limit, or what it uses where it has none
# One container about which Docker never answers must not hold this up: each that hangs takes a session of SSH's for ever.
foreign_containers() {
  all=$(timeout 10 docker ps -q --no-trunc 2>/dev/null) || return 0
  ours=$(timeout 10 docker ps -q --no-trunc --filter label=rockpool.controller 2>/dev/null) || return 0
  others=$(printf '%s\n' "$all" | grep -vxF "$ours" | grep .) || { printf 'foreign 0\nforeignheld 0\n'; return 0; }
  # shellcheck disable=SC2086 # A word an id.
  limits=$(timeout 10 docker inspect -f '{{.Id}} {{.HostConfig.Memory}}' $others 2>/dev/null) || [ "$?" != 124 ] || return 0
  unlimited=$(printf '%s\n' "$limits" | awk '$2 == 0 { print $1 }')
  used=
  # shellcheck disable=SC2086
  [ -z "$unlimited" ] || used=$(timeout 10 docker stats --no-stream --format '{{.MemUsage}}' $unlimited 2>/dev/null)
  printf 'foreign %s\n' "$(printf '%s\n' "$others" | wc -l)"
  printf 'foreignheld %s\n' "$({ printf '%s\n' "$limits" | awk '{ print $2 "B" }'; printf '%s\n' "$used"; } | awk '
    { kib = $1 + 0
      if ($1 ~ /GiB$/) kib *= 1048576
      else if ($1 ~ /MiB$/) kib *= 1024
      else if ($1 !~ /KiB$/) kib /= 1024
      sum += kib }
    END { printf "%d", sum }')"
}
foreign_containers </dev/null
