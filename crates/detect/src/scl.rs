//! Substations as they were engineered: SCL files (SCD, CID, ICD) read into what should run.
//!
//! Source: IEC 61850-6:2009+A1:2018, clauses 9.3 (IED: `GSEControl`, `SampledValueControl`,
//! `ReportControl`) and 9.4 (Communication: `ConnectedAP`, `GSE`, `SMV`, `P`); references of
//! control blocks as IEC 61850-8-1 writes them (`LD/LLN0$GO$name`).
//! Read without regard to namespaces and order; what is not understood is left out.
//! Not covered: data types, templates, substation topology, routed GOOSE and SV.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use model::Fault;
use model::observation::Mac;
use roxmltree::{Document, Node, ParsingOptions};
use serde::{Deserialize, Serialize};

/// Longest file read; the descriptions of large substations have some tens of megabytes.
const MAX_BYTES: usize = 64 << 20;
const MAX_NODES: u32 = 4_000_000;
const MAX_BLOCKS: usize = 16_384;
const MAX_IEDS: usize = 4096;
/// Longest reference: IEC 61850-7-2:2010 6.1.2.4.
const MAX_NAME: usize = 129;

/// What a control block sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Goose,
    SampledValues,
}

/// A control block that publishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub kind: Kind,
    pub ied: String,
    /// What its messages are known by: the reference of a GOOSE control block
    /// (`IED1LD0/LLN0$GO$gcb1`), the stream's id of sampled values (`IED1MU01`).
    pub reference: String,
    pub data_set: String,
    pub conf_rev: Option<u32>,
    pub mac: Option<Mac>,
    pub appid: Option<u16>,
    pub vlan: Option<u16>,
    /// The device's own address, where the file tells it.
    pub source: Option<Mac>,
}

/// A device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ied {
    pub name: String,
    pub vendor: String,
    pub model: String,
    pub addresses: BTreeSet<IpAddr>,
    /// Devices that were engineered to be clients of this one.
    pub clients: BTreeSet<String>,
}

/// What a substation was engineered to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Engineered {
    pub ieds: Vec<Ied>,
    pub blocks: Vec<Block>,
}

impl Engineered {
    /// Reads an SCL file.
    ///
    /// # Errors
    /// `scl.too_large`, `scl.xml` when it is no XML, `scl.root` when it is no SCL.
    pub fn from_scl(text: &str) -> Result<Self, Fault> {
        if text.len() > MAX_BYTES {
            return Err(Fault::invalid("scl.too_large").with("limit", MAX_BYTES));
        }
        let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
        let document = Document::parse_with_options(text, options)
            .map_err(|error| Fault::invalid("scl.xml").with("detail", error))?;
        let root = document.root_element();
        if root.tag_name().name() != "SCL" {
            return Err(Fault::invalid("scl.root").with("value", name(root.tag_name().name())));
        }
        let network = Network::read(root);
        let mut engineered = Self::default();
        for ied in children(root, "IED").take(MAX_IEDS) {
            engineered.read_ied(ied, &network);
        }
        Ok(engineered)
    }

    fn read_ied(&mut self, node: Node<'_, '_>, network: &Network) {
        let own = attribute(node, "name");
        let mut ied = Ied {
            name: own.clone(),
            vendor: attribute(node, "manufacturer"),
            model: attribute(node, "type"),
            addresses: network.addresses.get(&own).cloned().unwrap_or_default(),
            clients: BTreeSet::new(),
        };
        for device in node.descendants().filter(|n| is(*n, "LDevice")) {
            self.read_device(device, &own, network);
        }
        let clients = node.descendants().filter(|n| is(*n, "ClientLN"));
        ied.clients.extend(clients.map(|n| attribute(n, "iedName")).filter(|n| !n.is_empty()));
        self.ieds.push(ied);
    }

    fn read_device(&mut self, device: Node<'_, '_>, ied: &str, network: &Network) {
        let inst = attribute(device, "inst");
        let functional = attribute(device, "ldName");
        let domain = if functional.is_empty() { format!("{ied}{inst}") } else { functional };
        for control in device.descendants() {
            let kind = match control.tag_name().name() {
                "GSEControl" if attribute(control, "type") != "GSSE" => Kind::Goose,
                "SampledValueControl" => Kind::SampledValues,
                _ => continue,
            };
            if self.blocks.len() >= MAX_BLOCKS {
                return;
            }
            let block_name = attribute(control, "name");
            let key = (ied.to_owned(), inst.clone(), block_name.clone());
            let place = network.places.get(&key).cloned().unwrap_or_default();
            let reference = match kind {
                Kind::Goose => format!("{domain}/{}$GO${block_name}", node_name(control)),
                Kind::SampledValues => attribute(control, "smvID"),
            };
            self.blocks.push(Block {
                kind,
                ied: ied.to_owned(),
                reference,
                data_set: attribute(control, "datSet"),
                conf_rev: attribute(control, "confRev").parse().ok(),
                mac: place.mac,
                appid: place.appid,
                vlan: place.vlan,
                source: network.sources.get(ied).copied(),
            });
        }
    }
}

/// The name of the logical node that holds a control block.
fn node_name(control: Node<'_, '_>) -> String {
    let holder = control.ancestors().find(|n| is(*n, "LN0") || is(*n, "LN"));
    holder.map_or_else(String::new, |n| {
        format!("{}{}{}", attribute(n, "prefix"), attribute(n, "lnClass"), attribute(n, "inst"))
    })
}

/// Where a control block sends to.
#[derive(Debug, Clone, Default)]
struct Place {
    mac: Option<Mac>,
    appid: Option<u16>,
    vlan: Option<u16>,
}

/// The Communication section: addresses of devices and of control blocks.
#[derive(Debug, Default)]
struct Network {
    addresses: BTreeMap<String, BTreeSet<IpAddr>>,
    sources: BTreeMap<String, Mac>,
    /// By device, logical device and control block.
    places: BTreeMap<(String, String, String), Place>,
}

impl Network {
    fn read(root: Node<'_, '_>) -> Self {
        let mut network = Self::default();
        let subnets = children(root, "Communication").flat_map(|n| children(n, "SubNetwork"));
        for point in subnets.flat_map(|n| children(n, "ConnectedAP")) {
            network.read_point(point);
        }
        network
    }

    fn read_point(&mut self, point: Node<'_, '_>) {
        let ied = attribute(point, "iedName");
        for (kind, value) in children(point, "Address").flat_map(parameters) {
            match kind.as_str() {
                "IP" => {
                    if let Ok(ip) = value.parse() {
                        self.addresses.entry(ied.clone()).or_default().insert(ip);
                    }
                }
                "MAC-Address" => {
                    if let Some(mac) = mac(&value) {
                        self.sources.insert(ied.clone(), mac);
                    }
                }
                _ => {}
            }
        }
        for block in point.children().filter(|n| is(*n, "GSE") || is(*n, "SMV")) {
            let key = (ied.clone(), attribute(block, "ldInst"), attribute(block, "cbName"));
            if self.places.len() < MAX_BLOCKS {
                self.places.insert(key, Place::read(block));
            }
        }
    }
}

impl Place {
    fn read(block: Node<'_, '_>) -> Self {
        let mut place = Self::default();
        for (kind, value) in children(block, "Address").flat_map(parameters) {
            match kind.as_str() {
                "MAC-Address" => place.mac = mac(&value),
                // Both are written in hexadecimal: IEC 61850-6 9.4.3, annex C.
                "APPID" => place.appid = u16::from_str_radix(&value, 16).ok(),
                "VLAN-ID" => place.vlan = u16::from_str_radix(&value, 16).ok(),
                _ => {}
            }
        }
        place
    }
}

fn is(node: Node<'_, '_>, tag: &str) -> bool {
    node.is_element() && node.tag_name().name() == tag
}

fn children<'a, 'i>(node: Node<'a, 'i>, tag: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| is(*child, tag))
}

/// The `P` elements of an address: kind and value.
fn parameters<'a>(address: Node<'a, '_>) -> impl Iterator<Item = (String, String)> + use<'a> {
    let all: Vec<(String, String)> = children(address, "P")
        .map(|p| (attribute(p, "type"), name(p.text().unwrap_or_default().trim())))
        .collect();
    all.into_iter()
}

fn attribute(node: Node<'_, '_>, key: &str) -> String {
    name(node.attribute(key).unwrap_or_default())
}

fn name(text: &str) -> String {
    text.get(..text.floor_char_boundary(MAX_NAME)).unwrap_or(text).to_owned()
}

/// `01-0C-CD-01-00-01`, the way the standard writes addresses, or with colons.
fn mac(text: &str) -> Option<Mac> {
    text.replace('-', ":").to_lowercase().parse().ok()
}

#[cfg(test)]
mod tests;
