#!/bin/bash
# Takes back what the preparation has put on this host: its timer, its firewall rules, and that automatic updates are off. For
# when the host leaves its pool. Docker stays as it is, with its configuration and its disk.
#
# Usage: sudo bash /usr/local/lib/rockpool/undo.sh
set -euo pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LIB=/usr/local/lib/rockpool
TURNED_OFF=/var/lib/rockpool/turned-off
CHAIN=ROCKPOOL
units=(rockpool-keeper.timer rockpool-keeper.service rockpool-firewall.service)

# First what would put the rest back.
rm -f /etc/cron.d/rockpool
if [ -d /run/systemd/system ]; then
  for unit in "${units[@]}"; do
    [ -e "/etc/systemd/system/$unit" ] || continue
    systemctl disable --now "$unit" || systemctl stop "$unit"
    rm -f "/etc/systemd/system/$unit"
  done
  systemctl daemon-reload
fi
for command in iptables ip6tables; do
  "$command" -w -t mangle -S "$CHAIN" >/dev/null 2>&1 || continue
  for bridge in docker0 br-+; do
    "$command" -w -t mangle -D PREROUTING -i "$bridge" -j "$CHAIN" 2>/dev/null || true
  done
  "$command" -w -t mangle -F "$CHAIN"
  "$command" -w -t mangle -X "$CHAIN"
done
rm -f /etc/apt/apt.conf.d/99rockpool
if [ -d /run/systemd/system ] && [ -e "$TURNED_OFF" ]; then
  sort -u "$TURNED_OFF" | while read -r unit; do systemctl enable --now "$unit"; done
fi
rm -f "$TURNED_OFF"
rm -rf "$LIB"
