#!/bin/bash
# network.sh up|down: the test network, as network namespaces around one bridge that floods like a
# hub, with a mirror port (interface "mirror" in namespace hr-switch) that sees each frame once.
# Nothing of it touches the host's own network. Needs root, iproute2, ethtool.
set -euo pipefail

SUBNET=192.168.40
# namespace, last byte of the address, Ethernet address (real vendor prefixes, made-up tails)
HOSTS="
scada   10 00:d0:c9:4a:10:10
control 11 d4:be:d9:4a:10:11
engineer 12 d4:be:d9:4a:10:12
boiler  21 28:63:36:4a:10:21
water   22 00:80:f4:4a:10:22
bay     23 00:21:c1:4a:10:23
drive   24 00:80:f4:4a:10:24
io      25 00:d0:c9:4a:10:25
historian 30 d4:be:d9:4a:10:30
router  31 00:90:e8:4a:10:31
intruder 66 b8:27:eb:4a:10:66
"

quiet() { ip netns exec "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; }

attach() { # namespace, bridge port name
  ip -n hr-switch link set "$2" master br0
  ip netns exec hr-switch bridge link set dev "$2" learning off flood on mcast_flood on
  ip -n hr-switch link set "$2" up
}

up() {
  ip netns add hr-switch
  quiet hr-switch
  ip -n hr-switch link add br0 type bridge stp_state 0 mcast_snooping 0
  ip -n hr-switch link set br0 up
  while read -r name last mac; do
    [ -n "$name" ] || continue
    ip netns add "hr-$name"
    quiet "hr-$name"
    ip -n "hr-$name" link set lo up
    ip link add "p-$name" netns hr-switch type veth peer name eth0 netns "hr-$name"
    attach "hr-$name" "p-$name"
    ip -n "hr-$name" link set eth0 address "$mac"
    ip -n "hr-$name" addr add "$SUBNET.$last/24" dev eth0
    # Offloading would put unfinished checksums and oversized segments into the capture.
    ip netns exec "hr-$name" ethtool -K eth0 tx off rx off tso off gso off gro off >/dev/null
    ip -n "hr-$name" link set eth0 up
  done <<< "$HOSTS"
  ip link add p-mirror netns hr-switch type veth peer name mirror netns hr-switch
  attach hr-switch p-mirror
  ip -n hr-switch link set mirror up
}

down() {
  for name in switch $(awk 'NF {print $1}' <<< "$HOSTS"); do
    ip netns del "hr-$name" 2>/dev/null || true
  done
}

case "${1:-}" in
  up) down; up ;;
  down) down ;;
  *) echo "usage: $0 up|down" >&2; exit 2 ;;
esac
