"""The engineering station: looks at the boiler PLC early, restarts it after the attack.

usage: engineer.py START SECONDS TALLY.json
"""
import sys

from snap7.type import Block

from addresses import BOILER
from clients import S7
from tally import Tally

start, _, path = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
tally = Tally(start)

tally.wait_until(8)
tally.log("engineer", "identifies the boiler PLC: order number, CPU information, state, block list")
s7 = S7(BOILER, tally, slot=2)
s7.get_order_code()
s7.get_cpu_info()
assert s7.cpu_state() == "RUN"
s7.list_blocks()
s7.list_blocks_of_type(Block.DB, 50)
s7.disconnect()

tally.wait_until(96)
s7 = S7(BOILER, tally)
assert s7.cpu_state() == "STOP"
tally.log("engineer", "finds the boiler PLC stopped")
tally.wait_until(98)
s7.plc_hot_start()
tally.log("engineer", "restarts the boiler PLC (hot start)")
assert s7.cpu_state() == "RUN"
s7.disconnect()
tally.save(path)
