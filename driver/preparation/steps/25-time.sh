#!/bin/bash
# Step: Clock right
#
# Looks whether the machine keeps its clock right: instances end by it while the workstation sleeps.
#
# Usage: sudo [ROCKPOOL_NOW=SECONDS] bash 25-time.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
OFF_LIMIT=60 # seconds

if [ -n "${ROCKPOOL_NOW:-}" ]; then
  off=$(($(date +%s) - ROCKPOOL_NOW))
  if [ "${off#-}" -gt "$OFF_LIMIT" ]; then
    warning "Its clock is ${off#-} seconds $([ "$off" -gt 0 ] && echo ahead of || echo behind) the workstation's: one of the two is wrong."
  fi
fi
has_systemd && has timedatectl || exit 0
is() { grep -qx "$1=yes" <<<"$shown"; }
shown=$(timedatectl show)
# By whichever service.
! is NTPSynchronized || exit 0
if ! is NTP && is CanNTP; then
  timedatectl set-ntp true
  changed 'Turned the synchronization of its clock on.'
elif ! is NTP; then
  # No reason to stop: the machine may have no way to where packages are.
  warning 'Nothing keeps its clock right: install chrony on the machine.'
  exit 0
fi
warning 'Its clock is not synchronized (yet): see "timedatectl" on the machine.'
