//! Raw Ethernet frames out of one interface (Linux `packet(7)`): the only unsafe code of the crate.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::FromRawFd;

/// A socket bound to an interface. Each write is one frame.
#[derive(Debug)]
pub(crate) struct Link {
    socket: File,
    /// Ethernet address of the interface.
    pub(crate) address: [u8; 6],
}

impl Link {
    /// Needs `CAP_NET_RAW`.
    pub(crate) fn open(interface: &str) -> io::Result<Self> {
        let address = address_of(interface)?;
        Ok(Self { socket: packet_socket(interface)?, address })
    }

    pub(crate) fn send(&mut self, frame: &[u8]) -> io::Result<()> {
        self.socket.write_all(frame)
    }
}

fn address_of(interface: &str) -> io::Result<[u8; 6]> {
    // A name with a slash would leave the directory.
    if interface.contains('/') {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let text = std::fs::read_to_string(format!("/sys/class/net/{interface}/address"))?;
    let mac: model::observation::Mac =
        text.trim().parse().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    Ok(mac.0)
}

#[expect(unsafe_code, reason = "packet sockets are reached through libc only")]
fn packet_socket(interface: &str) -> io::Result<File> {
    let name = std::ffi::CString::new(interface)?;
    // SAFETY: `name` is a NUL-terminated string that lives through the call.
    let index = unsafe { libc::if_nametoindex(name.as_ptr()) };
    if index == 0 {
        return Err(io::Error::last_os_error());
    }
    // Protocol 0 receives nothing: this socket only sends.
    // SAFETY: plain integers; the result is checked before use.
    let fd = unsafe { libc::socket(libc::AF_PACKET, libc::SOCK_RAW | libc::SOCK_CLOEXEC, 0) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: `fd` was just opened and is owned by nobody else.
    let socket = unsafe { File::from_raw_fd(fd) };
    // SAFETY: `sockaddr_ll` is plain data for which all zeros is a value.
    let mut address: libc::sockaddr_ll = unsafe { std::mem::zeroed() };
    address.sll_family = libc::AF_PACKET as u16;
    address.sll_ifindex = index.cast_signed();
    let length = size_of::<libc::sockaddr_ll>() as libc::socklen_t;
    // SAFETY: the pointer and length describe `address`, which lives through the call.
    let bound = unsafe { libc::bind(fd, (&raw const address).cast(), length) };
    if bound == 0 { Ok(socket) } else { Err(io::Error::last_os_error()) }
}
