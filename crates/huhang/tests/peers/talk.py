"""One third-party client talks to one third-party server on the loopback interface of this network namespace.

usage: talk.py PROTOCOL
Prints one JSON object: how often each function must be seen, {"functions": {CODE: COUNT}}, requests and responses
together, by what the client was told to do and got done. Only codes that are named are compared; "messages" are all of
the protocol's, where their number is known.
"""
import asyncio
import json
import socket
import sys
import threading
import time

HOST = "127.0.0.1"


def until_open(port):
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"nobody listens on port {port}")


def modbus():
    from pymodbus.client import ModbusTcpClient
    from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
    from pymodbus.server import StartTcpServer

    block = lambda: ModbusSequentialDataBlock(1, [7] * 200)
    device = ModbusDeviceContext(di=block(), co=block(), hr=block(), ir=block())
    context = ModbusServerContext(devices=device, single=True)
    threading.Thread(target=StartTcpServer, kwargs={"context": context, "address": (HOST, 502)}, daemon=True).start()
    until_open(502)
    client = ModbusTcpClient(HOST, port=502)
    assert client.connect()
    for _ in range(5):
        assert not client.read_coils(1, count=16).isError()
    for _ in range(3):
        assert not client.read_holding_registers(1, count=10).isError()
    assert not client.read_input_registers(1, count=4).isError()
    for value in range(6):
        assert not client.write_register(5, value).isError()
    assert not client.write_coil(5, True).isError()
    for _ in range(2):
        assert not client.write_registers(10, [1, 2, 3]).isError()
    assert client.read_holding_registers(5000, count=2).isError()
    client.close()
    return {1: 10, 3: 8, 4: 2, 5: 2, 6: 12, 16: 4}


def s7comm():
    from snap7.client import Client
    from snap7.server import Server
    from snap7.type import SrvArea

    server = Server(log=False)
    server.register_area(SrvArea.DB, 1, bytearray(64))
    server.start_to(HOST, 102) if hasattr(server, "start_to") else server.start(tcp_port=102)
    until_open(102)
    client = Client()
    client.connect(HOST, 0, 1, 102)
    for _ in range(7):
        client.db_read(1, 0, 8)
    for value in range(4):
        client.db_write(1, 0, bytearray([value]))
    client.disconnect()
    return {4: 14, 5: 8}


def iec104():
    import c104

    server = c104.Server(ip=HOST, port=2404)
    station = server.add_station(common_address=47)
    station.add_point(io_address=11, type=c104.Type.M_ME_NC_1)
    command = station.add_point(io_address=12, type=c104.Type.C_SC_NA_1)

    def accept(
        point: c104.Point, previous_info: c104.Information, message: c104.IncomingMessage
    ) -> c104.ResponseState:
        return c104.ResponseState.SUCCESS

    command.on_receive(callable=accept)
    server.start()
    client = c104.Client()
    connection = client.add_connection(ip=HOST, port=2404, init=c104.Init.NONE)
    passed = []

    def sent(connection: c104.Connection, data: bytes) -> None:
        passed.append(data)

    def received(connection: c104.Connection, data: bytes) -> None:
        passed.append(data)

    connection.on_send_raw(callable=sent)
    connection.on_receive_raw(callable=received)
    target = connection.add_station(common_address=47)
    switch = target.add_point(io_address=12, type=c104.Type.C_SC_NA_1)
    client.start()
    for _ in range(200):
        if connection.is_connected:
            break
        time.sleep(0.05)
    time.sleep(1)
    for value in (True, False, True):
        switch.value = value
        switch.transmit(cause=c104.Cot.ACTIVATION)
    time.sleep(1)
    client.stop()
    server.stop()
    # What passed the client's own socket: information frames (control octet even) of type 45.
    commands = sum(len(apdu) > 6 and apdu[2] & 1 == 0 and apdu[6] == 45 for apdu in passed)
    assert commands >= 2
    return {45: commands}


def dnp3():
    from dnp3_outstation.outstation import Outstation
    from dnp3py import DNP3Config, DNP3Master

    outstation = Outstation(master_addr=1, outstation_addr=10)
    outstation.set_analog(0, 42.0)
    listener = socket.create_server((HOST, 20000))
    threading.Thread(target=serve_dnp3, args=(listener, outstation), daemon=True).start()
    master = DNP3Master(DNP3Config(host=HOST, port=20000, master_address=1, outstation_address=10))
    master.open()
    for _ in range(5):
        assert master.integrity_poll().analog_inputs
    master.close()
    return {1: 5, 129: 5}


def serve_dnp3(listener, outstation):
    while True:
        link, _ = listener.accept()
        with link:
            while data := link.recv(4096):
                if answer := outstation.handle_inbound(data):
                    link.sendall(answer)


def opcua():
    return asyncio.run(opcua_talk())


async def opcua_talk():
    from asyncua import Client, Server

    server = Server()
    await server.init()
    server.set_endpoint(f"opc.tcp://{HOST}:4840/")
    space = await server.register_namespace("urn:test:plant")
    tank = await server.nodes.objects.add_object(space, "Tank")
    level = await tank.add_variable(space, "Level", 1.5)
    await level.set_writable()
    async with server:
        async with Client(f"opc.tcp://{HOST}:4840/") as client:
            node = client.get_node(level.nodeid)
            for value in (2.5, 3.5, 4.5):
                await node.write_value(value)
            # The client library reads on its own account too: only writes and calls are counted.
            methods = client.get_node("i=11492")
            try:
                await client.nodes.server.call_method(methods, 1)
            except Exception:
                pass
    # WriteRequest 673, WriteResponse 676; CallRequest 712, CallResponse 715 (OPC 10000-6, NodeIds.csv).
    return {673: 3, 676: 3, 712: 1, 715: 1}


def mqtt():
    return asyncio.run(mqtt_talk())


async def mqtt_talk():
    import paho.mqtt.client as paho
    from amqtt.broker import Broker

    listener = {"type": "tcp", "bind": f"{HOST}:1883"}
    broker = Broker({"listeners": {"default": listener}, "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}})
    await broker.start()
    done = await asyncio.to_thread(mqtt_client, paho)
    await broker.shutdown()
    return done


def mqtt_client(paho):
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id="press7")
    client.connect(HOST, 1883)
    client.loop_start()
    while not client.is_connected():
        time.sleep(0.05)
    for number in range(5):
        client.publish("plant/press7/load", f"{number}", qos=1).wait_for_publish(5)
    client.disconnect()
    client.loop_stop()
    # CONNECT, CONNACK, PUBLISH, PUBACK, DISCONNECT.
    return {1: 1, 2: 1, 3: 5, 4: 5, 14: 1}


def enip():
    import subprocess

    from cpppo.server.enip import client

    server = subprocess.Popen(
        [sys.executable, "-m", "cpppo.server.enip", "--no-udp", "--address", f"{HOST}:44818", "SCADA=INT[100]"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until_open(44818)
        with client.connector(host=HOST, port=44818) as link:
            for _ in range(4):
                tags = client.parse_operations(["SCADA[0-3]"])
                for _, _, _, _, status, value in link.synchronous(operations=tags, multiple=0):
                    assert status == 0 and value
            tags = client.parse_operations(["SCADA[5]=(INT)7"])
            for _, _, _, _, status, _ in link.synchronous(operations=tags, multiple=0):
                assert status == 0
    finally:
        server.terminate()
        server.wait()
    # RegisterSession once each way.
    return {0x65: 2}


def bacnet():
    return asyncio.run(bacnet_talk())


async def bacnet_talk():
    from bacpypes3.ipv4.app import NormalApplication
    from bacpypes3.local.analog import AnalogValueObject
    from bacpypes3.local.device import DeviceObject
    from bacpypes3.pdu import Address, IPv4Address
    from bacpypes3.primitivedata import ObjectIdentifier, Real

    def device(number):
        return DeviceObject(objectIdentifier=("device", number), objectName=f"device {number}", vendorIdentifier=999)

    server = NormalApplication(device(1001), IPv4Address("10.99.0.2/24"))
    server.add_object(AnalogValueObject(objectIdentifier=("analog-value", 1), objectName="level", presentValue=1.5))
    client = NormalApplication(device(1002), IPv4Address("10.99.0.1/24"))
    await asyncio.sleep(0.3)
    assert len(await client.who_is(1001, 1001, timeout=2)) == 1
    level = (Address("10.99.0.2"), ObjectIdentifier("analog-value,1"), "present-value")
    for _ in range(5):
        assert await client.read_property(*level) == 1.5
    for value in (2.5, 3.5):
        await client.write_property(*level, Real(value))
    assert await client.read_property(*level) == 3.5
    client.close()
    server.close()
    # ReadProperty 12 and WriteProperty 15 (ASHRAE 135 clause 21); Who-Is and I-Am are one message each.
    return {12: 12, 15: 4}, 18


if __name__ == "__main__":
    done = globals()[sys.argv[1]]()
    functions, messages = done if isinstance(done, tuple) else (done, None)
    print(json.dumps({"functions": functions, "messages": messages}), flush=True)
