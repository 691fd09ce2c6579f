//! Classes of rules: name, what it is called, priority (classification.config).

use std::collections::BTreeMap;

/// A class by its short name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub description: String,
    pub priority: u8,
}

/// The classes known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classes {
    by_name: BTreeMap<String, Class>,
}

/// The classes that every rule set of this language takes for granted, with their priorities.
const USUAL: [(&str, &str, u8); 43] = [
    ("not-suspicious", "Not Suspicious Traffic", 3),
    ("unknown", "Unknown Traffic", 3),
    ("bad-unknown", "Potentially Bad Traffic", 2),
    ("attempted-recon", "Attempted Information Leak", 2),
    ("successful-recon-limited", "Information Leak", 2),
    ("successful-recon-largescale", "Large Scale Information Leak", 2),
    ("attempted-dos", "Attempted Denial of Service", 2),
    ("successful-dos", "Denial of Service", 2),
    ("attempted-user", "Attempted User Privilege Gain", 1),
    ("unsuccessful-user", "Unsuccessful User Privilege Gain", 1),
    ("successful-user", "Successful User Privilege Gain", 1),
    ("attempted-admin", "Attempted Administrator Privilege Gain", 1),
    ("successful-admin", "Successful Administrator Privilege Gain", 1),
    ("rpc-portmap-decode", "Decode of an RPC Query", 2),
    ("shellcode-detect", "Executable code was detected", 1),
    ("string-detect", "A suspicious string was detected", 3),
    ("suspicious-filename-detect", "A suspicious filename was detected", 2),
    ("suspicious-login", "An attempted login using a suspicious username was detected", 2),
    ("system-call-detect", "A system call was detected", 2),
    ("tcp-connection", "A TCP connection was detected", 4),
    ("trojan-activity", "A Network Trojan was detected", 1),
    ("unusual-client-port-connection", "A client was using an unusual port", 2),
    ("network-scan", "Detection of a Network Scan", 3),
    ("denial-of-service", "Detection of a Denial of Service Attack", 2),
    ("non-standard-protocol", "Detection of a non-standard protocol or event", 2),
    ("protocol-command-decode", "Generic Protocol Command Decode", 3),
    ("web-application-activity", "access to a potentially vulnerable web application", 2),
    ("web-application-attack", "Web Application Attack", 1),
    ("misc-activity", "Misc activity", 3),
    ("misc-attack", "Misc Attack", 2),
    ("icmp-event", "Generic ICMP event", 3),
    ("inappropriate-content", "Inappropriate Content was Detected", 1),
    ("policy-violation", "Potential Corporate Privacy Violation", 1),
    ("default-login-attempt", "Attempt to login by a default username and password", 2),
    ("targeted-activity", "Targeted Malicious Activity was Detected", 1),
    ("exploit-kit", "Exploit Kit Activity Detected", 1),
    ("external-ip-check", "Device Retrieving External IP Address Detected", 2),
    ("domain-c2", "Domain Observed Used for C2 Detected", 1),
    ("pup-activity", "Possibly Unwanted Program Detected", 2),
    ("credential-theft", "Successful Credential Theft Detected", 1),
    ("social-engineering", "Possible Social Engineering Attempted", 2),
    ("coin-mining", "Crypto Currency Mining Activity Detected", 2),
    ("command-and-control", "Malware Command and Control Activity Detected", 1),
];

impl Default for Classes {
    fn default() -> Self {
        let row = |(name, description, priority): (&str, &str, u8)| {
            (name.to_owned(), Class { description: description.to_owned(), priority })
        };
        Self { by_name: USUAL.into_iter().map(row).collect() }
    }
}

impl Classes {
    /// Takes in a classification.config; gives the numbers of lines that are none.
    pub fn read(&mut self, text: &str) -> Vec<usize> {
        let mut wrong = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match class(line) {
                Some((name, class)) => {
                    self.by_name.insert(name.to_ascii_lowercase(), class);
                }
                None => wrong.push(number + 1),
            }
        }
        wrong
    }

    pub fn get(&self, name: &str) -> Option<&Class> {
        self.by_name.get(&name.to_ascii_lowercase())
    }
}

/// `config classification: name,description,priority`.
fn class(line: &str) -> Option<(String, Class)> {
    let row = line.strip_prefix("config classification:")?;
    let (name, rest) = row.split_once(',')?;
    let (description, priority) = rest.rsplit_once(',')?;
    let priority = priority.trim().parse().ok()?;
    let description = description.trim().to_owned();
    Some((name.trim().to_owned(), Class { description, priority }))
}
