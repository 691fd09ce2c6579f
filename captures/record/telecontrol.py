"""IEC 60870-5-104 masters: the control centre, and the unknown host's command.

A process of its own, because the c104 package is under the GPL: nothing of it is in this
repository, and nothing else of the recording runs in one process with it.

usage: telecontrol.py control|intruder|functions START SECONDS TALLY.json
"""
import sys
import time

import c104

from addresses import BAY
from tally import Tally

role, start, seconds, path = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
tally = Tally(start)


def sent(connection: c104.Connection, data: bytes) -> None:
    tally.iec104(data, sent=True)


def received(connection: c104.Connection, data: bytes) -> None:
    tally.iec104(data, sent=False)


def open_connection(init):
    client = c104.Client(tick_rate_ms=50)
    connection = client.add_connection(BAY, 2404, init=init)
    connection.on_send_raw(callable=sent)
    connection.on_receive_raw(callable=received)
    station = connection.add_station(common_address=1)
    points = {address: station.add_point(address, c104.Type.M_SP_NA_1) for address in range(1001, 1005)}
    points[2001] = station.add_point(2001, c104.Type.M_DP_NA_1)
    points.update({address: station.add_point(address, c104.Type.M_ME_NC_1) for address in range(3001, 3006)})
    points[4001] = station.add_point(4001, c104.Type.M_IT_NA_1)
    points[5001] = station.add_point(5001, c104.Type.C_SC_NA_1)
    sbo = c104.CommandMode.SELECT_AND_EXECUTE
    points[5002] = station.add_point(5002, c104.Type.C_SC_NA_1, command_mode=sbo)
    points[5003] = station.add_point(5003, c104.Type.C_DC_NA_1, command_mode=sbo)
    points[5101] = station.add_point(5101, c104.Type.C_SE_NC_1)
    client.start()
    deadline = time.time() + 5
    while not connection.is_connected and time.time() < deadline:
        time.sleep(0.05)
    assert connection.is_connected
    time.sleep(0.5)  # until the start of data transfer is confirmed too
    return client, connection, points


def command(points, address, value):
    points[address].value = value
    assert points[address].transmit(cause=c104.Cot.ACTIVATION)
    time.sleep(0.3)


def close(client, connection):
    """STOPDT first, so that nothing is on the way when the connection goes."""
    assert connection.mute()
    time.sleep(0.5)
    client.stop()
    time.sleep(0.3)


def control():
    tally.log("control", "connects to the bay controller: interrogation, clock synchronisation")
    client, connection, points = open_connection(c104.Init.ALL)
    for second in range(4, seconds):
        tally.wait_until(second)
        if second % 20 == 10:
            command(points, 5101, 1000.0 + second % 40 / 10)
        if second % 30 == 25:
            connection.interrogation(common_address=1)
        if second == 104:
            tally.log("control", "closes the feeder breaker again (select, execute)")
            command(points, 5003, c104.Double.ON)
    close(client, connection)


def intruder():
    tally.wait_until(82)
    client, connection, points = open_connection(c104.Init.INTERROGATION)
    tally.log("intruder", "interrogates the bay controller")
    tally.wait_until(84)
    tally.log("intruder", "opens the feeder breaker through the bay controller (select, execute)")
    command(points, 5003, c104.Double.OFF)
    tally.wait_until(86)
    close(client, connection)


def functions():
    """Every function of the outstation a known number of times."""
    client, connection, points = open_connection(c104.Init.NONE)
    assert connection.interrogation(common_address=1)
    for _ in range(2):
        assert connection.counter_interrogation(common_address=1)
    assert connection.clock_sync(common_address=1)
    assert connection.test(common_address=1, with_time=True)
    for address in (3001, 3002, 3003):
        assert points[address].read()
    command(points, 5001, True)
    command(points, 5002, True)
    command(points, 5003, c104.Double.OFF)
    command(points, 5003, c104.Double.ON)
    command(points, 5101, 990.0)
    time.sleep(1)
    close(client, connection)


{"control": control, "intruder": intruder, "functions": functions}[role]()
tally.save(path)
