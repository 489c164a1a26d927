#!/bin/bash
# Step: SELinux labels
#
# Where SELinux is on: the policy for containers, the labels that it wants on Docker's data, and leave to use GPUs.
#
# Usage: sudo [ROCKPOOL_GPU=1] bash 35-selinux.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

[ -e /sys/fs/selinux/enforce ] || exit 0
case $(family) in
  rhel | fedora | suse)
    missing=()
    rpm -q --quiet container-selinux || missing+=(container-selinux)
    has semanage || missing+=(policycoreutils-python-utils)
    [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
    ;;
esac
# Newer policies have this switch; without it NVIDIA's devices are there in a container, and can't be opened.
switch=container_use_xserver_devices
if [ "${ROCKPOOL_GPU:-0}" = 1 ] && [ "$(getsebool "$switch" 2>/dev/null || true)" = "$switch --> off" ]; then
  setsebool -P "$switch" on
  changed 'Let containers use GPUs (SELinux).'
fi
[ -d "$DISK/docker" ] || exit 0
if ! has semanage; then
  warning "SELinux is on, but semanage is missing: the labels of $DISK/docker were left as they are."
  exit 0
fi
# semanage takes a second to say what it has; this file is where it keeps that.
known=/etc/selinux/$(sed -n 's/^SELINUXTYPE=//p' /etc/selinux/config)/contexts/files/file_contexts.subs
if ! grep -qs "^$DISK/docker /var/lib/docker" "$known"; then
  semanage fcontext -a -e /var/lib/docker "$DISK/docker"
  restorecon "$DISK"
  restorecon -R "$DISK/docker"
  changed "Labelled $DISK/docker for containers."
fi
