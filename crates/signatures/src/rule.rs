//! A rule as read: what the language says, nothing about how it is matched.
//!
//! Source: Suricata User Guide, "Rules" (8.0).

use std::net::IpAddr;

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Place among the files handed in, and line from 1.
    pub file: usize,
    pub line: usize,
    pub action: Action,
    /// As written: `tcp`, `tcp-pkt`, `http`, `dns`, `pkthdr`, `ip`.
    pub protocol: String,
    pub source: Addresses,
    pub source_ports: Ports,
    pub target: Addresses,
    pub target_ports: Ports,
    /// `<>`: either end may be the source.
    pub both_ways: bool,
    pub about: About,
    /// What must hold besides content, in the order written.
    pub conditions: Vec<Condition>,
    /// Content matches by buffer, in the order written. Payload comes as [`Buffer::Payload`].
    pub sections: Vec<Section>,
    pub effects: Vec<Effect>,
    pub threshold: Option<Threshold>,
    pub detection_filter: Option<Threshold>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Alert,
    Drop,
    Pass,
    Reject,
}

/// What is told when it matches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    pub gid: u32,
    pub sid: u32,
    pub rev: u32,
    pub message: String,
    pub class: String,
    /// From `priority`, else the class, else 3.
    pub priority: u8,
    pub references: Vec<(String, String)>,
    pub metadata: Vec<(String, String)>,
    /// `target:src_ip` (true) or `target:dest_ip` (false).
    pub target_is_source: Option<bool>,
}

/// A set of addresses with exceptions, variables resolved. Empty `any_of` = every address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    pub any_of: Vec<Network>,
    pub none_of: Vec<Network>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    pub first: IpAddr,
    pub last: IpAddr,
}

/// Port ranges with exceptions. Empty `any_of` = every port.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ports {
    pub any_of: Vec<(u16, u16)>,
    pub none_of: Vec<(u16, u16)>,
}

/// A number comparison: `5`, `>5`, `5<>9` (exclusive) or `5-9` (inclusive) as the keyword has it,
/// brought to one inclusive range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    pub low: u64,
    pub high: u64,
    pub negated: bool,
}

impl Numbers {
    pub fn holds(&self, value: u64) -> bool {
        (self.low..=self.high).contains(&value) != self.negated
    }
}

/// A condition on the packet, the flow or a number that a parser lays open.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    Flow(FlowIs),
    /// `flags:S,12`: (mask of ignored bits, how to compare, bits).
    TcpFlags {
        how: Bits,
        bits: u8,
        ignored: u8,
        negated: bool,
    },
    /// `fragbits`.
    FragmentBits {
        how: Bits,
        bits: u8,
        negated: bool,
    },
    /// Header fields by keyword name: `ttl`, `tos`, `id`, `seq`, `ack`, `window`, `fragoffset`,
    /// `itype`, `icode`, `icmp_id`, `icmp_seq`, `ip_proto`, `dsize`, `icmpv6.mtu`, `tcp.mss`,
    /// `vlan.id`, `vlan.layers`.
    Header {
        field: &'static str,
        is: Numbers,
    },
    IpOption(String),
    SameIp,
    /// `ipv4-csum` and its like: (header or transport keyword name, valid).
    Checksum {
        which: String,
        valid: bool,
    },
    StreamSize {
        direction: String,
        is: Numbers,
    },
    /// `flow.age`, `flow.pkts`, `flow.bytes` and directions.
    FlowNumber {
        field: String,
        is: Numbers,
    },
    /// `app-layer-protocol:[!]name[,direction]`.
    Protocol {
        name: String,
        negated: bool,
        side: String,
    },
    /// `app-layer-event:http.invalid_...`, `decode-event`, `stream-event`.
    ProtocolEvent(String),
    DecodeEvent(String),
    StreamEvent(String),
    /// A number that a parser lays open, by sticky-buffer-like name: `http.stat_code`,
    /// `dns.opcode`, `modbus.function`. Several conditions on one transaction must hold together.
    Number {
        name: String,
        is: Numbers,
    },
    /// A keyword that compares a parser's text without content: `tls.version`, `ssh.protoversion`,
    /// `dcerpc.iface`, `modbus`, `dnp3_ind`: (name, argument as written).
    Special {
        name: String,
        argument: String,
    },
    FlowBits {
        check: BitCheck,
        names: Vec<String>,
        any: bool,
    },
    /// `xbits`/`hostbits`: tracked by `ip_src`, `ip_dst` or `ip_pair`.
    HostBits {
        check: BitCheck,
        name: String,
        track: String,
    },
    /// `flowint:name,>,3`.
    FlowInt {
        name: String,
        how: String,
        value: IntValue,
    },
    /// `urilen` and `bsize` without a buffer are sections; this is `iprep`, `geoip`, `lua`: never
    /// matches, and the compile report says so.
    Never(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntValue {
    Number(u64),
    Name(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bits {
    /// All of these and no other.
    Exactly,
    /// At least these (`+`).
    All,
    /// Any of these (`*`).
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BitCheck {
    Set,
    NotSet,
}

/// `flow:` keywords.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FlowIs {
    pub to_server: Option<bool>,
    /// Some(true) = established, Some(false) = not established; `stateless` sets nothing.
    pub established: Option<bool>,
    pub only_stream: bool,
    pub no_stream: bool,
    pub only_frag: bool,
    pub no_frag: bool,
}

/// Content matches on one buffer.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    pub buffer: Buffer,
    pub transforms: Vec<Transform>,
    pub matches: Vec<Match>,
}

/// Where content is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Buffer {
    /// Packet payload and reassembled stream.
    Payload,
    /// `base64_data`: what `base64_decode` of this rule decoded before.
    Base64,
    /// Headers of the packet: `ipv4.hdr`, `ipv6.hdr`, `tcp.hdr`, `udp.hdr`, `icmpv4.hdr`,
    /// `icmpv6.hdr`, `ip.src`, `ip.dst`.
    Packet(&'static str),
    /// A sticky buffer of a parser by its canonical (dotted) name: `http.uri`, `file.data`. Old
    /// names and content modifiers (`http_uri`, `file_data`) are brought to the same.
    Named(String),
}

/// A transformation of a buffer before it is looked at, with its argument as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Transform {
    pub name: String,
    pub argument: String,
}

/// One content match or byte operation, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Match {
    Content(Content),
    Pcre(Pcre),
    /// `isdataat`.
    DataAt {
        at: Amount,
        relative: bool,
        negated: bool,
    },
    ByteTest(ByteTest),
    ByteJump(ByteJump),
    ByteExtract(ByteExtract),
    /// `byte_math`.
    ByteMath(ByteMath),
    /// `bsize`, and `urilen` on `http.uri` or `http.uri.raw`, `dsize`-like lengths.
    Size(Numbers),
    /// `dataset`/`datarep`: see [`Dataset`].
    Dataset(Dataset),
    Base64Decode {
        bytes: Option<u32>,
        offset: u32,
        relative: bool,
    },
    /// `entropy`, `asn1`, `xor` as match: (keyword, argument as written).
    Other {
        name: String,
        argument: String,
    },
    /// `absent` (`or_else` = `absent: or_else`).
    Absent {
        or_else: bool,
    },
}

/// A fixed number, or a variable that a byte operation set before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    Number(i64),
    Name(String),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Content {
    pub bytes: Vec<u8>,
    pub negated: bool,
    pub nocase: bool,
    pub offset: Option<Amount>,
    pub depth: Option<Amount>,
    pub distance: Option<Amount>,
    pub within: Option<Amount>,
    pub starts: bool,
    pub ends: bool,
    pub fast_pattern: bool,
    /// `fast_pattern:only`, or (offset, length) of the chop.
    pub fast_only: bool,
    pub fast_chop: Option<(u16, u16)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pcre {
    pub pattern: String,
    /// Flags that the language knows: `i s m x A E G R` (relative) and so on, buffer letters taken out.
    pub flags: String,
    pub negated: bool,
    pub relative: bool,
    /// `flow:`/`pkt:` names that captures are stored under.
    pub captures: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ByteTest {
    pub bytes: Amount,
    pub negated: bool,
    /// `<`, `>`, `=`, `<=`, `>=`, `&`, `^`, `!`.
    pub operator: String,
    pub value: Amount,
    pub offset: Amount,
    pub relative: bool,
    pub read: NumberForm,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ByteJump {
    pub bytes: Amount,
    pub offset: Amount,
    pub relative: bool,
    pub multiplier: u32,
    pub align: bool,
    pub from_beginning: bool,
    pub from_end: bool,
    pub post_offset: Amount,
    pub read: NumberForm,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ByteExtract {
    pub bytes: u8,
    pub offset: i64,
    pub name: String,
    pub relative: bool,
    pub multiplier: u32,
    pub align: Option<u8>,
    pub read: NumberForm,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ByteMath {
    pub bytes: Amount,
    pub offset: i64,
    /// `+ - * / << >>`.
    pub operator: String,
    pub value: Amount,
    pub result: String,
    pub relative: bool,
    pub read: NumberForm,
}

/// How bytes are read as a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NumberForm {
    pub little: bool,
    /// Endianness as the DCERPC header says.
    pub dce: bool,
    /// Digits of this base instead of binary: 8, 10, 16.
    pub text: Option<u32>,
    pub mask: Option<u64>,
}

/// `dataset:isset,name,type string,load file...` and `datarep`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    pub name: String,
    pub action: SetAction,
    /// `string`, `md5`, `sha256`, `ipv4`, `ip`.
    pub kind: String,
    /// File named by `load` or `state`, to be handed in by the caller.
    pub file: Option<String>,
    /// `datarep`: comparison on the value.
    pub reputation: Option<Numbers>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetAction {
    IsSet,
    IsNotSet,
    Set,
    Unset,
}

/// What a match does besides telling.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    NoAlert,
    FlowBit {
        set: BitChange,
        names: Vec<String>,
    },
    HostBit {
        set: BitChange,
        name: String,
        track: String,
        seconds: u32,
    },
    /// `flowint:name,=,3` and `+`, `-`.
    FlowInt {
        name: String,
        how: String,
        value: IntValue,
    },
    Tag(String),
    FileStore,
    Bypass,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BitChange {
    Set,
    Unset,
    Toggle,
}

/// `threshold` and `detection_filter`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// `limit`, `threshold`, `both`, `backoff`.
    pub kind: String,
    /// `by_src`, `by_dst`, `by_rule`, `by_both`, `by_flow`.
    pub track: String,
    pub count: u32,
    pub seconds: u32,
}
