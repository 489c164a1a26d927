#!/bin/bash
# Step: Containers kept from the host and from metadata
#
# Containers reach neither the host nor a cloud's metadata service, now and after a reboot.
#
# Usage: sudo bash 60-firewall.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
LIB=/usr/local/lib/rockpool

has iptables || install_packages iptables
put "$LIB/firewall.sh" 755 <"$HERE/host/firewall.sh"
said=$(bash "$LIB/firewall.sh")
[ -z "$said" ] || changed "$said"
has_systemd || exit 0
# Also after those that clear all rules when they start.
put_unit rockpool-firewall.service <<UNIT
[Unit]
Description=Rockpool: containers reach neither this host nor a metadata service
After=firewalld.service nftables.service ufw.service iptables.service netfilter-persistent.service
Before=docker.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/bash $LIB/firewall.sh

[Install]
WantedBy=multi-user.target docker.service
UNIT
systemctl is-enabled --quiet rockpool-firewall.service || systemctl enable rockpool-firewall.service
