//! Community ID v1: one name for a flow in everybody's logs.
//! Source: <https://github.com/corelight/community-id-spec>.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::observation::{Endpoint, Transport};
use sha1::{Digest as _, Sha1};

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
const SLOTS: usize = 4096;

/// The ids of flows seen lately: a flow has many events, hashing once is enough.
pub(crate) struct Known {
    slots: Vec<(u64, String)>,
}

impl Default for Known {
    fn default() -> Self {
        Self { slots: vec![(0, String::new()); SLOTS] }
    }
}

impl Known {
    /// The id of a flow; empty where it has none. Flow numbers are never used twice.
    pub(crate) fn get(
        &mut self,
        flow: u64,
        transport: Transport,
        source: &Endpoint,
        target: &Endpoint,
    ) -> &str {
        let place = usize::try_from(flow).unwrap_or(0) % SLOTS;
        let slot = &mut self.slots[place];
        if flow == 0 || slot.0 != flow {
            *slot = (flow, community_id(transport, source, target).unwrap_or_default());
        }
        &slot.1
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
