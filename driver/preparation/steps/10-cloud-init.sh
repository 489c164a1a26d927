#!/bin/bash
# Step: cloud-init has finished
#
# Waits until cloud-init, where there is one, has finished: it still installs, formats and mounts.
#
# Usage: sudo bash 10-cloud-init.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
LIMIT=600 # seconds

has cloud-init || exit 0
# Not "cloud-init status --wait": it takes half a second to say what this file does. It goes with each boot.
done=/run/cloud-init/result.json
[ ! -e /run/cloud-init/disabled ] || exit 0
waited=0
until [ -e "$done" ]; do
  # Where it has not run since the boot it was turned off by hand.
  [ -e /run/cloud-init/enabled ] || [ "$waited" -lt 20 ] || exit 0
  [ "$waited" -lt "$LIMIT" ] || refuse "cloud-init has not finished within $LIMIT seconds." \
    'Read /var/log/cloud-init-output.log on the machine; then prepare the host again.' PREPARATION_FAILED transient
  sleep 1
  waited=$((waited + 1))
  [ $((waited % 10)) != 1 ] || echo "cloud-init has not finished yet ($waited s)"
done
[ "$waited" = 0 ] || changed "Waited $waited s for cloud-init."
if ! grep -q '"errors": *\[ *\]' "$done"; then warning 'cloud-init has had errors: see /var/log/cloud-init.log on the machine.'; fi
