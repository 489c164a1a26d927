#!/bin/bash
# Step: Disk for Docker's data
#
# Puts Docker's data on a disk of its own: xfs with project quotas, so that an instance can have a disk limit, and swap.
# Only a disk that is empty is formatted, or the one that a cloud has formatted and mounted by itself and on which nothing
# lies. On any other this step stops and says so.
#
# Usage: sudo ROCKPOOL_DEVICE=/dev/vdb [ROCKPOOL_SWAP_MIB=auto|N] bash 30-storage.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
asked=${ROCKPOOL_DEVICE:-}
LABEL=rockpool
[ -n "$asked" ] || exit 0

clear_advice="If what is on it can go, clear it yourself on the machine (wipefs --all $asked; dd if=/dev/zero of=$asked bs=1M count=16), or name another disk in DD_HOST_DATA_VOLUME_DEVICE."
keep() { refuse "$1 Nothing was changed on it." "$clear_advice" PREPARATION_DISK_IN_USE; }

# Some come a moment after the machine.
for _ in {1..10}; do
  [ ! -b "$asked" ] || break
  sleep 1
done
[ -b "$asked" ] || refuse "The machine has no disk $asked." \
  "Correct DD_HOST_DATA_VOLUME_DEVICE, or leave it empty; \"lsblk\" on the machine lists its disks." PREPARATION_NO_DISK
device=$(readlink -f "$asked")

tag() { blkid -p -s "$1" -o value "$device" 2>/dev/null || true; }
ours() { [ "$(tag TYPE)" = xfs ] && [ "$(tag LABEL)" = "$LABEL" ]; }

# Nothing that anybody has put there: a new file system has this much.
only_the_clouds() {
  [ -z "$(find "$1" -xdev -mindepth 1 ! -path "$1/lost+found" ! -name DATALOSS_WARNING_README.txt \
    ! -name '.rockpool*' -print -quit)" ]
}

# zero BLOCK FIRST [COUNT]: blocks of BLOCK bytes are zero, as far as there are any
zero() { [ -z "$(dd if="$device" bs="$1" skip="$2" count="${3:-1}" status=none | tr -d '\0' | head -c 1)" ]; }

# Every byte of its beginning and end, and of spots between, is zero.
blank() {
  local bytes mib i
  bytes=$(blockdev --getsize64 "$device")
  mib=$((bytes / 1048576))
  for ((i = 0; i < 20; i++)); do
    zero 1048576 $((i < 4 ? i : mib * (i - 3) / 17)) || return 1
  done
  zero 512 $((bytes / 512 - 2048)) 2048
}

# Takes the ephemeral disk from the cloud's hands; refuses where something lies on it.
release_ephemeral() {
  local at
  at=$(findmnt -nro TARGET -S "$device" | head -n 1 || true)
  if [ -n "$at" ]; then
    only_the_clouds "$at" || keep "The disk $asked is mounted on $at, and files are there."
    on_failure transient "Something uses $at: end it, then prepare the host again."
    umount "$at"
  else
    at=$(mktemp -d)
    mount -o ro "$device" "$at"
    if ! only_the_clouds "$at"; then
      umount "$at"
      keep "Files are on the disk $asked."
    fi
    umount "$at"
    rmdir "$at"
  fi
  # Its next mount must not be the cloud's.
  sed -i.rockpool "\\#^[^\\#].*comment=cloudconfig#{\\#^\\($asked\\|$device\\|LABEL=ephemeral0\\)[[:space:]]#d}" /etc/fstab
  changed "Took the empty ephemeral disk $asked over from the cloud."
}

# That it may be formatted was decided, and this boot's names of disks still hold.
note="$device $(blockdev --getsize64 "$device") $(cat /proc/sys/kernel/random/boot_id)"

[ -e /etc/fstab ] || touch /etc/fstab

check_free() {
  local mounted label
  [ "$(cat "$STATE/formatting" 2>/dev/null || true)" != "$note" ] || return 0
  mounted=$(findmnt -nro TARGET -S "$device" | head -n 1 || true)
  label=$(tag LABEL)
  if [ "$(lsblk -nro NAME "$device" | wc -l)" -gt 1 ]; then keep "The disk $asked is divided into partitions or volumes."; fi
  if [ -n "$(ls -A "/sys/class/block/${device##*/}/holders" 2>/dev/null)" ]; then keep "The disk $asked is part of another volume."; fi
  if grep -q "^$device " /proc/swaps; then keep "The disk $asked is used for swap."; fi
  if [ "$label" = ephemeral0 ] || { [ -n "$mounted" ] && grep -Eq "^($asked|$device)[[:space:]].*comment=cloudconfig" /etc/fstab; }; then
    release_ephemeral
  elif [ -n "$mounted" ]; then
    keep "The disk $asked is mounted on $mounted."
  elif [ -n "$(tag TYPE)$(tag PTTYPE)" ]; then
    keep "On the disk $asked is already something ($(tag TYPE)$(tag PTTYPE)${label:+, labelled $label})."
  elif ! blank; then
    keep "The disk $asked is not empty."
  fi
  mkdir -p "$STATE"
  echo "$note" >"$STATE/formatting"
}

format() {
  # First what may take long: nobody uses the disk in between.
  has mkfs.xfs || install_packages xfsprogs
  check_free
  mkfs.xfs -q -f -L "$LABEL" "$device"
  rm -f "$STATE/formatting"
  changed "Made a file system on $asked."
}

# mount_with OPTIONS: now and at each boot
mount_with() {
  local line
  line="UUID=$(tag UUID) $DISK xfs defaults,noatime,nofail,x-systemd.device-timeout=60$1 0 0"
  if ! grep -qxF "$line" /etc/fstab; then
    sed -i.rockpool "\\# $DISK #d" /etc/fstab
    echo "$line" >>/etc/fstab
    ! has_systemd || systemctl daemon-reload
  fi
  mount "$DISK"
}

source=$(findmnt -nro SOURCE --mountpoint "$DISK" || true)
if [ -n "$source" ] && [ "$(readlink -f "$source")" != "$device" ]; then
  refuse "Docker's data is on $source already, not on $asked." \
    "Name $source in DD_HOST_DATA_VOLUME_DEVICE, or take a machine that is not prepared yet." PREPARATION_DISK_IN_USE
fi
if [ -z "$source" ]; then
  ours || format
  mkdir -p "$DISK"
  # One that was started without its disk writes below the place where that is mounted now.
  if grep -qs "$DISK/docker" /etc/docker/daemon.json && pidof dockerd >/dev/null; then service_do stop docker; fi
  # Few kernels have no quotas; what they say of that is "wrong fs type, bad option, bad superblock".
  mount_with ,prjquota || mount_with ''
  changed "Mounted $asked on $DISK."
fi
case $(findmnt -nro OPTIONS --mountpoint "$DISK") in
  *prjquota*) ;;
  *) warning "The machine's kernel has no quotas for XFS: one instance can fill the disk of all." ;;
esac
mkdir -p "$DISK/docker"

# Docker must not begin anew on the small disk where this one is late.
if has_systemd; then
  put_unit docker.service.d/rockpool-disk.conf <<UNIT
[Unit]
RequiresMountsFor=$DISK
UNIT
fi

swap=${ROCKPOOL_SWAP_MIB:-0}
if [ "$swap" = auto ]; then
  memory=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
  quarter=$(($(df --output=size -BM "$DISK" | tail -n 1 | tr -dc 0-9) / 4))
  swap=$((2 * memory < quarter ? 2 * memory : quarter))
fi
file=$DISK/swap
if [ "$swap" -gt 0 ] && ! grep -q "^$file " /proc/swaps; then
  if [ ! -e "$file" ] || [ "$(blkid -p -s TYPE -o value "$file" 2>/dev/null || true)" != swap ]; then
    on_failure capacity 'Give the disk more room, or ask for less swap; then prepare the host again.'
    rm -f "$file"
    (umask 077 && fallocate -l "${swap}MiB" "$file")
    mkswap "$file"
  fi
  swapon "$file"
  grep -q "^$file " /etc/fstab || echo "$file none swap sw,nofail,x-systemd.requires-mounts-for=$DISK 0 0" >>/etc/fstab
  changed "Gave it $swap MiB of swap."
fi
