//! `huhang pack render`: a paper of a worked example, or the machine as a drawing.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use model::document::{Block, Document, Span};

use super::{Drawing, Format, Render, folder, say};

pub(super) fn run(args: &Render) -> anyhow::Result<ExitCode> {
    let compiled = folder::procedure(&args.folder)?;
    let procedure = &compiled.procedure;
    let bytes = match (args.machine, &args.example, &args.document) {
        (Some(Drawing::Dot), ..) => procedure.to_dot().into_bytes(),
        (Some(Drawing::Mermaid), ..) => procedure.to_mermaid().into_bytes(),
        (None, Some(example), Some(document)) => {
            let calendar = compiled.library.calendar();
            let known: Vec<&str> = procedure.example_names().collect();
            let (context, standing) =
                procedure.example_context(example, &calendar).ok_or_else(|| {
                    anyhow!(
                        "[pack.example] 没有示例 there is no example {example}; 可用 known: {}",
                        known.join(", ")
                    )
                })?;
            let known: Vec<&str> = procedure.documents().map(|(id, _)| id).collect();
            let paper = procedure.document(document, &context, &standing).map_err(|fault| {
                anyhow!("[{}] {fault}; 可用 known: {}", fault.code, known.join(", "))
            })?;
            print(&paper, args)?
        }
        _ => {
            return Err(anyhow!(
                "[pack.render] 请给出 give --machine, or --example and --document"
            ));
        }
    };
    write(args.out.as_deref(), &bytes)?;
    Ok(ExitCode::SUCCESS)
}

fn write(out: Option<&Path>, bytes: &[u8]) -> anyhow::Result<()> {
    match out {
        Some(path) => {
            std::fs::write(path, bytes).with_context(|| format!("{}", path.display()))?;
            say(&format!("已写出 written: {} ({} bytes)", path.display(), bytes.len()));
        }
        None => say(String::from_utf8_lossy(bytes).trim_end()),
    }
    Ok(())
}

fn print(paper: &Document, args: &Render) -> anyhow::Result<Vec<u8>> {
    let binary = matches!(args.format, Format::Docx | Format::Xlsx | Format::Pdf);
    if binary && args.out.is_none() {
        return Err(anyhow!("[pack.render] 请给出 give --out FILE"));
    }
    let bytes = match args.format {
        Format::Json => Ok(serde_json::to_vec_pretty(paper)?),
        Format::Text => Ok(text(paper).into_bytes()),
        Format::Docx => report::docx(paper),
        Format::Xlsx => report::xlsx(paper),
        Format::Pdf => {
            let folders: Vec<_> = args.fonts.iter().cloned().collect();
            report::pdf(paper, &report::Fonts::search(&folders))
        }
    };
    bytes.map_err(|fault| anyhow!("[{}] {fault}", fault.code))
}

/// The paper as plain text: to read, and to compare versions.
fn text(paper: &Document) -> String {
    let mut text = String::new();
    if !paper.banner.is_empty() {
        let _ = writeln!(text, "〔{}〕", paper.banner);
    }
    if let Some(official) = &paper.official {
        let _ = writeln!(text, "{}", official.issuers.join(" "));
        let _ = writeln!(text, "{}\n\n{}", official.number, official.to);
    }
    for block in &paper.blocks {
        block_text(block, &mut text);
    }
    if let Some(official) = &paper.official {
        let _ = writeln!(text, "\n{}\n{}", official.signature.join("\n"), official.date);
    }
    text
}

fn block_text(block: &Block, text: &mut String) {
    match block {
        Block::Title { text: title } => {
            let _ = writeln!(text, "\n# {}\n", title.replace('\n', " "));
        }
        Block::Heading { level, text: title } => {
            let _ = writeln!(text, "\n{} {title}\n", "#".repeat(usize::from(*level) + 1));
        }
        Block::Paragraph { indent, spans, .. } => {
            let _ = writeln!(text, "{}{}", if *indent { "　　" } else { "" }, line(spans));
        }
        Block::Line { label, spans } => {
            let _ = writeln!(text, "{label}{}", line(spans));
        }
        Block::Table(table) => {
            for row in &table.rows {
                let cells: Vec<String> = row
                    .iter()
                    .map(|cell| cell.lines.iter().map(|l| line(l)).collect::<Vec<_>>().join(" "))
                    .collect();
                let _ = writeln!(text, "| {} |", cells.join(" | "));
            }
            text.push('\n');
        }
        Block::Seal { lines } => {
            let _ = writeln!(text, "\n{}", lines.join("\n"));
        }
        Block::PageBreak => text.push_str("\n----\n"),
        Block::Space { lines } => text.push_str(&"\n".repeat(usize::from(*lines))),
    }
}

fn line(spans: &[Span]) -> String {
    let spans = spans.iter().map(|span| match span {
        Span::Text { text, .. } => text.clone(),
        Span::Blank { text, width, .. } if text.is_empty() => "_".repeat(usize::from(*width)),
        Span::Blank { text, .. } => format!("_{text}_"),
        Span::Check { label, checked, .. } => {
            format!("{}{label}", if *checked { "☑" } else { "□" })
        }
        Span::Break => "\n".to_owned(),
    });
    spans.collect()
}
