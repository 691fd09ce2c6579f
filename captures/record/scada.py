"""The SCADA host: polls the water PLC (Modbus) and the boiler PLC (S7) each second, writes regularly.

usage: scada.py START SECONDS TALLY.json
"""
import struct
import sys

from addresses import BOILER, WATER
from clients import S7, Modbus
from tally import Tally

start, seconds, path = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
tally = Tally(start)
modbus = Modbus(WATER, tally)
assert modbus.connect()
s7 = S7(BOILER, tally)
tally.log("scada", "connects to water (Modbus) and boiler (S7), polls each second")

for second in range(seconds):
    tally.wait_until(second)
    modbus.read_input_registers(0, count=8, device_id=1)
    modbus.read_holding_registers(0, count=5, device_id=1)
    modbus.read_discrete_inputs(0, count=6, device_id=1)
    modbus.read_coils(0, count=3, device_id=1)
    if second % 10 == 3:
        modbus.write_register(3, 740 + second % 3 * 10, device_id=1)
    if second % 15 == 5:
        modbus.write_coil(10, second % 2 == 0, device_id=1)
    if second % 20 == 7:
        modbus.write_registers(20, [second, 2, 3, 4], device_id=1)
    tally.wait_until(second + 0.5)
    s7.db_read(1, 0, 22)
    s7.db_read(2, 0, 16)
    if second % 5 == 1:
        s7.mb_write(10, 1, bytearray([second % 256]))
    if second % 15 == 9:
        s7.db_write(2, 8, bytearray(struct.pack(">f", 1000.0 + second % 2 * 5)))

s7.disconnect()
modbus.close()
tally.save(path)
