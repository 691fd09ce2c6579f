#!/usr/bin/env python3
"""Holds the captures against their expected.json with tshark, an independent reader (GPL, not shipped).

usage: verify.py [FOLDER]
Exit status 1 when a capture has a malformed packet, a wrong checksum or another count than the clients.
"""
import collections
import glob
import json
import os
import subprocess
import sys

# protocol: field of its function code, field that occurs once a message
FIELDS = {
    "modbus": ("modbus.func_code", "mbtcp.len"),
    "s7comm": ("s7comm.param.func", "s7comm.header.rosctr"),
    "iec104": ("iec60870_asdu.typeid", "iec60870_104.apdulen"),
    "goose": (None, "goose.stNum"),
}
COTP_DATA = 0x0F
CHECKSUMS = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"]
WRONG = "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || _ws.expert.severity == 8388608"


def tshark(path, *arguments):
    command = ["tshark", "-n", "-r", path, *arguments]
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()


def occurrences(path, field):
    lines = tshark(path, "-T", "fields", "-e", field, "-E", "occurrence=a", "-E", "aggregator=,")
    return [value for line in lines for value in line.split(",") if value]


def differences(path, expected):
    for line in tshark(path, *CHECKSUMS, "-Y", WRONG):
        yield f"wrong: {line}"
    packets = len(tshark(path, "-T", "fields", "-e", "frame.number"))
    if packets != expected["packets"]:
        yield f"packets {packets}, expected {expected['packets']}"
    upkeep = sum(1 for kind in occurrences(path, "cotp.type") if int(kind, 0) != COTP_DATA)
    if upkeep != expected["link"].get("s7comm", 0):
        yield f"s7comm: {upkeep} connection data units, expected {expected['link'].get('s7comm', 0)}"
    for protocol, (code, message) in FIELDS.items():
        seen = len(occurrences(path, message))
        if seen != expected["messages"].get(protocol, 0):
            yield f"{protocol}: {seen} messages, expected {expected['messages'].get(protocol, 0)}"
        codes = collections.Counter(str(int(value, 0)) for value in occurrences(path, code)) if code else {}
        if dict(codes) != expected["functions"].get(protocol, {}):
            yield f"{protocol}: {dict(codes)}, expected {expected['functions'].get(protocol, {})}"


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    failed = False
    for file in sorted(glob.glob(os.path.join(folder, "*.expected.json"))):
        with open(file) as source:
            expected = json.load(source)
        found = list(differences(os.path.join(folder, expected["capture"]), expected))
        failed |= bool(found)
        print(expected["capture"], "differs:" if found else "agrees")
        for line in found:
            print("  " + line)
    sys.exit(failed)


main()
