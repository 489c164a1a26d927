#!/bin/bash
# Takes from the disks of a host that was prepared, and on which nothing has ever run, what is this host's alone (host keys,
# who may log in, machine id, what cloud-init has done, leases, seeds, logs), so that it can be copied, and puts it back. It
# lies in memory meanwhile, and Docker is stopped. The host puts it back by itself after a while, whoever has forgotten it.
#
# Usage: sudo bash aside.sh take SECONDS   as above; ends with 0 once all is written
#        sudo bash aside.sh back           says "put back", or "was back" where the host has done so by itself
#        sudo bash aside.sh soon           the same, without waiting for it
set -euo pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
dir=/run/rockpool-aside
disk=/var/lib/rockpool/disk
units=(rockpool-keeper.timer docker.socket docker.service containerd.service)

refuse() {
  echo "$1" >&2
  exit 1
}

write_back() {
  cat >"$dir/back.sh" <<'BACK'
#!/bin/bash
# Puts back what aside.sh has taken. Once.
set -euo pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
dir=/run/rockpool-aside
exec 9>/run/rockpool-aside.lock
flock 9
if [ ! -e "$dir/taken" ]; then
  echo 'was back'
  exit
fi
tar --extract --preserve-permissions --same-owner --numeric-owner --xattrs --xattrs-include='*' --acls \
  --absolute-names --file "$dir/own.tar"
if [ -e "$dir/journal" ]; then journalctl --flush || true; fi
if [ -s "$dir/swap" ]; then swapon "$(cat "$dir/swap")" || true; fi
while read -r unit; do
  systemctl reset-failed "$unit" 2>/dev/null || true
  timeout 120 systemctl start "$unit" </dev/null 9>&-
done <"$dir/units"
for _ in {1..150}; do
  if timeout 10 docker version >/dev/null 2>&1; then break; fi
  sleep 0.4
done
timeout 10 docker version >/dev/null
rm -rf "$dir"
systemctl stop rockpool-aside.timer 2>/dev/null || true
echo 'put back'
BACK
}

# own PATH...: files and folders that are this host's, as far as they are there
own() {
  local path
  for path in "$@"; do
    if [ -e "$path" ] || [ -L "$path" ]; then echo "$path"; fi
  done
}

list_own() {
  local home root
  own /etc/ssh/ssh_host_* /etc/machine-id /etc/docker/key.json
  own /var/lib/systemd/random-seed /var/lib/systemd/credential.secret
  own /var/lib/cloud/data /var/lib/cloud/instance /var/lib/cloud/instances /var/lib/cloud/sem
  own /var/lib/dhcp/* /var/lib/dhclient/* /var/lib/NetworkManager/*.lease /var/lib/NetworkManager/secret_key
  own /etc/udev/rules.d/70-persistent-net.rules
  own /var/lib/rockpool/instances/* /var/log/rockpool-preparation.log /var/log/cloud-init*.log
  # A link to the one in /etc, mostly.
  [ -L /var/lib/dbus/machine-id ] || own /var/lib/dbus/machine-id
  for root in /var/lib/docker "$disk/docker"; do own "$root/engine-id"; done
  while read -r home; do
    [ "$home" != / ] || continue
    own "$home/.ssh/authorized_keys" "$home/.ssh/authorized_keys2" "$home/.bash_history"
  done < <(getent passwd | cut -d: -f6 | sort -u)
}

take() {
  local unit path
  [ -d /run/systemd/system ] || refuse 'It has no systemd.'
  if [ -e "$dir/taken" ]; then bash "$dir/back.sh" >/dev/null; fi
  [ -z "$(timeout 30 docker ps --all --quiet)" ] || refuse 'Something has run on it.'
  umask 077
  rm -rf "$dir"
  mkdir -p "$dir"
  write_back
  list_own >"$dir/list"
  tar --create --numeric-owner --xattrs --xattrs-include='*' --acls --absolute-names --file "$dir/own.tar" \
    --files-from "$dir/list"
  : >"$dir/units"
  for unit in "${units[@]}"; do
    if systemctl is-active --quiet "$unit"; then echo "$unit" >>"$dir/units"; fi
  done
  if grep -q "^$disk/swap " /proc/swaps; then echo "$disk/swap" >"$dir/swap"; fi
  # From here on it has to be put back, and is.
  systemctl stop rockpool-aside.timer 2>/dev/null || true
  systemd-run --quiet --collect --unit=rockpool-aside --on-active="$1" --timer-property=AccuracySec=1s \
    /bin/bash "$dir/back.sh"
  touch "$dir/taken"
  timeout 120 systemctl stop rockpool-keeper.timer rockpool-keeper.service docker.socket docker.service \
    containerd.service 2>/dev/null || true
  if pidof dockerd >/dev/null; then refuse 'Its Docker does not stop.'; fi
  if [ -s "$dir/swap" ]; then swapoff "$disk/swap"; fi
  while read -r path; do
    # Without one it is made at the next boot; where the file is missing, some can't.
    if [ "$path" = /etc/machine-id ]; then : >"$path"; else rm -rf "$path"; fi
  done <"$dir/list"
  # What was logged until now stays here alone, in memory, and is lost with the next boot.
  if [ -d /var/log/journal ] && journalctl --relinquish-var 2>/dev/null; then
    touch "$dir/journal"
    rm -rf /var/log/journal/*
  fi
  find /var/log -xdev -type f ! -path '/var/log/journal/*' -exec truncate -s 0 {} +
  sync
}

back() {
  if [ -e "$dir/back.sh" ]; then bash "$dir/back.sh"; else echo 'was back'; fi
}

soon() {
  [ ! -e "$dir/back.sh" ] || systemd-run --quiet --collect --no-block /bin/bash "$dir/back.sh"
}

# What is run here must not read on in this script.
"$@" </dev/null
