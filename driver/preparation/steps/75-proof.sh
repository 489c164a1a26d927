#!/bin/bash
# Step: A container starts
#
# A Docker that answers may still be unable to start anything (its runtime, the kernel's control groups, rules that can't be
# made). So a container is started of the one program that is on every machine with Docker and needs nothing else: its own
# init. Once it has, that holds until Docker is started anew.
#
# Usage: sudo bash 75-proof.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
LIMIT=60 # seconds
NAME=rockpool-proof
proven=/run/rockpool-proven
pid=/run/docker.pid

if [ -e "$proven" ] && ! [ "$pid" -nt "$proven" ]; then exit 0; fi
program=''
for one in "$(command -v docker-init || true)" /usr/libexec/docker/docker-init /usr/lib/docker/docker-init; do
  if [ -z "$program" ] && [ -x "$one" ]; then program=$one; fi
done
# One that needs libraries would not start by itself.
if [ -z "$program" ] || ldd "$program" 2>/dev/null | grep -q '=>'; then exit 0; fi

tidy() {
  timeout "$LIMIT" docker rm --force "$NAME" || true
  timeout "$LIMIT" docker rmi "$NAME" || true
}
trap 'tidy >/dev/null 2>&1' EXIT
on_failure transient 'Read what Docker says to it, and its log on the machine ("journalctl -u docker"); then prepare the host again.' 'docker run'
tar -chC "$(dirname "$program")" "$(basename "$program")" | timeout "$LIMIT" docker import - "$NAME" >/dev/null
timeout "$LIMIT" docker run --rm --name "$NAME" "$NAME" "/$(basename "$program")" --version
touch "$proven"
