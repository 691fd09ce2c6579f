//! A small procedure pack to start from: form, scoring, steps, clocks, paper, worked example.

use std::collections::BTreeMap;

const FILES: &[(&str, &str)] = &[
    ("pack.yaml", include_str!("template/pack.yaml")),
    ("procedure.yaml", include_str!("template/procedure.yaml")),
    ("scoring.yaml", include_str!("template/scoring.yaml")),
    ("codes.yaml", include_str!("template/codes.yaml")),
    ("forms/application.yaml", include_str!("template/forms/application.yaml")),
    ("documents/application.yaml", include_str!("template/documents/application.yaml")),
    ("examples/complete.yaml", include_str!("template/examples/complete.yaml")),
];

/// The files of a new pack. Titles are written as YAML strings, whatever is in them.
pub fn new_pack(id: &str, title_zh: &str, title_en: &str) -> BTreeMap<String, Vec<u8>> {
    let quoted = |text: &str| format!("{:?}", text.replace(['\n', '\r'], " "));
    let fill = |name: &str, text: &str| {
        let (zh, en) = if name == "pack.yaml" {
            (quoted(title_zh), quoted(title_en))
        } else {
            // Within a quoted text of a paper.
            let plain = |text: &str| text.replace(['"', '\\', '{', '\n', '\r'], " ");
            (plain(title_zh), plain(title_en))
        };
        let filled = text.replace("__ID__", id).replace("__TITLE_ZH__", &zh);
        filled.replace("__TITLE_EN__", &en).into_bytes()
    };
    FILES.iter().map(|(name, text)| ((*name).to_owned(), fill(name, text))).collect()
}
