#!/bin/bash
# Step: Automatic updates off
#
# Turns automatic updates off while the machine is in the pool: they would restart Docker under its containers, and hold
# the package lock. What was on is noted in /var/lib/rockpool/turned-off, so that it can be turned on again.
#
# Usage: sudo bash 20-updates.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

if [ -d /etc/apt/apt.conf.d ]; then
  put /etc/apt/apt.conf.d/99rockpool 644 <<<'APT::Periodic::Enable "0"; // by Rockpool, while this machine is in its pool'
fi
has_systemd || exit 0
units=(apt-daily.timer apt-daily-upgrade.timer unattended-upgrades.service dnf-automatic.timer dnf-automatic-install.timer
  dnf-automatic-download.timer dnf-automatic-notifyonly.timer dnf5-automatic.timer packagekit-background.timer)
# Its status is 1 where none of them is on.
{ systemctl list-unit-files --state=enabled --no-legend --plain "${units[@]}" || true; } | while read -r unit _; do
  mkdir -p "$STATE"
  echo "$unit" >>"$STATE/turned-off"
  # One that is in the middle of its work ends it: half an update is worse than a late host.
  systemctl disable "$unit"
  case $unit in *.timer) systemctl stop "$unit" ;; esac
  changed "Turned $unit off."
done
