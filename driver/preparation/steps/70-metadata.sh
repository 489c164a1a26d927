#!/bin/bash
# Step: Metadata shut for containers
#
# Where the machine itself reads a cloud's metadata service, a container tries to, and must not get through: what a cloud
# tells a machine is not for those who use containers. It has the machine's own bash and nothing else. Once it has tried,
# that holds until Docker is started anew or the rules are others. That a container starts is proven by it as well.
#
# Usage: sudo bash 70-metadata.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
LIMIT=60 # seconds
PATIENCE=3 # seconds within which a service that is there takes a connection
NAME=rockpool-metadata
proven=/run/rockpool-metadata-shut
pid=/run/docker.pid

# All rules where ours are.
rules() { { iptables -w -t mangle -S && ip6tables -w -t mangle -S; } 2>/dev/null || true; }
if [ -e "$proven" ] && ! [ "$pid" -nt "$proven" ] && [ "$(rules)" = "$(cat "$proven")" ]; then exit 0; fi
# What is proven is as old as the beginning of the try, and of the rules of then.
note=$(mktemp "$proven.XXXXXX")
rules >"$note"

# there ADDRESS: something takes connections at it
there() { timeout "$PATIENCE" bash -c "exec 3<>'/dev/tcp/$1/80'" 2>/dev/null; }

link=$(ip route show default | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)
if ! there 169.254.169.254 && ! { [ -n "$link" ] && there "fe80::a9fe:a9fe%$link"; }; then
  mv -f "$note" "$proven"
  exit 0
fi

tidy() {
  rm -f "$note"
  timeout "$LIMIT" docker rm --force "$NAME" || true
  timeout "$LIMIT" docker rmi "$NAME" || true
}
trap 'tidy >/dev/null 2>&1' EXIT
on_failure transient 'Read what Docker says to it, and its log on the machine ("journalctl -u docker"); then prepare the host again.' 'docker run'
bash=$(readlink -f "$(command -v bash)")
mapfile -t files < <(echo "$bash"; ldd "$bash" | grep -o '/[^ )]*')
image=$(tar -chC / "${files[@]#/}" | timeout "$LIMIT" docker import - "$NAME")
# Only now it is certain that Docker had started.
rules >"$note"
# Nothing comes on a pipe that nobody writes to: that is how long it waits. What got through has said so by then.
# shellcheck disable=SC2016 # for the container
try='for address in 169.254.169.254 fe80::a9fe:a9fe%eth0; do
  { exec 3<>"/dev/tcp/$address/80" && echo "open $address"; } 2>/dev/null &
done
read -rt '$PATIENCE' 9<> <(:) <&9
echo tried'
said=$(timeout "$LIMIT" docker run --rm --name "$NAME" "$NAME" "$bash" -c "$try")
case $said in
  *open*) refuse "A container reads the metadata service of the machine's cloud (${said%%$'\n'*})." \
    'Look at what has changed the rules of its firewall ("iptables -t mangle -S" on the machine); then prepare the host again.' PREPARATION_METADATA_OPEN ;;
  tried)
    mv -f "$note" "$proven"
    touch -r "$proven" /run/rockpool-proven
    # The container has gone with its end; nobody waits for its image to go.
    trap - EXIT
    (timeout "$LIMIT" docker rmi "$image" </dev/null >/dev/null 2>&1 &)
    ;;
  *) refuse "A container that was to try the metadata service said: $said" "$FAIL_NEXT" PREPARATION_FAILED transient ;;
esac
