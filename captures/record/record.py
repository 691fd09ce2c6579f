#!/usr/bin/env python3
"""Records the captures of this folder. Run as root; see ../README.md.

usage: record.py --huhang FILE --python FILE [--out FOLDER] [NAME...]
"""
import argparse
import contextlib
import json
import os
import re
import signal
import struct
import subprocess
import tempfile
import time

from addresses import BAY, BOILER, WATER
from tally import merge

HERE = os.path.dirname(os.path.abspath(__file__))
DEMO_SECONDS = 110

# namespace, arguments of `huhang range serve`
SERVERS = {
    "s7": ("boiler", ["--s7", f"{BOILER}:102"]),
    "modbus": ("water", ["--modbus", f"{WATER}:502"]),
    "iec104": ("bay", ["--iec104", f"{BAY}:2404"]),
    "bay": ("bay", ["--iec104", f"{BAY}:2404", "--goose", "eth0"]),
}

# capture: servers, seconds, clients (namespace, script and its leading arguments)
SCENARIOS = {
    "demo-plant": (["s7", "modbus", "bay"], DEMO_SECONDS, [
        ("scada", ["scada.py"]),
        ("control", ["telecontrol.py", "control"]),
        ("engineer", ["engineer.py"]),
        ("intruder", ["intruder.py"]),
        ("intruder", ["telecontrol.py", "intruder"]),
    ]),
    "modbus-functions": (["modbus"], 3, [("scada", ["modbus_functions.py", "functions"])]),
    "modbus-pipelined": (["modbus"], 3, [("scada", ["modbus_functions.py", "pipelined"])]),
    "s7-variables": (["s7"], 3, [("scada", ["s7_functions.py", "variables"])]),
    "s7-program": (["s7"], 3, [("engineer", ["s7_functions.py", "program"])]),
    "iec104-functions": (["iec104"], 6, [("control", ["telecontrol.py", "functions"])]),
    "goose-events": (["bay"], 12, [("control", ["telecontrol.py", "functions"])]),
}


def inside(namespace, command, **options):
    return subprocess.Popen(["ip", "netns", "exec", f"hr-{namespace}", *command], **options)


@contextlib.contextmanager
def running(process, sign=signal.SIGTERM):
    try:
        yield process
    finally:
        process.send_signal(sign)
        process.wait(10)


@contextlib.contextmanager
def network():
    script = os.path.join(HERE, "network.sh")
    subprocess.run([script, "up"], check=True)
    try:
        yield
    finally:
        subprocess.run([script, "down"], check=True)


def serve(stack, huhang, servers):
    for number, name in enumerate(servers):
        namespace, arguments = SERVERS[name]
        command = [huhang, "range", "serve", "--seed", str(number + 1), *arguments]
        process = inside(namespace, command, stdout=subprocess.PIPE)
        stack.enter_context(running(process))
        process.stdout.readline()  # announced: it listens


def capture(stack, path):
    command = ["tcpdump", "-i", "mirror", "-s", "0", "-B", "65536", "-Z", "root", "-w", path]
    process = inside("switch", command, stderr=subprocess.PIPE, text=True)
    stack.callback(complete, process)
    stack.enter_context(running(process, signal.SIGINT))
    process.stderr.readline()  # "listening on"
    time.sleep(0.3)


def complete(tcpdump):
    """A capture with holes is no record of what happened."""
    counts = tcpdump.stderr.read()
    if "\n0 packets dropped by kernel" not in counts:
        raise SystemExit(f"tcpdump lost packets, record again on a quieter machine: {counts}")


def record(name, options):
    servers, seconds, clients = SCENARIOS[name]
    path = os.path.join(options.out, f"{name}.pcap")
    with network(), tempfile.TemporaryDirectory() as work, contextlib.ExitStack() as stack:
        capture(stack, path)
        tallies = []
        with contextlib.ExitStack() as actors:
            if "bay" in servers:
                tallies.append(os.path.join(work, "goose.json"))
                listener = [options.python, os.path.join(HERE, "goose_listener.py"), "0", "0", tallies[-1]]
                actors.enter_context(running(inside("historian", listener)))
                time.sleep(0.5)
            serving = actors.enter_context(contextlib.ExitStack())
            serve(serving, options.huhang, servers)
            start = play(options.python, clients, seconds, work, tallies)
            serving.close()
            time.sleep(0.3)
        time.sleep(0.3)
        expected = merge(tallies)
    if name == "demo-plant":
        expected["hosts"] = hosts()
        shift(expected["timeline"], start - first_time(path))
    else:
        del expected["timeline"]
    write_expected(options.out, name, path, expected)


def play(python, clients, seconds, work, tallies):
    start = time.time() + 1.0
    processes = []
    for number, (namespace, script) in enumerate(clients):
        tallies.append(os.path.join(work, f"{number}.json"))
        file, *leading = script
        command = [python, os.path.join(HERE, file), *leading, f"{start:.3f}", str(seconds), tallies[-1]]
        processes.append(inside(namespace, command))
    failed = [process.args for process in processes if process.wait(seconds + 60) != 0]
    if failed:
        raise SystemExit(f"failed: {failed}")
    time.sleep(max(0.0, start + seconds - time.time()))
    return start


def shift(timeline, seconds):
    """From seconds since the common start to seconds since the first packet."""
    for event in timeline:
        event["at"] = round(max(0.0, event["at"] + seconds), 2)


def first_time(path):
    with open(path, "rb") as file:
        seconds, micros = struct.unpack_from("<II", file.read(40), 24)
    return seconds + micros / 1e6


def hosts():
    """Name, address and Ethernet address of each host, as network.sh has them."""
    with open(os.path.join(HERE, "network.sh")) as file:
        rows = re.findall(r"^(\w+) +(\d+) ((?:\w\w:){5}\w\w)$", file.read(), re.MULTILINE)
    return [{"name": name, "ip": f"192.168.40.{last}", "mac": mac} for name, last, mac in rows]


def write_expected(folder, name, path, expected):
    expected = {"capture": f"{name}.pcap", "packets": len(records(path)), **expected}
    with open(os.path.join(folder, f"{name}.expected.json"), "w") as file:
        json.dump(expected, file, indent=1, sort_keys=True, ensure_ascii=False)
        file.write("\n")


def records(path):
    """Offsets of the whole packet records of a pcap file."""
    with open(path, "rb") as file:
        data = file.read()
    offsets, at = [], 24
    while at + 16 <= len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        if at + 16 + length > len(data):
            break
        offsets.append(at)
        at += 16 + length
    return offsets


def truncate(options):
    """modbus-truncated: modbus-functions, cut in the middle of a packet as a full disk leaves it."""
    source = os.path.join(options.out, "modbus-functions.pcap")
    offsets = records(source)
    keep = offsets[len(offsets) * 2 // 3]
    with open(source, "rb") as file:
        data = file.read(keep + 16 + 40)
    path = os.path.join(options.out, "modbus-truncated.pcap")
    with open(path, "wb") as file:
        file.write(data)
    expected = {"messages": {"modbus": 0}, "link": {}, "functions": {"modbus": {}}}
    for offset in records(path):
        length = struct.unpack_from("<I", data, offset + 8)[0]
        count_modbus(data[offset + 16:offset + 16 + length], expected)
    expected["file_truncated"] = True
    write_expected(options.out, "modbus-truncated", path, expected)


def count_modbus(frame, expected):
    """One request or response a segment, as modbus-functions has them."""
    if frame[12:14] != b"\x08\x00" or frame[23] != 6:
        return
    segment = frame[34:14 + int.from_bytes(frame[16:18], "big")]
    adu = segment[(segment[12] >> 4) * 4:]
    if adu:
        code = str(adu[7] & 0x7F)
        expected["messages"]["modbus"] += 1
        counts = expected["functions"]["modbus"]
        counts[code] = counts.get(code, 0) + 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--huhang", required=True, help="the huhang executable")
    parser.add_argument("--python", required=True, help="python of a venv with requirements.txt")
    parser.add_argument("--out", default=os.path.dirname(HERE))
    parser.add_argument("names", nargs="*", default=[], help="captures to record; all without any")
    options = parser.parse_args()
    for name in options.names or SCENARIOS:
        print(name, flush=True)
        record(name, options)
        if name == "modbus-functions":
            truncate(options)


if __name__ == "__main__":
    main()
