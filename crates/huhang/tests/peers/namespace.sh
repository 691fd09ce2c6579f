#!/bin/sh
# Runs the probe on the loopback interface of a network namespace of its own while two peers talk there.
#
# usage: namespace.sh PROBE PYTHON TALK.py PROTOCOL OUT     (OUT.probe: the probe's summary, OUT.peer: the client's account)
# Exit status 42: this machine gives no network namespace.
set -eu
if [ "${HUHANG_IN_NAMESPACE:-}" != yes ]; then
    rights=--user
    [ "$(id -u)" = 0 ] && rights=
    # shellcheck disable=SC2086
    unshare $rights ${rights:+--map-root-user} --net true 2>/dev/null || exit 42
    # shellcheck disable=SC2086
    HUHANG_IN_NAMESPACE=yes exec unshare $rights ${rights:+--map-root-user} --net sh "$0" "$@"
fi
probe=$1 python=$2 talk=$3 protocol=$4 out=$5
"$python" - <<'PY'
import fcntl, socket, struct
host = socket.socket()
# SIOCSIFFLAGS: IFF_UP | IFF_RUNNING (linux/sockios.h, linux/if.h)
fcntl.ioctl(host, 0x8914, struct.pack("16sh14x", b"lo", 0x41))
# Two hosts of one network with a broadcast address, for protocols that find each other by it:
# SIOCSIFADDR, SIOCSIFNETMASK, SIOCSIFBRDADDR.
for name, address in ((b"lo:1", "10.99.0.1"), (b"lo:2", "10.99.0.2")):
    for request, value in ((0x8916, address), (0x891C, "255.255.255.0"), (0x891A, "10.99.0.255")):
        place = struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(value))
        fcntl.ioctl(host, request, struct.pack("16s16s", name, place))
PY
"$probe" probe --interface lo --summary >"$out.probe" 2>"$out.err" &
listener=$!
sleep 0.5
"$python" "$talk" "$protocol" >"$out.peer" || { kill "$listener"; exit 1; }
sleep 0.5
kill -TERM "$listener"
wait "$listener"
