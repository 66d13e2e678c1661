#!/bin/sh
# Installs the real programs that the tests run against, or the packages named as arguments.
# Only as root on a machine with apt-get; elsewhere it says what is missing. Nothing that it installs is started.
set -eu
peers="kea-dhcp4-server kea-dhcp6-server kea-dhcp-ddns-server kea-doc kea-admin dnsmasq-base isc-dhcp-client udhcpc dhcpcd-base dhcping dhcpdump
tcpdump tshark dhcpd-pools isc-dhcp-server isc-dhcp-relay monitoring-plugins-basic iproute2 groff-base chromium
kea-ctrl-agent postgresql mariadb-server"
[ $# -eq 0 ] || peers="$*"

missing=""
for package in $peers; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "peers: not installed:$missing" >&2
    echo "  why: this needs root and apt-get (Debian or Ubuntu)" >&2
    echo "  fix: sudo apt-get install --no-install-recommends$missing" >&2
    [ $# -eq 0 ] || exit 1
    exit 0
fi

# A policy that forbids it keeps package scripts from starting servers on this machine.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086  # a list of package names
if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"
echo "peers: installed$missing"
