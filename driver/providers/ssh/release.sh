#!/bin/sh
# release HOST CONTROLLER keep|remove: takes away what Rockpool put on this machine for a host, the mark last. As root.
# Nothing happens where the mark is another's, or there is none: what is there is not ours then.
# With "remove" also the images that Rockpool has brought, each with a line: "removed NAME", or "kept NAME" where a
# container uses it.
set -eu
host=$1 controller=$2 images=${3:-keep}
mark=/var/lib/rockpool/host.json
[ -e "$mark" ] || exit 0
grep -qF "\"$host\"" "$mark" && grep -qF "\"$controller\"" "$mark" || exit 0

# What Rockpool has brought has a second name, rockpool/pushed:ID-HASH or rockpool/pulled:ID-HASH; HASH is of the name
# that was given to it, and other names are somebody else's.
take_image() {
  own=$1 name=''
  id=$(docker image inspect --format '{{.Id}}' "$own" 2>/dev/null) || return 0
  for one in $(docker image inspect --format '{{range .RepoTags}}{{.}} {{end}}' "$id"); do
    hash=$(printf %s "$one" | sha256sum | cut -c1-16)
    [ "$hash" != "${own##*-}" ] || name=$one
  done
  if [ -n "$(docker ps -aq --filter "ancestor=$id")" ]; then
    printf 'kept %s\n' "${name:-$own}"
    return 0
  fi
  for one in $name "$own"; do
    docker rmi "$one" >/dev/null 2>&1 || { printf 'kept %s\n' "${name:-$own}"; return 0; }
  done
  # What a host has pulled is known by its digest too.
  for one in $(docker image inspect --format '{{if not .RepoTags}}{{range .RepoDigests}}{{.}} {{end}}{{end}}' "$id" 2>/dev/null); do
    docker rmi "$one" >/dev/null 2>&1 || true
  done
  printf 'removed %s\n' "${name:-$own}"
}

if command -v docker >/dev/null 2>&1; then
  ids=$(docker ps -aq --filter "label=rockpool.controller=$controller" --filter "label=rockpool.host=$host")
  # shellcheck disable=SC2086 # One id a word.
  [ -z "$ids" ] || docker rm -f -v $ids >/dev/null
  left=$(docker ps -aq --filter "label=rockpool.controller=$controller" --filter "label=rockpool.host=$host")
  [ -z "$left" ] || { printf 'A container did not go: %s\n' "$left" >&2; exit 1; }
  if [ "$images" = remove ]; then
    for own in $(docker images --format '{{.Repository}}:{{.Tag}}' | grep -E '(^|/)rockpool/(pushed|pulled):' || true); do
      take_image "$own"
    done
    for portion in $(docker images -q --no-trunc --filter label=rockpool.portion); do
      docker rmi "$portion" >/dev/null 2>&1 || true
    done
  fi
fi
undo=/usr/local/lib/rockpool/undo.sh
[ ! -e "$undo" ] || bash "$undo"
rm -rf /var/lib/rockpool/instances
rm -f "$mark"
