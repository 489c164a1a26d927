#!/bin/bash
# Step: SELinux labels
#
# Where SELinux is on: the policy for containers, and the labels that it wants on Docker's data.
#
# Usage: sudo bash 35-selinux.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

[ -e /sys/fs/selinux/enforce ] || exit 0
case $(family) in
  rhel | fedora)
    missing=()
    rpm -q --quiet container-selinux || missing+=(container-selinux)
    has semanage || missing+=(policycoreutils-python-utils)
    [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
    ;;
esac
[ -d "$DISK/docker" ] || exit 0
if ! has semanage; then
  warning "SELinux is on, but semanage is missing: the labels of $DISK/docker were left as they are."
  exit 0
fi
# semanage takes a second to say what it has; this file is where it keeps that.
known=/etc/selinux/$(sed -n 's/^SELINUXTYPE=//p' /etc/selinux/config)/contexts/files/file_contexts.subs
if ! grep -qs "^$DISK/docker /var/lib/docker" "$known"; then
  semanage fcontext -a -e /var/lib/docker "$DISK/docker"
  restorecon -R "$DISK/docker"
  changed "Labelled $DISK/docker for containers."
fi
