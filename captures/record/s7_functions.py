"""S7 functions of the boiler PLC a known number of times, some refused.

usage: s7_functions.py variables|program START SECONDS TALLY.json
"""
import sys

from snap7.type import Area, Block, WordLen

from addresses import BOILER
from clients import S7, refused
from tally import Tally

role, start, path = sys.argv[1], float(sys.argv[2]), sys.argv[4]
tally = Tally(start)
s7 = S7(BOILER, tally)


def variables():
    for _ in range(5):
        s7.db_read(1, 0, 22)
    s7.mb_write(20, 8, bytearray(range(8)))
    s7.mb_read(20, 8)
    s7.eb_read(0, 2)
    s7.ab_read(0, 2)
    s7.write_area(Area.MK, 0, 5 * 8 + 3, bytearray([1]), WordLen.Bit)
    s7.db_write_real(3, 0, 12.5)
    s7.db_read(3, 0, 256)
    s7.read_multi_vars([
        {"area": Area.DB, "db_number": 1, "start": 0, "size": 3},
        {"area": Area.DB, "db_number": 2, "start": 0, "size": 4},
        {"area": Area.MK, "db_number": 0, "start": 20, "size": 3},
    ])
    refused(s7.db_read, 99, 0, 4)
    refused(s7.db_write, 1, 62, bytearray(8))


def program():
    s7.get_order_code()
    s7.get_cpu_info()
    s7.list_blocks()
    s7.get_block_info(Block.DB, 3)
    s7.get_plc_datetime()
    image, size = s7.full_upload(Block.DB, 3)
    s7.download(bytearray(image[:size]), 30)
    s7.invoke(b"_INSE", b"\x01\x000A00030P")
    s7.invoke(b"_DELE", b"\x01\x000A00030P")
    refused(s7.full_upload, Block.DB, 77)
    refused(s7.read_szl, 0x0999, 0)
    s7.plc_stop()
    assert s7.cpu_state() == "STOP"
    s7.plc_hot_start()
    s7.plc_stop()
    s7.plc_cold_start()
    assert s7.cpu_state() == "RUN"


{"variables": variables, "program": program}[role]()
s7.disconnect()
tally.save(path)
