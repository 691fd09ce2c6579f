"""What a client sent and received, counted at the client: the truth a probe is held against.

Counts are of protocol messages and of their function (or type) codes, requests and responses
together; `requests` has the client's own share, `link` what only keeps up the connection below.
"""
import collections
import json
import time


class Tally:
    def __init__(self, start=None):
        self.start = time.time() if start is None else start
        self.messages = collections.Counter()
        self.functions = collections.defaultdict(collections.Counter)
        self.requests = collections.defaultdict(collections.Counter)
        self.exceptions = collections.defaultdict(collections.Counter)
        self.link = collections.Counter()
        self.events = []

    def wait_until(self, seconds):
        """Sleeps until this many seconds after the common start."""
        time.sleep(max(0.0, self.start + seconds - time.time()))

    def log(self, who, what):
        self.events.append({"at": round(time.time() - self.start, 2), "who": who, "what": what})

    def message(self, protocol, function, sent):
        self.messages[protocol] += 1
        if function is None:
            return
        self.functions[protocol][str(function)] += 1
        if sent:
            self.requests[protocol][str(function)] += 1

    def modbus(self, adu, sent):
        code = adu[7]
        self.message("modbus", code & 0x7F, sent)
        if code & 0x80:
            self.exceptions["modbus"][str(adu[8])] += 1

    def s7(self, pdu, sent):
        """Jobs and acknowledgements carry a function code, user data do not."""
        header = {1: 10, 2: 12, 3: 12}.get(pdu[1])
        has_function = header is not None and len(pdu) > header
        self.message("s7comm", pdu[header] if has_function else None, sent and pdu[1] == 1)
        if header == 12 and pdu[10:12] != b"\0\0":
            self.exceptions["s7comm"][str(int.from_bytes(pdu[10:12], "big"))] += 1

    def iec104(self, apdus, sent):
        """One or more APDUs; only information frames carry a type."""
        while len(apdus) >= 6:
            length = apdus[1] + 2
            information = apdus[2] & 1 == 0 and length > 6
            self.message("iec104", apdus[6] if information else None, sent)
            apdus = apdus[length:]

    def save(self, path):
        plain = lambda counters: {name: dict(counts) for name, counts in counters.items()}
        with open(path, "w") as file:
            json.dump({
                "messages": dict(self.messages), "link": dict(self.link), "functions": plain(self.functions),
                "requests": plain(self.requests), "exceptions": plain(self.exceptions),
                "timeline": self.events,
            }, file)


def merge(paths):
    """The sum of several clients' tallies."""
    total = {"messages": {}, "link": {}, "functions": {}, "requests": {}, "exceptions": {}, "timeline": []}
    for path in paths:
        with open(path) as file:
            one = json.load(file)
        for kind in ("messages", "link"):
            for name, count in one[kind].items():
                total[kind][name] = total[kind].get(name, 0) + count
        for kind in ("functions", "requests", "exceptions"):
            for name, counts in one[kind].items():
                into = total[kind].setdefault(name, {})
                for code, count in counts.items():
                    into[code] = into.get(code, 0) + count
        total["timeline"] += one["timeline"]
    total["timeline"].sort(key=lambda event: event["at"])
    return total
