//! STIX 2.1 bundles (OASIS Standard, 2021; §4.7 Indicator) and MISP's warning lists.
//!
//! Not covered: patterns in other languages (`pattern_type` other than `stix`), observed data, and
//! relationships; objects that are no indicators are passed over.

use jiff::Timestamp;
use model::CaptureTime;
use serde_json::Value;

use crate::compile::compile;
use crate::facts::Network;
use crate::pattern::parse;
use crate::set::{Indicator, Loaded};

/// Reads a JSON source.
pub(crate) fn load(source: &str, text: &str, loaded: &mut Loaded) {
    let Ok(json) = serde_json::from_str::<Value>(text) else {
        return loaded.refuse(source, "", "source.json");
    };
    if *at(&json, "type") == "bundle" {
        for object in list(at(&json, "objects")).filter(|object| *at(object, "type") == "indicator")
        {
            let id = at(object, "id").as_str().unwrap_or_default();
            match indicator(source, object) {
                Ok(found) => loaded.indicators.push(found),
                Err(reason) => loaded.refuse(source, id, reason),
            }
        }
    } else if at(&json, "list").is_array() {
        warnings(source, &json, loaded);
    } else {
        loaded.refuse(source, "", "source.unknown");
    }
}

/// A member, or null.
fn at<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn indicator(source: &str, object: &Value) -> Result<Indicator, &'static str> {
    let id = at(object, "id").as_str().filter(|id| !id.is_empty()).ok_or("stix.id")?;
    if *at(object, "revoked") == true {
        return Err("stix.revoked");
    }
    if at(object, "pattern_type").as_str().is_some_and(|kind| kind != "stix") {
        return Err("stix.pattern_type");
    }
    let pattern = at(object, "pattern").as_str().ok_or("stix.pattern")?;
    let phases = list(at(object, "kill_chain_phases"));
    let phase = |phase: &Value| {
        let name = |key: &str| at(phase, key).as_str().map(str::to_owned);
        Some(format!("{}:{}", name("kill_chain_name")?, name("phase_name")?))
    };
    Ok(Indicator {
        id: id.to_owned(),
        name: at(object, "name").as_str().unwrap_or(id).to_owned(),
        source: source.to_owned(),
        confidence: at(object, "confidence").as_u64().and_then(|n| u8::try_from(n.min(100)).ok()),
        phases: phases.filter_map(phase).collect(),
        from: date(at(object, "valid_from"))?,
        until: date(at(object, "valid_until"))?,
        node: compile(&parse(pattern)?)?,
    })
}

fn date(value: &Value) -> Result<Option<CaptureTime>, &'static str> {
    let Some(text) = value.as_str() else { return Ok(None) };
    let at: Timestamp = text.parse().map_err(|_| "stix.date")?;
    let nanos = i64::try_from(at.as_nanosecond());
    Ok(Some(CaptureTime(nanos.unwrap_or(if at.as_second() < 0 { i64::MIN } else { i64::MAX }))))
}

/// MISP's warning lists: `cidr`, `string`, `hostname`.
fn warnings(source: &str, json: &Value, loaded: &mut Loaded) {
    let kind = at(json, "type").as_str().unwrap_or("string");
    if !["cidr", "string", "hostname"].contains(&kind) {
        return loaded.refuse(source, "", "warning_list.type");
    }
    for text in list(at(json, "list")).filter_map(Value::as_str) {
        let lower = text.trim().trim_end_matches('.').to_ascii_lowercase();
        match (Network::parse(&lower), kind) {
            (Some(network), _) => loaded.warned.networks.push(network),
            (None, "cidr") => loaded.refuse(source, text, "warning_list.value"),
            (None, "hostname") => {
                loaded.warned.below.insert(lower.trim_start_matches('.').to_owned());
            }
            (None, _) => {
                loaded.warned.texts.insert(lower);
            }
        }
    }
}
