//! What must hold of a rule as a whole, as Suricata asks for it when it takes a rule in.

use super::buffers::{self, Way};
use super::draft::Draft;
use super::{Answer, Reason, no};
use crate::rule::{Amount, Buffer, Condition, Content, Match, Rule, Section};

/// The finished rule and what to know of it.
pub(super) fn finish(mut draft: Draft<'_>) -> Answer<(Rule, Vec<Reason>)> {
    if draft.rule.about.sid == 0 {
        return no("rule.no_sid", "");
    }
    draft.empty_is_wrong()?;
    draft.rule.sections.retain(|section| !section.matches.is_empty());
    let mut warnings = Vec::new();
    for section in &mut draft.rule.sections {
        one_section(section, &mut warnings)?;
    }
    fast_patterns(&draft.rule)?;
    carriers(&draft)?;
    draft.rule.applications = draft.narrowed();
    files(&draft)?;
    draft.rule.to_server = direction(&draft)?;
    Ok((draft.rule, warnings))
}

/// One content at most is marked for the prefilter.
fn fast_patterns(rule: &Rule) -> Answer<()> {
    let matches = rule.sections.iter().flat_map(|section| &section.matches);
    let marked = matches.filter(|what| matches!(what, Match::Content(it) if it.fast_pattern));
    // One for each side where the rule speaks of both.
    let most = if rule.transactional { 2 } else { 1 };
    if marked.count() > most { no("content.fast_pattern", "") } else { Ok(()) }
}

/// Conditions on one packet's header do not go with what a parser lays open, nor with streams.
fn carriers(draft: &Draft<'_>) -> Answer<()> {
    let rule = &draft.rule;
    let flows: Vec<_> = rule
        .conditions
        .iter()
        .filter_map(|is| if let Condition::Flow(flow) = is { Some(flow) } else { None })
        .collect();
    let packet = draft.packet || rule.protocol == "tcp-pkt" || flows.iter().any(|is| is.no_stream);
    let stream = rule.protocol == "tcp-stream" || flows.iter().any(|is| is.only_stream);
    if packet && stream {
        return no("rule.packet_and_stream", "");
    }
    let named = |section: &Section| matches!(section.buffer, Buffer::Named(_));
    if packet && rule.sections.iter().any(named) {
        return no("rule.packet_and_application", "");
    }
    let events = |is: &Condition| {
        matches!(is, Condition::DecodeEvent(_) | Condition::StreamEvent(_) | Condition::Never(_))
    };
    if rule.protocol == "pkthdr" && !rule.conditions.iter().any(events) {
        return no("rule.pkthdr", "");
    }
    let ports = !rule.source_ports.any_of.is_empty() || !rule.target_ports.any_of.is_empty();
    if matches!(rule.protocol.as_str(), "ether" | "arp") && ports {
        return no("rule.ports", &rule.protocol);
    }
    Ok(())
}

/// File keywords need a protocol that carries files.
fn files(draft: &Draft<'_>) -> Answer<()> {
    let Some(row) = buffers::canonical("file.data") else { return Ok(()) };
    let protocols = &draft.rule.applications;
    let carries = protocols.is_empty() || protocols.iter().any(|it| row.protocols.contains(it));
    if draft.files && !carries { no("file.protocol", protocols.join("|")) } else { Ok(()) }
}

/// The direction that a rule speaks of: from `flow`, or from buffers that come from one side only.
fn direction(draft: &Draft<'_>) -> Answer<Option<bool>> {
    let rule = &draft.rule;
    let (mut server, mut client) = draft.ways;
    let mut either = false;
    for section in &rule.sections {
        let Buffer::Named(name) = &section.buffer else { continue };
        let way = match section.to_server {
            Some(true) => Way::ToServer,
            Some(false) => Way::ToClient,
            None => buffers::canonical(name).map_or(Way::Both, |row| row.way),
        };
        server |= way == Way::ToServer;
        client |= way == Way::ToClient;
        either |= way == Way::Both;
    }
    if rule.transactional {
        let sound = server && client && !either && rule.to_server.is_none();
        return if sound { Ok(None) } else { no("direction.both", "") };
    }
    let implied = match (server, client) {
        (true, true) => return no("direction.conflict", ""),
        (true, false) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    match (rule.to_server, implied) {
        (Some(said), Some(implied)) if said != implied => no("direction.conflict", ""),
        (said, implied) => Ok(said.or(implied)),
    }
}

fn one_section(section: &mut Section, warnings: &mut Vec<Reason>) -> Answer<()> {
    absent(section)?;
    sizes(section)?;
    let name = match &section.buffer {
        Buffer::Named(name) => name.clone(),
        _ => String::new(),
    };
    let Section { transforms, matches, .. } = section;
    for what in matches {
        let Match::Content(content) = what else { continue };
        for transform in &*transforms {
            survives(content, &transform.name)?;
        }
        spelling(content, &name, warnings)?;
    }
    Ok(())
}

/// `absent` stands alone, `absent:or_else` does not.
fn absent(section: &Section) -> Answer<()> {
    let others = section.matches.len() > 1;
    match section.matches.first() {
        Some(Match::Absent { or_else }) if *or_else != others => no("absent.alone", ""),
        _ => Ok(()),
    }
}

/// Content that a length leaves no room for.
fn sizes(section: &Section) -> Answer<()> {
    let most = section.matches.iter().filter_map(|what| match what {
        Match::Size(is) if !is.negated => Some(is.high),
        _ => None,
    });
    let Some(most) = most.min() else { return Ok(()) };
    for what in &section.matches {
        let Match::Content(content) = what else { continue };
        let offset = match content.offset {
            Some(Amount::Number(n)) => u64::try_from(n).unwrap_or(0),
            _ => 0,
        };
        let needed = offset.saturating_add(content.bytes.len() as u64);
        if !content.negated && needed > most {
            return no("bsize.too_small", most);
        }
    }
    Ok(())
}

/// Content that a transformation leaves nothing of.
fn survives(content: &Content, transform: &str) -> Answer<()> {
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let gone = match transform {
        "strip_whitespace" => content.bytes.iter().any(blank),
        "compress_whitespace" => content.bytes.windows(2).any(|pair| pair.iter().all(blank)),
        _ => false,
    };
    if gone { no("transform.content", transform) } else { Ok(()) }
}

/// Buffers that hold text in one spelling only.
fn spelling(content: &mut Content, name: &str, warnings: &mut Vec<Reason>) -> Answer<()> {
    let bytes = &mut content.bytes;
    match name {
        "http.method" => {
            let edge = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b' ' | b'\t'));
            if edge(bytes.first()) || edge(bytes.last()) {
                return no("http.method.blank", "");
            }
        }
        "http.host" if content.nocase => {
            warnings.push(Reason::new("http.host.nocase").at("http.host", 0));
        }
        "http.host" if bytes.iter().any(u8::is_ascii_uppercase) => {
            return no("http.host.capital", String::from_utf8_lossy(bytes));
        }
        // Hashes and fingerprints are laid open in small letters, serial numbers in capitals.
        "ja3.hash" | "ja3s.hash" | "tls.cert_fingerprint" => bytes.make_ascii_lowercase(),
        "tls.cert_serial" => bytes.make_ascii_uppercase(),
        _ => {}
    }
    Ok(())
}
