#!/bin/bash
# Step: NVIDIA runtime
#
# On hosts of a GPU pool: NVIDIA's container runtime. The driver comes with the machine's image, since it must fit its kernel.
#
# Usage: sudo ROCKPOOL_GPU=1 bash 40-nvidia.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
REPO=https://nvidia.github.io/libnvidia-container

[ "${ROCKPOOL_GPU:-0}" = 1 ] || exit 0
grep -qsi '^0x10de' /sys/bus/pci/devices/*/vendor || refuse 'The machine has no NVIDIA GPU.' \
  'Choose a flavor or a machine with one, or put this host into a pool without GPUs.' PREPARATION_NO_GPU
if ! has nvidia-smi || ! timeout 60 nvidia-smi --list-gpus; then
  refuse 'The NVIDIA driver of the machine does not answer.' \
    'Use an image with a driver that fits its kernel ("nvidia-smi" must list the GPUs).' PREPARATION_NO_GPU
fi
! has nvidia-container-runtime || exit 0
on_failure transient 'Check that the machine reaches nvidia.github.io; then prepare the host again.'
case $(family) in
  debian | ubuntu)
    has gpg || install_packages gpg
    fetch "$REPO/gpgkey" | gpg --batch --yes --dearmor -o /usr/share/keyrings/nvidia-container-toolkit.gpg
    put /etc/apt/sources.list.d/nvidia-container-toolkit.list 644 <<<"deb [signed-by=/usr/share/keyrings/nvidia-container-toolkit.gpg] $REPO/stable/deb/\$(ARCH) /"
    apt-get -o DPkg::Lock::Timeout=300 update
    ;;
  suse)
    zypper --non-interactive repos nvidia-container-toolkit >/dev/null 2>&1 ||
      zypper --non-interactive addrepo "$REPO/stable/rpm/nvidia-container-toolkit.repo"
    zypper --non-interactive --gpg-auto-import-keys refresh nvidia-container-toolkit
    ;;
  *)
    list=$(fetch "$REPO/stable/rpm/nvidia-container-toolkit.repo")
    put /etc/yum.repos.d/nvidia-container-toolkit.repo 644 <<<"$list"
    ;;
esac
install_packages nvidia-container-toolkit
