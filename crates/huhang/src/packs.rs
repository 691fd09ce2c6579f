//! The packs that ship with the executable.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::Packs;
use detect::RuleSet;
use procedure::{Pack, PackKind, Problem};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "../../packs"]
struct Shipped;

/// All of them.
pub(crate) fn all() -> anyhow::Result<Vec<Pack>> {
    let mut folders: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    for name in Shipped::iter() {
        let Some((folder, file)) = name.split_once('/') else { continue };
        let Some(content) = Shipped::get(&name) else { continue };
        let files = folders.entry(folder.to_owned()).or_default();
        files.insert(file.to_owned(), content.data.into_owned());
    }
    let load = |(folder, files): (&String, &BTreeMap<String, Vec<u8>>)| {
        Pack::load(files).map_err(|found| wrong(folder, &found))
    };
    folders.iter().map(load).collect()
}

/// For a node: rules, notice procedure, calendar.
pub(crate) fn of_node() -> anyhow::Result<Packs> {
    Packs::compile(all()?).map_err(|found| wrong("packs", &found))
}

/// For a probe by itself: the detection rules.
pub(crate) fn rules() -> anyhow::Result<Arc<RuleSet>> {
    let mut packs = all()?;
    packs.retain(|pack| pack.manifest.kind == PackKind::Rules);
    RuleSet::compile(&packs).map(Arc::new).map_err(|found| wrong("rules", &found))
}

fn wrong(what: &str, problems: &[Problem]) -> anyhow::Error {
    anyhow::anyhow!("pack.wrong: 规则包有误 `{what}` has problems: {problems:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_packs_load_together() {
        of_node().expect("the shipped packs compile");
    }

    #[test]
    fn rules_speak_of_what_the_parsers_say() {
        let rules = rules().expect("the shipped rules compile");
        let mut unknown = Vec::new();
        for mention in rules.mentions() {
            let entry = protocols::entry(&mention.protocol);
            let known = entry.is_some_and(|entry| match mention.what {
                "operation" => entry.says(&mention.name),
                _ => entry.fields.iter().any(|field| field.name == mention.name),
            });
            if !known {
                unknown.push(mention);
            }
        }
        assert!(unknown.is_empty(), "no parser says {unknown:#?}");
    }
}
