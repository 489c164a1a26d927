#!/bin/bash
# Step: Distribution known
#
# Refuses distributions whose packages are not known here, and machines that Docker does not run on.
#
# Usage: sudo bash 15-distribution.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

# shellcheck source=/dev/null
name=$(. /etc/os-release && echo "${PRETTY_NAME:-${NAME:-unknown}}")
# shellcheck source=/dev/null
major=$(. /etc/os-release && echo "${VERSION_ID:-}" | cut -d. -f1)
advice='Use Debian 11, Ubuntu 20.04, Red Hat Enterprise Linux 8 or one built from it, Fedora, openSUSE 15, or newer ones of these.'

refuse_old() {
  # A rolling release, or a testing one, has no number.
  [[ $major =~ ^[0-9]+$ ]] || return 0
  [ "$major" -ge "$1" ] || refuse "$name is too old." "$advice" PREPARATION_UNSUPPORTED
}
case $(family) in
  debian) [ "$(. /etc/os-release && echo "$ID")" != debian ] || refuse_old 11 ;;
  ubuntu) [ "$(. /etc/os-release && echo "$ID")" != ubuntu ] || refuse_old 20 ;;
  rhel) refuse_old 8 ;;
  fedora | suse) ;;
  *) refuse "The machine runs $name, which Rockpool can't prepare." "$advice" PREPARATION_UNSUPPORTED ;;
esac
# Fedora CoreOS, openSUSE MicroOS and their like.
[ -w /usr ] || refuse "The machine's system ($name) is one image, to which no packages can be added while it runs." \
  'Use the edition of it that has packages, for servers.' PREPARATION_UNSUPPORTED
tell fact "$name"
