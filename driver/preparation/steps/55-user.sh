#!/bin/bash
# Step: User may use Docker
#
# The user that Rockpool logs in with may use Docker, and write when instances end, without sudo.
#
# Usage: sudo ROCKPOOL_USER=NAME bash 55-user.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
user=${ROCKPOOL_USER:-root}
instances=$STATE/instances

if [ "$(stat -c %U:%G:%a "$instances" 2>/dev/null || true)" != root:docker:2775 ]; then
  # Who may use Docker could write there anyway.
  install -d -m 755 "$STATE"
  install -d -o root -g docker -m 2775 "$instances"
  changed "Made $instances."
fi
[ "$user" != root ] || exit 0
case " $(id -nG "$user") " in *' docker '*) exit 0 ;; esac
usermod -aG docker "$user"
changed "Put $user into the group docker."
