"""Counts the GOOSE messages a subscriber in another namespace receives.

usage: goose_listener.py START SECONDS TALLY.json
"""
import signal
import socket
import struct
import sys

from tally import Tally

start, path = float(sys.argv[1]), sys.argv[3]
tally = Tally(start)
done = []
signal.signal(signal.SIGTERM, lambda *_: done.append(True))
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x88B8))
link.bind(("eth0", 0))
# All multicast, or the interface would drop the group.
link.setsockopt(263, 1, struct.pack("iHH8s", socket.if_nametoindex("eth0"), 2, 0, b""))
link.settimeout(0.1)
while not done:
    try:
        frame = link.recv(2000)
    except TimeoutError:
        continue
    tally.message("goose", None, sent=False)
tally.save(path)
