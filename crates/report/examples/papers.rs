//! How long papers take: `cargo run --release -p report --example papers`.

use std::hint::black_box;
use std::time::Instant;

use model::document::{Align, Block, Cell, Document, Layout, Official, Proof, Span, Table};
use report::{Fonts, codes_in, docx, pdf, read, xlsx};

fn paragraph(characters: usize) -> Block {
    let text: String = "企业按照管理办法建立制度和防护体系，开展自主定级、分级防护。"
        .chars()
        .cycle()
        .take(characters)
        .collect();
    Block::Paragraph { align: Align::Justify, indent: true, spans: vec![Span::text(text)] }
}

fn table(rows: usize, columns: usize) -> Table {
    let cell = |row: usize, column: usize| Cell {
        field: format!("f{column}"),
        lines: vec![vec![Span::text(format!("第{row}行第{column}列"))]],
        ..Cell::default()
    };
    let row = |row| (0..columns).map(|column| cell(row, column)).collect();
    Table {
        widths: vec![1; columns],
        header_rows: 1,
        field: "rows".into(),
        rows: (0..rows).map(row).collect(),
    }
}

/// A page of a report holds some 800 characters, or half of them and a table of eight rows.
fn report_of(pages: usize) -> Document {
    let mut blocks = Vec::new();
    for page in 0..pages {
        blocks.push(Block::Heading { level: 1, text: format!("第{page}节") });
        blocks.extend((0..2).map(|_| paragraph(200)));
        blocks.push(Block::Table(table(8, 4)));
        blocks.push(Block::PageBreak);
    }
    let qr = "HH-7K3M-9Q2D-X4TZ".to_owned();
    let proof = Proof { code: qr.clone(), digest: "00".repeat(32), qr };
    Document {
        layout: Layout::Report,
        title: "评测报告".into(),
        blocks,
        annex: Vec::new(),
        proof: Some(proof),
        ..Document::default()
    }
}

fn notice() -> Document {
    let official = Official {
        issuers: vec!["东海省工业和信息化厅文件".into()],
        number: "东工信网安〔2026〕17号".into(),
        date: "2026年3月9日".into(),
        ..Official::default()
    };
    let blocks = (0..6).map(|_| paragraph(140)).collect();
    let proof = report_of(0).proof;
    Document {
        layout: Layout::Official,
        title: "通报".into(),
        official: Some(official),
        blocks,
        annex: Vec::new(),
        proof,
        ..Document::default()
    }
}

#[expect(clippy::print_stdout, reason = "an example that measures")]
fn measure<T>(what: &str, size: impl Fn(&T) -> usize, work: impl Fn() -> T) -> T {
    let begin = Instant::now();
    let done = black_box(work());
    println!("{what}: {} ms, {} ", begin.elapsed().as_millis(), size(&done));
    done
}

fn main() -> Result<(), model::error::Fault> {
    let bytes = |bytes: &Result<Vec<u8>, _>| bytes.as_ref().map_or(0, Vec::len);
    let long = report_of(200);
    let paper = measure("docx, 200 pages, bytes", bytes, || docx(&long))?;
    measure(
        "docx, 200 pages, read back, tables",
        |filled: &Result<report::Filled, _>| {
            filled.as_ref().map_or(0, |filled| filled.tables.len())
        },
        || read(&paper, "a.docx"),
    )?;
    let list = Document {
        layout: Layout::Sheet,
        blocks: vec![Block::Table(table(20_000, 7))],
        ..Document::default()
    };
    let sheet = measure("xlsx, 20,000 rows of 7, bytes", bytes, || xlsx(&list))?;
    measure(
        "xlsx, 20,000 rows, read back, tables",
        |filled: &Result<report::Filled, _>| {
            filled.as_ref().map_or(0, |filled| filled.tables.len())
        },
        || read(&sheet, "a.xlsx"),
    )?;
    let fonts = measure(
        "typefaces searched, ready",
        |fonts: &Fonts| fonts.ready().is_ok().into(),
        || Fonts::search(&[]),
    );
    let official = notice();
    let page =
        measure("pdf, official paper of two pages, bytes", bytes, || pdf(&official, &fonts))?;
    measure("pdf, the same again, bytes", bytes, || pdf(&official, &fonts))?;
    measure("pdf, report of 200 pages, bytes", bytes, || pdf(&long, &fonts))?;
    measure(
        "codes of the official paper, found",
        |codes: &Result<Vec<String>, _>| codes.as_ref().map_or(0, Vec::len),
        || codes_in(&page),
    )?;
    Ok(())
}
