//! Community ID v1: one name for a flow in everybody's logs.
//! Source: <https://github.com/corelight/community-id-spec>.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::observation::{Endpoint, Transport};
use sha1::{Digest as _, Sha1};

use crate::json::Object;

/// `1:` and base64 of SHA-1 over the ordered five-tuple, seed 0. `None` without IP and ports.
pub fn community_id(transport: Transport, source: &Endpoint, target: &Endpoint) -> Option<String> {
    let protocol = match transport {
        Transport::Tcp => 6u8,
        Transport::Udp => 17,
        Transport::Ethernet | Transport::Other => return None,
    };
    let (source, target) = ((source.ip?, source.port), (target.ip?, target.port));
    let (low, high) = if source <= target { (source, target) } else { (target, source) };
    let mut hash = Sha1::new();
    hash.update([0, 0]);
    for (ip, _) in [low, high] {
        match ip {
            IpAddr::V4(ip) => hash.update(ip.octets()),
            IpAddr::V6(ip) => hash.update(ip.octets()),
        }
    }
    hash.update([protocol, 0]);
    for (_, port) in [low, high] {
        hash.update(port.to_be_bytes());
    }
    Some(format!("1:{}", STANDARD.encode(hash.finalize())))
}

/// Slots of [`Known`]; a power of two.
const SLOTS: usize = 8192;

/// What lines say of both ends, for the flows seen lately: a flow has many events, formatting its
/// addresses and hashing its id once is enough.
pub(crate) struct Known {
    slots: Vec<Option<Slot>>,
}

struct Slot {
    flow: u64,
    transport: Transport,
    vlan: [u16; 2],
    source: Endpoint,
    target: Endpoint,
    members: Vec<u8>,
}

impl Default for Known {
    fn default() -> Self {
        Self { slots: std::iter::repeat_with(|| None).take(SLOTS).collect() }
    }
}

impl Known {
    /// The members that name both ends.
    pub(crate) fn get(
        &mut self,
        flow: u64,
        transport: Transport,
        vlan: [u16; 2],
        source: &Endpoint,
        target: &Endpoint,
    ) -> &[u8] {
        // Both sides of a flow, and both stations of a link, have a slot of their own.
        let [.., a, b] = source.mac.0;
        let side = u64::from(source.port) ^ u64::from(a) << 8 ^ u64::from(b);
        let mixed = (flow ^ side << 20).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let slot = &mut self.slots[(mixed >> 51) as usize % SLOTS];
        let same = slot.as_ref().is_some_and(|slot| {
            slot.flow == flow
                && slot.source == *source
                && slot.target == *target
                && slot.transport == transport
                && slot.vlan == vlan
        });
        if !same {
            let mut members = slot.take().map(|slot| slot.members).unwrap_or_default();
            members.clear();
            crate::eve::parties(&mut Object::begin(&mut members), transport, vlan, source, target);
            // Its brackets belong to the line.
            members.pop();
            members.remove(0);
            let (source, target) = (*source, *target);
            *slot = Some(Slot { flow, transport, vlan, source, target, members });
        }
        slot.as_ref().map_or(&[], |slot| &slot.members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::observation::Mac;

    fn end((ip, port): (&str, u16)) -> Endpoint {
        Endpoint { mac: Mac::default(), ip: Some(ip.parse().unwrap()), port }
    }

    /// The examples of the specification's baseline (seed 0).
    #[test]
    fn community_ids_are_those_of_the_specification() {
        let check = |transport, source, target, id: &str| {
            let (source, target) = (end(source), end(target));
            assert_eq!(community_id(transport, &source, &target).as_deref(), Some(id));
            assert_eq!(community_id(transport, &target, &source).as_deref(), Some(id));
        };
        let (a, b) = (("128.232.110.120", 34_855), ("66.35.250.204", 80));
        check(Transport::Tcp, a, b, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
        let (a, b) = (("192.168.1.52", 54_585), ("8.8.8.8", 53));
        check(Transport::Udp, a, b, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
    }
}
