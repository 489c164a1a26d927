#!/bin/bash
# podman: has Podman serve the Docker API on /var/run/docker.sock of a lab host, from the packages in its cache.
# As root. The host may not raise limits above its own, and its / is an overlay, on which no other can lie.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get install -y -qq --no-install-recommends podman crun netavark iptables >/dev/null 2>&1
cat >/etc/containers/storage.conf <<END
[storage]
driver = "overlay"
graphroot = "/var/lib/docker/podman"
runroot = "/run/containers/storage"
END
cat >/etc/containers/containers.conf <<END
[containers]
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=$(ulimit -Hu):$(ulimit -Hu)"]
[network]
network_backend = "netavark"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
END
socket=/var/run/docker.sock
setsid podman system service --time=0 "unix://$socket" </dev/null >/var/log/podman.log 2>&1 &
for _ in {1..150}; do
  if podman --remote --url "unix://$socket" version >/dev/null 2>&1; then
    chgrp cloud-user "$socket"
    chmod 660 "$socket"
    exit 0
  fi
  sleep 0.1
done
tail -5 /var/log/podman.log >&2
exit 1
