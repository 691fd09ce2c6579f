//! Flows → observations: one module per protocol, and the registry.
//!
//! What it is: sans-IO parsers that turn the bytes of a conversation into
//! [`model::observation::Observation`]s and anomalies, the [`Pipeline`] that feeds them from
//! [`packet::Engine`], and the [`rollup`] that keeps the output within its budget.
//! What it is not: it opens nothing, reads no clock, concludes nothing about attacks (that is
//! `detect`), and holds no text for people.
//!
//! Entry points: [`Pipeline::packet`], [`Pipeline::finish`], [`Pipeline::stats`], [`REGISTRY`].
//!
//! Invariants:
//! - Parsing never fails and never panics; a defect that panics all the same costs one flow step.
//! - A parser never gives up on a flow: after damage it looks for the next plausible message.
//! - Every byte handed to a recognised flow is counted once: parsed, skipped or lost.
//! - A protocol is recognised by content on any port; ports only settle what content leaves open.
//! - Nobody outside this crate knows a parser's types: field tables name what observations carry.
//!
//! To add a protocol: `docs/adding-a-protocol.md`.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod cursor;
mod expect;
mod flow;
mod listen;
mod pipeline;
mod protocol;
mod roster;
mod sink;
mod stats;

pub mod rollup;

// Shared by several protocols.
mod ber;
mod lines;
mod tpkt;

// Controllers and factory floor.
mod fins;
mod ge_srtp;
mod modbus;
mod s7comm;
mod slmp;

// EtherNet/IP and DNP3.
mod cip;
mod dnp3;
mod enip;
mod pccc;

// Power and process.
mod goose;
mod iec104;
mod mms;
mod opcua;
mod sv;
mod synchrophasor;

// Buildings, drives and other field networks.
mod ads;
mod arp;
mod bacnet;
mod bsap;
mod c1222;
mod cdp;
mod egd;
mod esio;
mod ethercat;
mod fox;
mod genisys;
mod hart_ip;
mod knxnet_ip;
mod lldp;
mod profinet;
mod profinet_io;
mod sbus;

// Things and vehicles.
mod coap;
mod gbt32960;
mod jt808;
mod mqtt;

// Web.
mod http;
mod http2;
mod websocket;

// Names, keys and mail.
mod dns;
mod ftp;
mod ike;
mod quic;
mod smtp;
mod ssh;
mod tls;

// Windows, management and voice.
mod dcerpc;
mod dhcp;
mod nbns;
mod ntlmssp;
mod ntp;
mod rdp;
mod rpc;
mod sip;
mod smb;
mod snmp;
mod syslog;
mod telnet;
mod tftp;

#[cfg(test)]
mod testing;

pub use listen::{FileHead, FilePart, FlowView, Listener, Part, Wants};
pub use pipeline::{Config, Pipeline};
pub use protocol::{End, Entry, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
pub use sink::{Sink, drive, drive_closed, drive_parts};
pub use stats::{Account, Functions, Stats};

/// Every protocol we parse. Order settles nothing but the order of reports.
pub const REGISTRY: &[Entry] = &[
    // Controllers and factory floor.
    Entry::of::<modbus::Modbus>(),
    Entry::of::<s7comm::S7comm>(),
    Entry::of::<fins::Fins>(),
    Entry::of::<slmp::Slmp>(),
    Entry::of::<ge_srtp::GeSrtp>(),
    //
    // EtherNet/IP and DNP3.
    Entry::of::<enip::Enip>(),
    Entry::of::<dnp3::Dnp3>(),
    //
    // Power and process.
    Entry::of::<iec104::Iec104>(),
    Entry::of::<goose::Goose>(),
    Entry::of::<mms::Mms>(),
    Entry::of::<opcua::Opcua>(),
    Entry::of::<sv::Sv>(),
    Entry::of::<synchrophasor::Synchrophasor>(),
    //
    // Buildings, drives and other field networks.
    Entry::of::<bacnet::Bacnet>(),
    Entry::of::<hart_ip::HartIp>(),
    Entry::of::<ads::Ads>(),
    Entry::of::<profinet::Profinet>(),
    Entry::of::<profinet_io::ProfinetIo>(),
    Entry::of::<lldp::Lldp>(),
    Entry::of::<cdp::Cdp>(),
    Entry::of::<arp::Arp>(),
    Entry::of::<ethercat::Ethercat>(),
    Entry::of::<knxnet_ip::KnxnetIp>(),
    Entry::of::<bsap::Bsap>(),
    Entry::of::<genisys::Genisys>(),
    Entry::of::<c1222::C1222>(),
    Entry::of::<egd::Egd>(),
    Entry::of::<fox::Fox>(),
    Entry::of::<sbus::Sbus>(),
    Entry::of::<esio::Esio>(),
    //
    // Things and vehicles.
    Entry::of::<mqtt::Mqtt>(),
    Entry::of::<coap::Coap>(),
    Entry::of::<coap::stream::CoapTcp>(),
    Entry::of::<gbt32960::Gbt32960>(),
    Entry::of::<jt808::Jt808>(),
    //
    // Web.
    Entry::of::<http::Http>(),
    Entry::of::<http2::Http2>(),
    Entry::of::<websocket::WebSocket>(),
    //
    // Names, keys and mail.
    Entry::of::<dns::Dns>(),
    Entry::of::<dns::Mdns>(),
    Entry::of::<tls::Tls>(),
    Entry::of::<ssh::Ssh>(),
    Entry::of::<smtp::Smtp>(),
    Entry::of::<ftp::Ftp>(),
    Entry::of::<ftp::data::FtpData>(),
    Entry::of::<quic::Quic>(),
    Entry::of::<ike::Ike>(),
    //
    // Windows, management and voice.
    Entry::of::<dcerpc::Dcerpc>(),
    Entry::of::<smb::Smb>(),
    Entry::of::<sip::Sip>(),
    Entry::of::<rpc::Rpc>(),
    Entry::of::<rpc::Nfs>(),
    Entry::of::<snmp::Snmp>(),
    Entry::of::<dhcp::Dhcp>(),
    Entry::of::<ntp::Ntp>(),
    Entry::of::<syslog::Syslog>(),
    Entry::of::<nbns::Nbns>(),
    Entry::of::<rdp::Rdp>(),
    Entry::of::<telnet::Telnet>(),
    Entry::of::<tftp::Tftp>(),
];

/// The entry of a protocol by its name or one of its other names.
pub fn entry(name: &str) -> Option<&'static Entry> {
    REGISTRY.iter().find(|entry| entry.names().any(|n| n == name))
}
