"""pymodbus and python-snap7 clients that count what passes their sockets."""
import struct

from pymodbus.client import ModbusTcpClient
from snap7.client import Client as Snap7Client


class Modbus(ModbusTcpClient):
    def __init__(self, host, tally):
        super().__init__(host, timeout=2, retries=0)
        self.tally = tally
        self.pending = b""

    def send(self, request, addr=None):
        self.tally.modbus(request, sent=True)
        return super().send(request, addr)

    def recv(self, size):
        data = super().recv(size)
        self.pending += data
        while len(self.pending) >= 6 and len(self.pending) >= 6 + int.from_bytes(self.pending[4:6], "big"):
            length = 6 + int.from_bytes(self.pending[4:6], "big")
            self.tally.modbus(self.pending[:length], sent=False)
            self.pending = self.pending[length:]
        return data


class S7(Snap7Client):
    def __init__(self, host, tally, slot=2):
        super().__init__()
        self.tally = tally
        self.connect(host, 0, slot)

    def _setup_communication(self):
        # The earliest point with an open connection: from here every PDU is counted.
        connection, tally = self.connection, self.tally
        send, receive = connection.send_data, connection.receive_data
        hang_up = connection._send_cotp_disconnect
        tally.link["s7comm"] += 2  # connection request and confirm have just passed

        def counted_send(data):
            tally.s7(data, sent=True)
            send(data)

        def counted_receive():
            data = receive()
            tally.s7(data, sent=False)
            return data

        def counted_hang_up():
            tally.link["s7comm"] += 1
            hang_up()

        connection.send_data, connection.receive_data = counted_send, counted_receive
        connection._send_cotp_disconnect = counted_hang_up
        super()._setup_communication()

    def cpu_state(self):
        """The operating state from SZL 0x0424 (the library's own get_cpu_state does not ask the PLC)."""
        data = self.read_szl(0x0424, 0).Data
        return {8: "RUN", 4: "STOP"}.get(data[7] & 15, "?")

    def invoke(self, service, argument):
        """A program invocation the library has no call for: `_INSE` links a block in, `_DELE` deletes."""
        parameters = bytes.fromhex("28000000000000fd") + struct.pack(">H", len(argument)) + argument
        parameters += bytes([len(service)]) + service
        header = struct.pack(">BBHHHH", 0x32, 1, 0, self.protocol._next_sequence(), len(parameters), 0)
        return self.iso_exchange_buffer(bytearray(header + parameters))


def refused(call, *args, **kwargs):
    """Runs a call that the device must refuse."""
    try:
        call(*args, **kwargs)
    except Exception:
        return
    raise AssertionError("the device accepted what it must refuse")
