#!/bin/bash
# Step: Docker installed and running
#
# Docker installed if none is there, started at each boot, running now, and with the configuration that it has.
#
# Usage: sudo bash 50-docker.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
NEEDED_KB=614400
WAIT=60 # seconds that it may take to answer
config=/etc/docker/daemon.json
pid=/run/docker.pid

advice='Restart it there ("sudo systemctl restart docker"), or the machine; its log ("journalctl -u docker") says why. Then prepare the host again.'

answers() { timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# Where AppArmor is on, no container starts without its profile.
lacks_apparmor() {
  case $(family) in debian | ubuntu) ;; *) return 1 ;; esac
  [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ] && ! has apparmor_parser
}

install_docker() {
  local free
  free=$(df --output=avail -k /usr /var | tail -n +2 | sort -n | head -n 1)
  [ "$free" -ge "$NEEDED_KB" ] || refuse "Docker needs $((NEEDED_KB / 1024)) MB, and the machine's disk has $((free / 1024)) MB left." \
    'Make room on the machine, or choose a bigger disk; then prepare the host again.' PREPARATION_DISK_FULL capacity
  case $(family) in
    debian | ubuntu)
      local packages=(docker.io)
      ! lacks_apparmor || packages+=(apparmor)
      install_packages "${packages[@]}"
      ;;
    fedora) install_packages moby-engine ;;
    suse) install_packages docker ;;
    *)
      local from=centos list
      # shellcheck source=/dev/null
      [ "$(. /etc/os-release && echo "$ID")" != rhel ] || from=rhel
      # Its containerd brings a runc of its own in place of the distribution's.
      if rpm -q --quiet runc && rpm -q --whatrequires runc; then
        refuse "Packages of the machine need its runc, which Docker's own replaces." \
          'Remove them ("dnf remove podman buildah"), or take another machine.' PREPARATION_DOCKER_IN_USE
      fi
      on_failure transient 'Check that the machine reaches download.docker.com; then prepare the host again.'
      list=$(fetch "https://download.docker.com/linux/$from/docker-ce.repo")
      put /etc/yum.repos.d/docker-ce.repo 644 <<<"$list"
      install_packages docker-ce docker-ce-cli containerd.io
      ;;
  esac
  # A package of its own in Debian 13 and Fedora.
  has docker || install_packages docker-cli
}

# Minimal systems from version 10 on lack what Docker's rules, and ours, look at packets with.
bring_modules() {
  case $(family) in rhel | fedora) ;; *) return 0 ;; esac
  has modinfo && ! modinfo xt_addrtype >/dev/null 2>&1 || return 0
  install_packages "kernel-modules-extra-$(uname -r)"
}

wait_for_docker() {
  local end=$((SECONDS + WAIT))
  while [ "$SECONDS" -lt "$end" ]; do
    ! answers || return 0
    sleep 0.2
  done
  if has_systemd; then journalctl -u docker -n 15 --no-pager || true; else tail -n 15 /var/log/docker.log || true; fi
  refuse "Docker does not answer within $WAIT seconds." \
    "$advice" PREPARATION_DOCKER_SILENT transient
}

# It was started after its configuration was written.
has_read() {
  if [ ! -e "$pid" ]; then
    warning "Docker keeps no $pid: when $config has changed, restart Docker yourself."
    return 0
  fi
  [ ! "$config" -nt "$pid" ]
}

bring_modules
if ! has dockerd; then
  if has docker && docker --version 2>/dev/null | grep -qi podman; then
    refuse 'What is called docker on the machine is Podman.' \
      'Remove the package podman-docker there; Rockpool then installs Docker.' PREPARATION_DOCKER_IN_USE
  fi
  if answers; then
    refuse 'Docker is there, but not as a package of its distribution: its configuration is somewhere else.' \
      'Remove it (snap remove docker); Rockpool then installs the distribution'"'"'s.' PREPARATION_DOCKER_IN_USE
  fi
  install_docker
elif lacks_apparmor; then
  # Images that come with Docker are not always tried with it.
  install_packages apparmor
fi
if has_systemd && ! systemctl is-enabled --quiet docker; then
  systemctl enable docker
  changed 'Docker starts at each boot.'
fi
if ! pidof dockerd >/dev/null; then
  on_failure transient "$advice"
  service_do start docker
  wait_for_docker
  changed 'Started Docker.'
elif ! answers; then
  wait_for_docker
fi
if ! has_read; then
  # Told first that containers shall live on, it lets them.
  kill -HUP "$(pidof -s dockerd)"
  sleep 1
  on_failure transient "Look at $config and at Docker's log on the machine; then prepare the host again."
  service_do restart docker
  wait_for_docker
  changed 'Restarted Docker with its new configuration.'
fi
