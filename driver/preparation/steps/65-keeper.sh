#!/bin/bash
# Step: Timer for expired instances
#
# A timer of the host's own ends instances whose time is over, though the workstation sleeps, and puts the firewall's rules
# back where somebody has cleared them.
#
# Usage: sudo bash 65-keeper.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
LIB=/usr/local/lib/rockpool

put "$LIB/end-expired.sh" 755 <"$HERE/host/end-expired.sh"
put "$LIB/undo.sh" 755 <"$HERE/host/undo.sh"
if has_systemd; then
  put_unit rockpool-keeper.service <<UNIT
[Unit]
Description=Rockpool: ends instances whose time is over
After=docker.service

[Service]
Type=oneshot
TimeoutStartSec=10min
ExecStart=-/bin/bash $LIB/firewall.sh
ExecStart=/bin/bash $LIB/end-expired.sh
UNIT
  put_unit rockpool-keeper.timer <<UNIT
[Unit]
Description=Rockpool: ends instances whose time is over, every minute

[Timer]
OnBootSec=1min
OnUnitActiveSec=1min
AccuracySec=10s

[Install]
WantedBy=timers.target
UNIT
  if ! systemctl is-active --quiet rockpool-keeper.timer || ! systemctl is-enabled --quiet rockpool-keeper.timer; then
    systemctl enable --now rockpool-keeper.timer
    changed 'Started the timer that ends expired instances.'
  fi
elif [ -d /etc/cron.d ] && { has cron || has crond; }; then
  put /etc/cron.d/rockpool 644 <<CRON
# Rockpool: ends instances whose time is over; puts firewall rules back
@reboot root /bin/bash $LIB/firewall.sh >/dev/null 2>&1
* * * * * root /bin/bash $LIB/firewall.sh >/dev/null 2>&1; /bin/bash $LIB/end-expired.sh >/dev/null 2>&1
CRON
else
  warning 'The machine has neither systemd nor cron: instances on it end only while Rockpool runs, and after a reboot it must be prepared again.'
fi
