#!/bin/bash
# Containers reach neither this host (what runs on it, on any of its addresses) nor a cloud's metadata service. One chain
# in the table "mangle", which Docker, firewalld and ufw leave alone: packets from Docker's bridges are looked at before it is
# decided where they go. Answers to what the host has asked pass. Rules that are right are left alone.
#
# Usage: sudo bash firewall.sh     (says what it has changed; nothing where all is right)
set -euo pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CHAIN=ROCKPOOL

# Docker names the bridges of its networks br- and 12 digits. One that somebody else has named so is left out: the host's
# own network may hang on it.
foreign() {
  local link name
  for link in /sys/class/net/br-*; do
    name=${link##*/}
    [[ $name =~ ^br-([0-9a-f]{12}|\*)$ ]] || echo "-A $CHAIN -i $name -j RETURN"
  done
}

# In the words in which iptables lists them, so that they can be compared. Printed, and not out of a here-document: on a full
# disk an older bash leaves that out, and a container's writing is all that it takes to fill one.
rules4() {
  foreign
  local match
  echo "-A $CHAIN -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN"
  for match in '-m addrtype --dst-type LOCAL' '-m addrtype --dst-type BROADCAST' '-m addrtype --dst-type MULTICAST' \
    '-d 169.254.0.0/16' '-d 100.100.100.200/32' '-d 168.63.129.16/32' '-d 192.0.0.192/32'; do
    echo "-A $CHAIN $match -j DROP"
  done
}
# Without neighbour discovery (133 to 136) a container has no way out; it can't reach a service by it.
rules6() {
  local type match
  foreign
  for type in 133 134 135 136; do echo "-A $CHAIN -p ipv6-icmp -m icmp6 --icmpv6-type $type -j RETURN"; done
  echo "-A $CHAIN -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN"
  for match in '-m addrtype --dst-type LOCAL' '-m addrtype --dst-type MULTICAST' \
    '-d fe80::/10' '-d fd00:ec2::254/128' '-d fd20:ce::254/128'; do
    echo "-A $CHAIN $match -j DROP"
  done
}

# apply COMMAND RULES: looks once, and sets all that is missing at once, so that there is no moment without it
apply() {
  local command=$1 rules=$2 there missing='' bridge
  there=$("$command" -w -t mangle -S 2>/dev/null || true)
  if [ "$(printf '%s\n' "$there" | grep "^-A $CHAIN " || true)" != "$rules" ]; then
    missing=":$CHAIN - [0:0]"$'\n'"$rules"$'\n'
    printf '%s' "Set $command rules. "
  fi
  for bridge in docker0 br-+; do
    printf '%s\n' "$there" | grep -xF -e "-A PREROUTING -i $bridge -j $CHAIN" >/dev/null ||
      missing+="-I PREROUTING -i $bridge -j $CHAIN"$'\n'
  done
  [ -z "$missing" ] || printf '*mangle\n%sCOMMIT\n' "$missing" | "$command-restore" -w --noflush
}
# Each by itself: within a command's arguments a failure would go unnoticed, and no rules be taken for what is wanted.
rules=$(rules4)
apply iptables "$rules"
if [ -e /proc/net/if_inet6 ]; then
  rules=$(rules6)
  apply ip6tables "$rules"
fi
