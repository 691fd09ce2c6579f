//! Address and port variables, with the names and defaults that Suricata's configuration has.
//!
//! `$HOME_NET` and `$EXTERNAL_NET` are both `any` here: a probe that was told nothing of the
//! network it stands in leaves no traffic out.

use std::collections::BTreeMap;

use super::{Answer, no};

/// Names without the dollar sign, values as a rule has them (groups, negation, other variables).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variables {
    pub addresses: BTreeMap<String, String>,
    pub ports: BTreeMap<String, String>,
}

/// suricata.yaml `vars.address-groups`, and those that the Quickdraw rules ask for.
const ADDRESSES: [(&str, &str); 24] = [
    ("HOME_NET", "any"),
    ("EXTERNAL_NET", "any"),
    ("HTTP_SERVERS", "$HOME_NET"),
    ("SMTP_SERVERS", "$HOME_NET"),
    ("SQL_SERVERS", "$HOME_NET"),
    ("DNS_SERVERS", "$HOME_NET"),
    ("TELNET_SERVERS", "$HOME_NET"),
    ("AIM_SERVERS", "$EXTERNAL_NET"),
    ("DC_SERVERS", "$HOME_NET"),
    ("FTP_SERVERS", "$HOME_NET"),
    ("SSH_SERVERS", "$HOME_NET"),
    ("SIP_SERVERS", "$HOME_NET"),
    ("DNP3_SERVER", "$HOME_NET"),
    ("DNP3_CLIENT", "$HOME_NET"),
    ("MODBUS_SERVER", "$HOME_NET"),
    ("MODBUS_CLIENT", "$HOME_NET"),
    ("ENIP_SERVER", "$HOME_NET"),
    ("ENIP_CLIENT", "$HOME_NET"),
    ("S7_SERVER", "$HOME_NET"),
    ("S7_CLIENT", "$HOME_NET"),
    ("FINS_SERVER", "$HOME_NET"),
    ("FINS_CLIENT", "$HOME_NET"),
    ("BACNET_SERVER", "$HOME_NET"),
    ("BACNET_CLIENT", "$HOME_NET"),
];

/// As above.
const MORE_ADDRESSES: [(&str, &str); 2] =
    [("MODICON_SERVER", "$HOME_NET"), ("MODICON_CLIENT", "$HOME_NET")];

/// suricata.yaml `vars.port-groups`; the singular forms are the ones that older rules use.
const PORTS: [(&str, &str); 17] = [
    ("HTTP_PORTS", "80"),
    ("SHELLCODE_PORTS", "!80"),
    ("ORACLE_PORTS", "1521"),
    ("SSH_PORTS", "22"),
    ("DNP3_PORTS", "20000"),
    ("DNP3_PORT", "20000"),
    ("MODBUS_PORTS", "502"),
    ("MODBUS_PORT", "502"),
    ("ENIP_PORTS", "44818"),
    ("ENIP_PORT", "44818"),
    ("S7_PORTS", "102"),
    ("FILE_DATA_PORTS", "[$HTTP_PORTS,110,143]"),
    ("FTP_PORTS", "21"),
    ("GENEVE_PORTS", "6081"),
    ("VXLAN_PORTS", "4789"),
    ("TEREDO_PORTS", "3544"),
    ("SIP_PORTS", "[5060,5061]"),
];

/// A variable that names another that names another: deeper than this is a circle.
const MAX_DEPTH: usize = 16;

impl Default for Variables {
    fn default() -> Self {
        let own = |rows: &[(&str, &str)]| {
            rows.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let mut addresses: BTreeMap<_, _> = own(&ADDRESSES);
        addresses.extend(own(&MORE_ADDRESSES));
        Self { addresses, ports: own(&PORTS) }
    }
}

/// What a name stands for, and how deep that is.
pub(super) fn look_up<'a>(
    names: &'a BTreeMap<String, String>,
    name: &str,
    depth: usize,
) -> Answer<&'a str> {
    if depth > MAX_DEPTH {
        return no("variable.circle", name);
    }
    match names.get(name) {
        Some(value) => Ok(value.trim()),
        None => no("variable.unknown", name),
    }
}
