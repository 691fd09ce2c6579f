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
    /// `=>`: conditions on request and response of one transaction hold together.
    pub transactional: bool,
    /// What follows a colon after the protocol (`http1:request_line`, `pkt:flow_start`): when the
    /// rule is looked at.
    pub hook: Option<String>,
    /// Application protocols that the header or a keyword asks for; empty = any or none.
    pub applications: Vec<&'static str>,
    /// Direction that follows from `flow` or, where it says none, from the buffers used.
    pub to_server: Option<bool>,
    /// `prefilter`: the condition before it is meant to choose candidates.
    pub prefilter: bool,
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
    /// What the class is called.
    pub category: String,
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

/// A number comparison: `5`, `>5`, `5-9` (ends excluded in the language) or `&0xc0=0x80`, brought
/// to one inclusive range. An empty range (`low > high`) never holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Numbers {
    pub low: u64,
    pub high: u64,
    pub negated: bool,
    /// Bits that are looked at; [`u64::MAX`] where the language names none.
    pub mask: u64,
}

impl Numbers {
    /// Both ends included.
    pub const fn between(low: u64, high: u64) -> Self {
        Self { low, high, negated: false, mask: u64::MAX }
    }

    pub const fn exactly(value: u64) -> Self {
        Self::between(value, value)
    }

    pub const fn not(self) -> Self {
        Self { negated: !self.negated, ..self }
    }

    pub fn holds(&self, value: u64) -> bool {
        (self.low..=self.high).contains(&(value & self.mask)) != self.negated
    }
}

/// Which of several values must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Which {
    #[default]
    Any,
    /// Every one, and there is one.
    All,
    AllOrAbsent,
    AnyOrAbsent,
    /// The one at this place, from 0; negative from the end. `or_outside`: also when there is none.
    At {
        place: i32,
        or_outside: bool,
    },
    /// So many of them.
    Times(Numbers),
    /// The comparison is with how many there are, whatever they are.
    Count(Numbers),
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
    /// A number that may come several times in one transaction. `slice` leaves out values outside
    /// of it (from, to; negative from the end; `to` 0 = up to the end).
    NumberOf {
        name: String,
        is: Numbers,
        which: Which,
        slice: (i32, i32),
    },
    /// A number that is one of these: `dcerpc.opnum:1,5-9`, `tls.version`, `ssl_version`.
    NumberIn {
        name: String,
        any_of: Vec<Numbers>,
    },
    /// A keyword that compares a parser's text or state without content: `ssh.protoversion`,
    /// `tls_cert_expired`, `ftpdata_command`: (canonical name, argument trimmed).
    Special {
        name: String,
        argument: String,
    },
    Modbus(Modbus),
    /// `dnp3_ind`: internal indications, first octet in the high byte (IEEE 1815-2012 §4.2.2.6).
    Dnp3Indications(Numbers),
    /// `dnp3_obj`.
    Dnp3Object {
        group: u8,
        variation: u8,
    },
    /// `cip_service:service[,class[,attribute]]`; `class_negated` and `attribute_negated` for `!`.
    Cip(CipService),
    /// `dcerpc.iface`.
    Interface(Interface),
    /// `rpc:program[,version[,procedure]]`; None = `*`.
    Rpc {
        program: u32,
        version: Option<u32>,
        procedure: Option<u32>,
    },
    Vlan {
        layer: Which,
        is: Numbers,
    },
    /// `filemd5`, `filesha1`, `filesha256` with the name of a file of hashes handed in by the
    /// caller.
    FileHash {
        algorithm: &'static str,
        file: String,
        negated: bool,
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
    /// `iprep`, `geoip`, `lua` and what else needs things that are not there: never matches, and
    /// the compile report says so.
    Never(String),
}

/// `modbus:` – one of `function`, `access`, or `unit` with or without one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Modbus {
    /// Ends are excluded in the language; held against as [`Numbers`] are.
    pub unit: Option<Numbers>,
    pub function: Option<u8>,
    pub subfunction: Option<u16>,
    pub category: Option<ModbusCategory>,
    pub access: Option<ModbusAccess>,
}

/// `function:assigned` and its like (MODBUS Application Protocol V1.1b3 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModbusCategory {
    pub name: ModbusCodes,
    pub negated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModbusCodes {
    /// Public codes with a definition.
    Assigned,
    /// Public codes without.
    Unassigned,
    Public,
    User,
    Reserved,
    All,
}

/// `access read|write [table][, address …[, value …]]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModbusAccess {
    pub write: bool,
    pub table: Option<ModbusTable>,
    /// Holds when it and the addresses of the message have one in common.
    pub address: Option<Numbers>,
    /// Value written at `address`.
    pub value: Option<Numbers>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModbusTable {
    Discretes,
    Coils,
    Input,
    Holding,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CipService {
    pub service: u8,
    pub class: Option<u16>,
    pub class_negated: bool,
    pub attribute: Option<u16>,
    pub attribute_negated: bool,
}

/// `dcerpc.iface:uuid[,version][,any_frag]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    /// In the order in which it is written, not the wire's.
    pub uuid: [u8; 16],
    pub version: Option<Numbers>,
    pub any_fragment: bool,
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
    /// `file.data:to_client`: only what the server (false) or the client (true) sent.
    pub to_server: Option<bool>,
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
    Entropy(Entropy),
    /// `asn1`: (keyword, argument as written).
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

/// `entropy:[bytes N,] [offset N,] value COMPARISON`: Shannon entropy in bits a byte.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entropy {
    /// None = all up to the end.
    pub bytes: Option<u32>,
    pub offset: u32,
    pub is: Comparison,
}

/// A comparison of numbers with a fraction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Comparison {
    Equal(f64),
    NotEqual(f64),
    Less(f64),
    LessOrEqual(f64),
    Greater(f64),
    GreaterOrEqual(f64),
    /// Ends excluded.
    Between(f64, f64),
    /// What `Between` is not.
    Outside(f64, f64),
}

impl Comparison {
    pub fn holds(&self, value: f64) -> bool {
        match *self {
            Self::Equal(n) => value.total_cmp(&n).is_eq(),
            Self::NotEqual(n) => value.total_cmp(&n).is_ne(),
            Self::Less(n) => value < n,
            Self::LessOrEqual(n) => value <= n,
            Self::Greater(n) => value > n,
            Self::GreaterOrEqual(n) => value >= n,
            Self::Between(low, high) => low < value && value < high,
            Self::Outside(low, high) => value <= low || value >= high,
        }
    }
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
    /// `csv` (one value a line), `json` or `ndjson`.
    pub format: String,
    /// Where the value and the array of values stand in JSON.
    pub value_key: String,
    pub array_key: String,
    /// `match subdomain`: the value or a domain that it is under.
    pub subdomains: bool,
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
    /// `alert`: tells also where the action does not.
    Alert,
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
    /// `type backoff`: the count grows by this factor.
    pub multiplier: u32,
    /// `detection_filter:… unique_on dst_port`: only different values count.
    pub unique_on: Option<String>,
}
