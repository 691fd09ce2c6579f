"""Every Modbus function of the water PLC a known number of times, some refused.

usage: modbus_functions.py functions|pipelined START SECONDS TALLY.json
"""
import socket
import struct
import sys

from addresses import WATER
from clients import Modbus
from tally import Tally

role, start, path = sys.argv[1], float(sys.argv[2]), sys.argv[4]
tally = Tally(start)


def functions():
    client = Modbus(WATER, tally)
    assert client.connect()
    for _ in range(5):
        client.read_coils(0, count=16, device_id=1)
    for _ in range(4):
        client.read_discrete_inputs(0, count=6, device_id=1)
    for count in (1, 5, 100):
        client.read_holding_registers(0, count=count, device_id=1)
    client.read_input_registers(0, count=8, device_id=1)
    for address in range(10, 16):
        client.write_coil(address, True, device_id=1)
    for address in range(40, 47):
        client.write_register(address, address * 100, device_id=1)
    client.diag_query_data(b"\x12\x34", device_id=1)
    client.write_coils(10, [False] * 12, device_id=1)
    for _ in range(2):
        client.write_registers(50, list(range(40)), device_id=1)
    client.report_device_id(device_id=1)
    client.mask_write_register(address=40, and_mask=0xF2, or_mask=0x25, device_id=1)
    client.readwrite_registers(read_address=0, read_count=5, write_address=60, values=[1, 2, 3], device_id=1)
    for code in (1, 2, 3):
        client.read_device_information(read_code=code, object_id=0, device_id=1)
    # refused: no such function, addresses, a value, another unit
    assert client.read_exception_status(device_id=1).exception_code == 1
    assert client.read_holding_registers(200, count=2, device_id=1).exception_code == 2
    assert client.write_register(3, 2000, device_id=1).exception_code == 3
    assert client.read_coils(0, count=1, device_id=9).exception_code == 11
    client.close()


def pipelined():
    """Requests without waiting: several in one segment, and one across two."""
    def adu(number, pdu):
        return struct.pack(">HHHB", number, 0, len(pdu) + 1, 1) + pdu

    requests = [adu(n, struct.pack(">BHH", 3, 0, 5)) for n in range(8)]
    requests += [adu(n, struct.pack(">BHH", 6, 40, n)) for n in range(8, 12)]
    stream = b"".join(requests)
    with socket.create_connection((WATER, 502)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers = b""
        for piece in (stream[:60], stream[60:69], stream[69:100], stream[100:]):
            link.sendall(piece)
            link.settimeout(0.2)
            try:
                while chunk := link.recv(4096):
                    answers += chunk
            except TimeoutError:
                pass
    for request in requests:
        tally.modbus(request, sent=True)
    while answers:
        length = 6 + int.from_bytes(answers[4:6], "big")
        tally.modbus(answers[:length], sent=False)
        answers = answers[length:]
    assert tally.messages["modbus"] == 2 * len(requests)


{"functions": functions, "pipelined": pipelined}[role]()
tally.save(path)
