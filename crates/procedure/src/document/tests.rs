use contract::rest::filing::Answers;
use model::document::{Block, Cell, Document, Span, Table};
use serde_json::json;

use super::*;
use crate::machine::Standing;
use crate::procedure::Context;
use crate::tests::{changed, library, trial};

fn example() -> (Context, Standing) {
    trial().example_context("complete", &library().calendar()).expect("the example is there")
}

fn paper(context: &Context) -> Document {
    trial().document("application", context, &example().1).expect("it can be printed")
}

fn tables(document: &Document) -> Vec<&Table> {
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables.collect()
}

fn cell_text(cell: &Cell) -> String {
    let spans = cell.lines.iter().flatten().map(|span| match span {
        Span::Text { text, .. } | Span::Blank { text, .. } => text.clone(),
        Span::Check { label, checked, .. } => {
            format!("{}{label}", if *checked { "+" } else { "-" })
        }
        Span::Break => "\n".to_owned(),
    });
    spans.collect()
}

#[test]
fn a_paper_prints_what_was_answered_as_people_read_it() {
    let document = paper(&example().0);
    assert!(document.banner.contains("示例"));
    let tables = tables(&document);
    let basics = tables[0];
    assert_eq!(cell_text(&basics.rows[0][1]), "示例机械有限公司");
    assert_eq!(basics.rows[0][1].field, "application.name");
    assert_eq!(cell_text(&basics.rows[2][1]), "-小型　-中型　+大型");
    assert_eq!(cell_text(&basics.rows[3][1]), "+装备　-化工　+其他：机器人");
    let staff = document.blocks.iter().find_map(|block| match block {
        Block::Paragraph { spans, .. } => spans.iter().find_map(|span| match span {
            Span::Blank { field, text, .. } => Some((field.clone(), text.clone())),
            _ => None,
        }),
        _ => None,
    });
    assert_eq!(staff, Some(("application.staff".to_owned(), "12".to_owned())));
}

#[test]
fn rows_are_numbered_filled_up_and_carry_computed_columns() {
    let document = paper(&example().0);
    let rows = tables(&document)
        .into_iter()
        .find(|t| t.field == "application.projects" && t.widths == [10, 50, 20, 20]);
    let rows = rows.expect("the table of projects");
    let texts: Vec<Vec<String>> =
        rows.rows.iter().map(|row| row.iter().map(cell_text).collect()).collect();
    assert_eq!(texts[1], ["1", "边界防护", "120.50", "10.0"]);
    assert_eq!(texts[3], ["3", "", "", ""], "as many lines as the form has");
    assert_eq!(rows.rows[1][1].field, "title");
}

#[test]
fn items_show_the_verdict_and_scores_their_rules() {
    let document = paper(&example().0);
    let tables = tables(&document);
    let items = tables[tables.len() - 2];
    let row: Vec<String> = items.rows[1].iter().map(cell_text).collect();
    assert_eq!(row[2..], ["部分符合", "部分车间尚未覆盖", "部分符合", "属实"]);
    let score = tables[tables.len() - 1];
    let last: Vec<String> = score.rows.last().expect("a sum").iter().map(cell_text).collect();
    assert_eq!(last[..3], ["自评得分", "80", "100"]);
}

#[test]
fn what_people_typed_stays_text() {
    let mut context = example().0;
    let answers = context.answers.get_mut("application").expect("answers");
    let typed = "{?staff} {scores.total} {{ <b>";
    answers.insert("name".to_owned(), json!(typed));
    assert_eq!(cell_text(&tables(&paper(&context))[0].rows[0][1]), typed);
}

/// A paper's fields as a reader of filled papers hands them back.
fn read(document: &Document) -> Vec<Filled> {
    let mut filled = Vec::new();
    for table in tables(document) {
        let skip = usize::from(table.header_rows);
        for (row, cells) in table.rows.iter().skip(skip).enumerate() {
            for cell in cells {
                let at =
                    |field: &str| At { table: table.field.clone(), row, field: field.to_owned() };
                if !cell.field.is_empty() {
                    filled.push(Filled::Text { at: at(&cell.field), text: cell_text(cell) });
                }
                for span in cell.lines.iter().flatten() {
                    match span {
                        Span::Check { field, code, checked, .. } => filled.push(Filled::Check {
                            at: at(field),
                            code: code.clone(),
                            checked: *checked,
                        }),
                        Span::Blank { field, text, .. } => {
                            filled.push(Filled::Text { at: at(field), text: text.clone() });
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    filled
}

#[test]
fn a_filled_paper_reads_back_as_the_answers_it_was_made_of() {
    let (context, _) = example();
    let back = trial().read_back("application", &read(&paper(&context)));
    let given = &context.answers["application"];
    for field in
        ["name", "credit_code", "size", "sectors", "staff", "projects", "pledge", "outsourced"]
    {
        assert_eq!(back.get(field), given.get(field), "{field}");
    }
    assert_eq!(back["inventory"]["answer"], "partly");
    assert_eq!(back["inventory"]["note"], "部分车间尚未覆盖");
}

#[test]
fn filled_texts_are_read_as_people_write_them() {
    let check = |field: &str, text: &str, expected: serde_json::Value| {
        let at = At { field: format!("application.{field}"), ..At::default() };
        let back: Answers =
            trial().read_back("application", &[Filled::Text { at, text: text.to_owned() }]);
        assert_eq!(back.get(field), Some(&expected), "{text}");
    };
    check("staff", " １２ 人", json!(12));
    check("staff", "1,200", json!(1200));
    check("staff", "约十人", json!("约十人"));
    check("founded", "2019年3月2日", json!("2019-03-02"));
    check("founded", "2019/3/2", json!("2019-03-02"));
    check("size", "中型", json!("medium"));
    check("sectors", "装备、化工", json!(["machinery", "chemicals"]));
    check("outsourced", "是", json!(true));
    check("credit_code", "91320000ma1qwert4a", json!("91320000MA1QWERT4A"));
}

#[test]
fn a_paper_that_needs_a_state_waits_for_it() {
    let of = "of: [application]";
    let late = "of: [application]\nfrom_states: [confirmed]";
    let procedure = changed(&[("documents/application.yaml", of, late)])
        .unwrap_or_else(|problems| panic!("{problems:#?}"));
    let (context, confirmed) = example();
    assert!(procedure.document("application", &context, &confirmed).is_ok());
    let begun = procedure.fold(model::Millis(0), &[], &[], &library().calendar());
    let fault = procedure.document("application", &context, &begun).expect_err("not yet");
    assert_eq!(fault.code, "document.not_yet");
    let fault = procedure.document("other", &context, &confirmed).expect_err("unknown");
    assert_eq!(fault.code, "document.unknown");
}

#[track_caller]
fn check_problem(from: &str, to: &str, code: &str) {
    let problems = changed(&[("documents/application.yaml", from, to)]).err().unwrap_or_default();
    assert!(problems.iter().any(|problem| problem.code == code), "{code} not in {problems:#?}");
}

#[test]
fn what_is_wrong_with_a_paper_is_told() {
    check_problem(
        "{field: name, columns: 3}",
        "{field: nam, columns: 3}",
        "document.field_unknown",
    );
    check_problem("{field: name, columns: 3}", "{field: name, columns: 2}", "document.row_width");
    check_problem("{checks: size, columns: 3}", "{checks: name, columns: 3}", "document.checks");
    check_problem("{label: 规模}", "{label: 规模, text: 规模}", "document.cell");
    check_problem("{?staff}", "{?staf}", "document.field_unknown");
    check_problem("{?staff}", "{staff", "document.brace");
    check_problem("{cn_date(today)}", "{cn_date(todya)}", "expression.name_unknown");
    check_problem("{section: practice}", "{section: nothing}", "document.section_unknown");
    check_problem("{score: total}", "{score: nothing}", "document.score_unknown");
    check_problem("{items: application}", "{items: nothing}", "form.unknown");
    check_problem("{page_break: true}", "{page_break: true, space: 2}", "document.block");
    check_problem("field: projects", "field: name", "document.rows");
    check_problem("formats: [docx, pdf]", "formats: [doc]", "document.format");
    check_problem("layout: form", "layout: official", "document.official");
}
