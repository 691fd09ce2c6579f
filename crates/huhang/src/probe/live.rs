//! Packets from an interface: an AF_PACKET ring (TPACKET_V3) shared with the kernel.
//!
//! The only place of the product with `unsafe`: system calls, and reads from the ring. What the
//! kernel writes there is still bounds-checked against the ring before it is read.
//! Source: Documentation/networking/packet_mmap.rst.

use std::ffi::CString;
use std::io;
use std::mem::{offset_of, size_of};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::atomic::{AtomicU32, Ordering, fence};
use std::time::Duration;

use libc::{c_int, c_uint, c_void};
use model::CaptureTime;
use packet::{Frame, LinkType};

const BLOCK: usize = 1 << 20;
const BLOCKS: usize = 64;
/// The kernel hands a block over when it is full, or after so many milliseconds.
const BLOCK_AGE_MS: c_uint = 20;
const VLAN_BYTES: usize = 4;

/// What the kernel received and could not put into the ring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Drops {
    pub(crate) packets: u64,
    pub(crate) dropped: u64,
}

/// An open interface.
pub(crate) struct Ring {
    socket: OwnedFd,
    map: Map,
    current: usize,
    number: u64,
    loopback: bool,
    drops: Drops,
    scratch: Vec<u8>,
}

// SAFETY: the mapping belongs to the ring alone and may be used from any one thread.
#[expect(unsafe_code, reason = "a pointer to memory that the ring owns")]
unsafe impl Send for Map {}

/// The memory shared with the kernel.
struct Map {
    start: *mut u8,
    len: usize,
}

impl Drop for Map {
    #[expect(unsafe_code, reason = "gives back what `Ring::open` mapped")]
    fn drop(&mut self) {
        // SAFETY: `start` and `len` are those of the one successful mmap; nothing borrows it now.
        unsafe { libc::munmap(self.start.cast(), self.len) };
    }
}

impl Map {
    /// Bytes of the ring, if they lie within it.
    #[expect(unsafe_code, reason = "the ring is memory that the kernel shares")]
    fn bytes(&self, offset: usize, len: usize) -> Option<&[u8]> {
        let end = offset.checked_add(len)?;
        // SAFETY: the range lies within the mapping, which lives as long as `self`; the block it
        // is in belongs to user space until `release`, so the kernel does not write to it.
        (end <= self.len)
            .then(|| unsafe { std::slice::from_raw_parts(self.start.add(offset), len) })
    }

    /// The word at `offset` by which a block changes hands.
    #[expect(unsafe_code, reason = "the ring is memory that the kernel shares")]
    fn status(&self, offset: usize) -> Option<&AtomicU32> {
        let fits = offset.checked_add(4)? <= self.len && offset.is_multiple_of(4);
        // SAFETY: in bounds and aligned (the mapping is page-aligned); both sides access this word
        // atomically.
        fits.then(|| unsafe { AtomicU32::from_ptr(self.start.add(offset).cast()) })
    }

    fn u16(&self, offset: usize) -> Option<u16> {
        self.bytes(offset, 2)?.first_chunk().map(|bytes| u16::from_ne_bytes(*bytes))
    }

    fn u32(&self, offset: usize) -> Option<u32> {
        self.bytes(offset, 4)?.first_chunk().map(|bytes| u32::from_ne_bytes(*bytes))
    }
}

fn last() -> io::Error {
    io::Error::last_os_error()
}

fn checked(result: c_int) -> io::Result<c_int> {
    if result < 0 { Err(last()) } else { Ok(result) }
}

fn length<T>() -> libc::socklen_t {
    libc::socklen_t::try_from(size_of::<T>()).unwrap_or(0)
}

#[expect(unsafe_code, reason = "a system call")]
fn set<T>(socket: &OwnedFd, option: c_int, value: &T) -> io::Result<()> {
    let pointer = std::ptr::from_ref(value).cast::<c_void>();
    // SAFETY: `value` is readable for its size during the call.
    let result = unsafe {
        libc::setsockopt(socket.as_raw_fd(), libc::SOL_PACKET, option, pointer, length::<T>())
    };
    checked(result).map(drop)
}

impl Ring {
    /// Opens an interface; needs CAP_NET_RAW.
    pub(crate) fn open(interface: &str, promiscuous: bool) -> io::Result<Self> {
        let index = interface_index(interface)?;
        let socket = socket()?;
        let loopback = match hardware(&socket, interface)? {
            libc::ARPHRD_ETHER => false,
            libc::ARPHRD_LOOPBACK => true,
            other => return Err(io::Error::other(format!("link type {other} is not Ethernet"))),
        };
        let version = libc::tpacket_versions::TPACKET_V3 as c_int;
        set(&socket, libc::PACKET_VERSION, &version)?;
        set(&socket, libc::PACKET_RX_RING, &request())?;
        let map = map(&socket, BLOCK * BLOCKS)?;
        if promiscuous {
            let mut member =
                libc::packet_mreq { mr_ifindex: index, mr_type: 0, mr_alen: 0, mr_address: [0; 8] };
            member.mr_type = u16::try_from(libc::PACKET_MR_PROMISC).unwrap_or(0);
            set(&socket, libc::PACKET_ADD_MEMBERSHIP, &member)?;
        }
        bind(&socket, index)?;
        let drops = Drops::default();
        Ok(Self { socket, map, current: 0, number: 0, loopback, drops, scratch: Vec::new() })
    }

    /// Shares the interface's traffic with the other rings of the group, flow by flow. Fragments go
    /// where their datagram goes.
    pub(crate) fn join_fanout(&mut self, group: u16) -> io::Result<()> {
        let process = u16::try_from(std::process::id() & 0xffff).unwrap_or(0);
        let id = u32::from(process.wrapping_add(group));
        let mode = libc::PACKET_FANOUT_HASH | libc::PACKET_FANOUT_FLAG_DEFRAG;
        let wanted = c_int::from_ne_bytes((id | mode << 16).to_ne_bytes());
        set(&self.socket, libc::PACKET_FANOUT, &wanted)
    }

    /// Hands over the packets of the next block that is ready, waiting at most `timeout`; how many.
    pub(crate) fn read(
        &mut self,
        timeout: Duration,
        take: &mut dyn FnMut(&Frame<'_>),
    ) -> io::Result<usize> {
        let base = self.current * BLOCK;
        let at = base + offset_of!(libc::tpacket_block_desc, hdr);
        let status = at + offset_of!(libc::tpacket_hdr_v1, block_status);
        if !self.ready(status) {
            self.wait(timeout)?;
            if !self.ready(status) {
                return Ok(0);
            }
        }
        let header = |field: usize| self.map.u32(at + field).unwrap_or(0);
        let packets = header(offset_of!(libc::tpacket_hdr_v1, num_pkts));
        let first = header(offset_of!(libc::tpacket_hdr_v1, offset_to_first_pkt));
        self.block(base, first as usize, packets, take);
        if let Some(word) = self.map.status(status) {
            word.store(libc::TP_STATUS_KERNEL, Ordering::Release);
        }
        self.current = (self.current + 1) % BLOCKS;
        Ok(packets as usize)
    }

    fn ready(&self, status: usize) -> bool {
        let word = self.map.status(status).map_or(0, |word| word.load(Ordering::Acquire));
        fence(Ordering::Acquire);
        word & libc::TP_STATUS_USER != 0
    }

    #[expect(unsafe_code, reason = "a system call")]
    fn wait(&self, timeout: Duration) -> io::Result<()> {
        let mut poll = libc::pollfd {
            fd: self.socket.as_raw_fd(),
            events: libc::POLLIN | libc::POLLERR,
            revents: 0,
        };
        let millis = c_int::try_from(timeout.as_millis()).unwrap_or(c_int::MAX);
        // SAFETY: one valid pollfd for the length of the call.
        match checked(unsafe { libc::poll(&raw mut poll, 1, millis) }) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(error),
            // The interface went down or away.
            Ok(_) if poll.revents & libc::POLLERR != 0 => Err(self.pending_error()),
            Ok(_) => Ok(()),
        }
    }

    #[expect(unsafe_code, reason = "a system call")]
    fn pending_error(&self) -> io::Error {
        let (mut code, mut len): (c_int, _) = (0, length::<c_int>());
        let pointer = (&raw mut code).cast::<c_void>();
        let fd = self.socket.as_raw_fd();
        // SAFETY: `code` and `len` are writable for the length of the call.
        unsafe { libc::getsockopt(fd, libc::SOL_SOCKET, libc::SO_ERROR, pointer, &raw mut len) };
        io::Error::from_raw_os_error(if code == 0 { libc::ENETDOWN } else { code })
    }

    fn block(&mut self, base: usize, first: usize, packets: u32, take: &mut dyn FnMut(&Frame<'_>)) {
        let mut offset = first;
        for _ in 0..packets {
            let at = base + offset;
            let Some(next) = self.packet(at, base + BLOCK, take) else { break };
            if next == 0 || offset + next >= BLOCK {
                break;
            }
            offset += next;
        }
    }

    /// Hands over one packet; the distance to the next. `None` if it does not lie in its block.
    fn packet(&mut self, at: usize, end: usize, take: &mut dyn FnMut(&Frame<'_>)) -> Option<usize> {
        type Header = libc::tpacket3_hdr;
        let next = self.map.u32(at + offset_of!(Header, tp_next_offset))? as usize;
        let seconds = i64::from(self.map.u32(at + offset_of!(Header, tp_sec))?);
        let nanos = i64::from(self.map.u32(at + offset_of!(Header, tp_nsec))?);
        let captured = self.map.u32(at + offset_of!(Header, tp_snaplen))? as usize;
        let wire = self.map.u32(at + offset_of!(Header, tp_len))?;
        let status = self.map.u32(at + offset_of!(Header, tp_status))?;
        let mac = usize::from(self.map.u16(at + offset_of!(Header, tp_mac))?);
        let from = (at + size_of::<Header>()).next_multiple_of(libc::TPACKET_ALIGNMENT);
        let kind = self.map.bytes(from + offset_of!(libc::sockaddr_ll, sll_pkttype), 1)?;
        if self.loopback && kind == [libc::PACKET_OUTGOING] {
            return Some(next); // It comes again as incoming.
        }
        let start = at + mac;
        if start.checked_add(captured)? > end {
            return None;
        }
        let variant = at + offset_of!(Header, hv1);
        let tag = (status & libc::TP_STATUS_VLAN_VALID != 0).then(|| {
            let tci = offset_of!(libc::tpacket_hdr_variant1, tp_vlan_tci);
            let tpid = offset_of!(libc::tpacket_hdr_variant1, tp_vlan_tpid);
            let known = status & libc::TP_STATUS_VLAN_TPID_VALID != 0;
            let tpid = self.map.u16(variant + tpid).filter(|_| known).unwrap_or(0x8100);
            (tpid, u16::try_from(self.map.u32(variant + tci).unwrap_or(0) & 0xffff).unwrap_or(0))
        });
        let bytes = self.map.bytes(start, captured)?;
        self.number += 1;
        let data = match tag {
            Some((tpid, tci)) => with_tag(&mut self.scratch, bytes, tpid, tci),
            None => bytes,
        };
        let more = if tag.is_some() { VLAN_BYTES } else { 0 };
        take(&Frame {
            time: CaptureTime(seconds * 1_000_000_000 + nanos),
            number: self.number,
            link: LinkType::Ethernet,
            data,
            wire_len: wire.saturating_add(u32::try_from(more).unwrap_or(0)),
        });
        Some(next)
    }

    /// Totals since the interface was opened.
    #[expect(unsafe_code, reason = "a system call")]
    pub(crate) fn drops(&mut self) -> Drops {
        let mut stats = [0u32; 3]; // tpacket_stats_v3: packets, drops, freezes; reading resets it.
        let mut len = length::<[u32; 3]>();
        let pointer = (&raw mut stats).cast::<c_void>();
        let fd = self.socket.as_raw_fd();
        // SAFETY: `stats` is writable for `len` bytes during the call.
        let result = unsafe {
            libc::getsockopt(fd, libc::SOL_PACKET, libc::PACKET_STATISTICS, pointer, &raw mut len)
        };
        if result == 0 {
            let [packets, dropped, _] = stats;
            self.drops.packets += u64::from(packets);
            self.drops.dropped += u64::from(dropped);
        }
        self.drops
    }
}

/// Puts the tag back that the network card took off.
fn with_tag<'a>(scratch: &'a mut Vec<u8>, frame: &[u8], tpid: u16, tci: u16) -> &'a [u8] {
    let (addresses, rest) = frame.split_at(frame.len().min(12));
    scratch.clear();
    scratch.extend_from_slice(addresses);
    scratch.extend_from_slice(&tpid.to_be_bytes());
    scratch.extend_from_slice(&tci.to_be_bytes());
    scratch.extend_from_slice(rest);
    scratch
}

fn request() -> libc::tpacket_req3 {
    let size = c_uint::try_from(BLOCK).unwrap_or(c_uint::MAX);
    let count = c_uint::try_from(BLOCKS).unwrap_or(c_uint::MAX);
    let frame = 1 << 11;
    libc::tpacket_req3 {
        tp_block_size: size,
        tp_block_nr: count,
        tp_frame_size: frame,
        tp_frame_nr: size / frame * count,
        tp_retire_blk_tov: BLOCK_AGE_MS,
        tp_sizeof_priv: 0,
        tp_feature_req_word: 0,
    }
}

#[expect(unsafe_code, reason = "a system call")]
fn socket() -> io::Result<OwnedFd> {
    let kind = libc::SOCK_RAW | libc::SOCK_CLOEXEC;
    // No protocol until `bind`: nothing arrives before the ring is ready.
    // SAFETY: no pointers.
    let fd = checked(unsafe { libc::socket(libc::AF_PACKET, kind, 0) })?;
    // SAFETY: a new descriptor that nobody else owns.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

#[expect(unsafe_code, reason = "a system call")]
fn map(socket: &OwnedFd, len: usize) -> io::Result<Map> {
    let (protection, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED);
    let fd = socket.as_raw_fd();
    // SAFETY: a new mapping at an address of the kernel's choice.
    let start = unsafe { libc::mmap(std::ptr::null_mut(), len, protection, flags, fd, 0) };
    if start == libc::MAP_FAILED {
        return Err(last());
    }
    Ok(Map { start: start.cast(), len })
}

#[expect(unsafe_code, reason = "a system call")]
fn bind(socket: &OwnedFd, index: c_int) -> io::Result<()> {
    // SAFETY: all zero is a valid sockaddr_ll.
    let mut address: libc::sockaddr_ll = unsafe { std::mem::zeroed() };
    address.sll_family = u16::try_from(libc::AF_PACKET).unwrap_or(0);
    address.sll_protocol = u16::try_from(libc::ETH_P_ALL).unwrap_or(0).to_be();
    address.sll_ifindex = index;
    let pointer = (&raw const address).cast::<libc::sockaddr>();
    // SAFETY: `address` is readable for its size during the call.
    checked(unsafe { libc::bind(socket.as_raw_fd(), pointer, length::<libc::sockaddr_ll>()) })
        .map(drop)
}

#[expect(unsafe_code, reason = "a system call")]
fn interface_index(interface: &str) -> io::Result<c_int> {
    let name = CString::new(interface)?;
    // SAFETY: a terminated string that lives during the call.
    match unsafe { libc::if_nametoindex(name.as_ptr()) } {
        0 => Err(last()),
        index => c_int::try_from(index).map_err(io::Error::other),
    }
}

/// The interface's ARPHRD type.
#[expect(unsafe_code, reason = "a system call")]
fn hardware(socket: &OwnedFd, interface: &str) -> io::Result<u16> {
    // SAFETY: all zero is a valid ifreq.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    let room = request.ifr_name.len() - 1;
    for (to, from) in request.ifr_name.iter_mut().take(room).zip(interface.bytes()) {
        *to = from.cast_signed();
    }
    let fd = socket.as_raw_fd();
    // SAFETY: `request` is a terminated name and writable during the call.
    checked(unsafe { libc::ioctl(fd, libc::SIOCGIFHWADDR, &raw mut request) })?;
    // SAFETY: the call has filled this variant.
    Ok(unsafe { request.ifr_ifru.ifru_hwaddr }.sa_family)
}

/// Gives up root for a named user, once everything that needs it is open.
#[expect(unsafe_code, reason = "system calls")]
pub(crate) fn become_user(name: &str) -> io::Result<()> {
    let wanted = CString::new(name)?;
    // SAFETY: a terminated string; the answer is read at once, before any other call could reuse
    // its memory, and no other thread of the process asks for users.
    let user = unsafe { libc::getpwnam(wanted.as_ptr()).as_ref() }
        .ok_or_else(|| io::Error::other(format!("no user `{name}`")))?;
    let (uid, gid) = (user.pw_uid, user.pw_gid);
    // SAFETY: an empty list of groups.
    checked(unsafe { libc::setgroups(0, std::ptr::null()) })?;
    // SAFETY: no pointers.
    checked(unsafe { libc::setgid(gid) })?;
    // SAFETY: no pointers.
    checked(unsafe { libc::setuid(uid) }).map(drop)
}

#[cfg(test)]
mod tests {
    use super::with_tag;

    #[test]
    fn the_tag_that_the_card_took_off_is_put_back() {
        let frame: Vec<u8> = (0..20).collect();
        let tagged = with_tag(&mut Vec::new(), &frame, 0x88a8, 0x2064).to_vec();
        assert_eq!(
            tagged,
            packet::build::tagged(&frame, 0x88a8, 0x0064)
                .iter()
                .enumerate()
                .map(|(n, byte)| if n == 14 { 0x20 } else { *byte })
                .collect::<Vec<_>>()
        );
    }
}
