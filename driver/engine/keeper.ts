/**
 * The shell script that keeps a private engine: makes its bridge, runs dockerd, and ends when its standard input
 * does, however the app that holds the other end ended; also on SIGTERM, and with dockerd. It leaves no process, mount, bridge
 * or socket behind, and before it starts it clears away what one that was killed has left.
 * Arguments: run folder, data folder, bridge, its address, lock file, then dockerd and its arguments.
 */
export const keeperScript = `
run=$1 data=$2 bridge=$3 address=$4 lock=$5
shift 5
exec 3<&0 9>"$lock"
# An earlier keeper of this folder may still be clearing up.
flock -w 40 9 || exit 75

# Ids of this engine's processes whose program matches $1. The run folder in the command says whose they are.
processes() {
  grep -alF -- "$run/" /proc/[0-9]*/cmdline 2>/dev/null | while IFS=/ read -r _ _ pid _; do
    case $(readlink "/proc/$pid/exe") in $1) echo "$pid" ;; esac
  done
}
children() {
  for parent in $1; do cat "/proc/$parent"/task/*/children 2>/dev/null; done
}
sweep() {
  left=$(processes '*/containerd-shim*')
  kill -KILL $(children "$left") $(processes '*/dockerd*') $(processes '*/containerd*') 2>/dev/null
  while read -r _ target _; do
    case $target in
      /*) target=$(printf '%b' "$target")
        case $target in "$run"/* | "$data" | "$data"/*) umount -l "$target" ;; esac ;;
    esac
  done </proc/mounts
  ip link delete "$bridge" 2>/dev/null
  rm -rf --one-file-system "$run"
}
# Waits for dockerd's end, at most $1 tenths of a second.
ended() {
  tenths=$1
  while [ -d "/proc/$engine" ]; do
    [ "$tenths" -gt 0 ] || return 1
    tenths=$((tenths - 1))
    sleep 0.1
  done
}

sweep
mkdir -p -m 700 "$run" && ip link add "$bridge" type bridge && ip address add "$address" dev "$bridge" &&
  ip link set "$bridge" up || { sweep; exit 70; }

cat <&3 >/dev/null 9>&- &
reader=$!
trap 'kill $reader 2>/dev/null' TERM INT HUP
{ "$@" 3<&- 9>&-; kill $reader; } 2>&1 </dev/null &
while kill -0 $reader 2>/dev/null; do wait $reader; done

engine=$(cat "$run/docker.pid" 2>/dev/null)
if [ -n "$engine" ] && kill -TERM "$engine" 2>/dev/null; then
  # Containers get a few seconds to end by themselves, then dockerd gets some to end in good order.
  ended 50 || { kill -KILL $(children "$(processes '*/containerd-shim*')") 2>/dev/null; ended 60; }
fi
sweep
`;
