//! docs/signatures.md names every keyword and buffer that the language reads.

use std::fmt::Write as _;
use std::path::Path;

use signatures::language::{self, Support, Way};

const BEGIN: &str = "<!-- generated: keywords -->\n";
const END: &str = "<!-- end -->\n";

fn tables() -> String {
    let mut out = String::from(
        "| buffer | other names | protocols | sent by | several |\n|---|---|---|---|---|\n",
    );
    for row in language::buffers() {
        let way = match row.way {
            Way::ToServer => "client",
            Way::ToClient => "server",
            Way::Both => "either",
        };
        let several = if row.several { "yes" } else { "" };
        let (also, protocols) = (row.aliases.join(", "), row.protocols.join(", "));
        writeln!(out, "| `{}` | {also} | {protocols} | {way} | {several} |", row.name).unwrap();
    }
    let buffer = |name| {
        language::buffers().iter().any(|row| row.name == name || row.aliases.contains(&name))
    };
    for (title, support) in [
        ("Keywords that are read and acted on", Support::Full),
        ("Keywords that are read and change nothing", Support::Ignored),
        ("Keywords with which a rule never matches", Support::Never),
    ] {
        let all = language::keywords().into_iter();
        let names: Vec<_> = all
            .filter(|(name, is)| *is == support && !buffer(name))
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        writeln!(out, "\n{title}: {}.", names.join(" ")).unwrap();
    }
    out
}

#[test]
fn the_document_lists_every_keyword_and_buffer() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/signatures.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once(BEGIN).unwrap();
    let (listed, _) = rest.split_once(END).unwrap();
    assert!(listed == tables(), "docs/signatures.md should have here:\n{}", tables());
}
