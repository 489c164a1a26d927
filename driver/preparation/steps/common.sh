# shellcheck shell=bash
# What the steps share; each sources it. A step prints its log, and between that lines which begin with "@rockpool" and
# have fields between tabs: changed TEXT, warning TEXT, and failed KIND CODE STATUS COMMAND WHY NEXT. They go to stderr, so
# that none is lost in a command substitution. A step that finds everything right prints nothing.
set -Eeuo pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

STATE=/var/lib/rockpool
# shellcheck disable=SC2034 # for steps
DISK=$STATE/disk # where the data volume is mounted
# shellcheck disable=SC2034
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

tell() {
  local IFS=$'\t' line
  line=$*
  printf '@rockpool\t%s\n' "${line//$'\n'/ }" >&2
}
changed() { tell changed "$1"; }
warning() { tell warning "$1"; }

# refuse WHY NEXT [CODE [KIND]]: the step ends, since something is not as it must be
refuse() {
  tell failed "${4:-permanent}" "${3:-PREPARATION_REFUSED}" '' '' "$1" "$2"
  exit 1
}

# on_failure KIND NEXT [COMMAND]: what to say of commands that fail from here on, and how to call them
on_failure() {
  FAIL_KIND=$1 FAIL_NEXT=$2 FAIL_COMMAND=${3:-}
}
on_failure transient 'Look at what the command said; then prepare the host again.'

FULL_KB=51200
failed() {
  local status=$1 command=${FAIL_COMMAND:-$2} free
  trap - ERR
  free=$(df --output=avail -k / /var /tmp 2>/dev/null | tail -n +2 | sort -n | head -n 1 || true)
  if [ -n "$free" ] && [ "$free" -lt "$FULL_KB" ]; then
    tell failed capacity PREPARATION_DISK_FULL "$status" "$command" "Its disk has $((free / 1024)) MB left." \
      'Make room on the machine, or choose a bigger disk; then prepare the host again.'
  else
    tell failed "$FAIL_KIND" PREPARATION_FAILED "$status" "$command" '' "$FAIL_NEXT"
  fi
  exit "$status"
}
trap 'failed $? "$BASH_COMMAND"' ERR

# family: debian, ubuntu, fedora, rhel, suse, or nothing where the distribution is not known
family() {
  local ID='' ID_LIKE='' word
  # shellcheck source=/dev/null
  . /etc/os-release
  for word in $ID $ID_LIKE; do
    case $word in
      amzn) return ;; # like Fedora, and with packages of its own
      debian | ubuntu | fedora) echo "$word" && return ;;
      rhel | centos | rocky | almalinux | ol) echo rhel && return ;;
      suse | opensuse*) echo suse && return ;;
    esac
  done
}

has() { command -v "$1" >/dev/null; }
has_systemd() { [ -d /run/systemd/system ]; }

# service_do VERB NAME, also where there is no systemd. A daemon must not keep our output open. Its end may never come: Docker's
# own unit has no time limit for a start.
SERVICE_LIMIT=120 # seconds
service_do() {
  local said status=0 command=(service "$2" "$1")
  said=$(mktemp)
  if has_systemd; then
    # That it failed some times before is no reason not to try.
    systemctl reset-failed "$2" 2>/dev/null || true
    command=(systemctl "$1" "$2")
  fi
  timeout --kill-after=5 "$SERVICE_LIMIT" "${command[@]}" >"$said" 2>&1 </dev/null || status=$?
  cat "$said"
  rm -f "$said"
  if [ "$status" = 124 ] || [ "$status" = 137 ]; then
    refuse "\"${command[*]}\" did not end within $SERVICE_LIMIT seconds." "$FAIL_NEXT" PREPARATION_DOCKER_SILENT transient
  fi
  [ "$status" = 0 ] || failed "$status" "${command[*]}"
}

# install_packages NAME...: by the distribution's own tool
install_packages() {
  local tool
  case $(family) in
    debian | ubuntu) tool=apt-get ;;
    suse) tool=zypper ;;
    *) tool=dnf ;;
  esac
  on_failure transient 'Check that the machine reaches its package servers and that no other installation runs there; then prepare the host again.' \
    "$tool install $*"
  case $tool in
    apt-get)
      local get=(apt-get -y -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold)
      export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
      # Lists that are missing or old, as on a fresh image, and an installation that was broken off, are mended where they show.
      "${get[@]}" --no-install-recommends install "$@" || {
        dpkg --configure -a
        "${get[@]}" update
        "${get[@]}" --no-install-recommends install "$@"
      }
      ;;
    zypper)
      local status=0
      ZYPP_LOCK_TIMEOUT=300 zypper --non-interactive install --no-recommends "$@" || status=$?
      # 102 and 103: done, and something is to be restarted some day; 106: done, though some repository did not answer; 107:
      # done, but a script of a package failed.
      case $status in
        0 | 102 | 103 | 106) ;;
        107) warning "A script of the packages $* has failed: see the log." ;;
        *) failed "$status" "$tool" ;;
      esac
      ;;
    *) dnf -y install "$@" ;;
  esac
  changed "Installed $*."
  on_failure transient 'Look at what the command said; then prepare the host again.'
}

# fetch URL: prints what is there. All of it or nothing: half a list of packages is worse than none.
fetch() {
  has curl || install_packages curl ca-certificates >&2
  curl -fsSL --connect-timeout 20 --max-time 120 --retry 2 "$1"
}

# put FILE MODE: writes what it reads to FILE if that differs, whole or not at all; $wrote is 1 then, else empty. (Not its
# status: within a condition a failing command would not end it.)
put() {
  local new
  wrote=''
  mkdir -p "$(dirname "$1")"
  new=$(mktemp "$1.XXXXXX")
  cat >"$new"
  chmod "$2" "$new"
  if cmp -s "$new" "$1"; then
    rm -f "$new"
    return 0
  fi
  mv -f "$new" "$1"
  # shellcheck disable=SC2034 # for steps
  wrote=1
  changed "Wrote $1."
}

# put_unit NAME: a file of systemd's
put_unit() {
  put "/etc/systemd/system/$1" 644
  [ -z "$wrote" ] || systemctl daemon-reload
}
