//! The desk's figures: a section of a large form saved, a verification queue, a funnel over a
//! population, the figures of 附件2. Use-cases in process, on SQLite in a temporary folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use app::App;
use contract::kinds::filing::{Filing, PartyTenant};
use contract::kinds::filing_step;
use contract::kinds::filing_step::FilingStep;
use contract::kinds::filing_summary::FilingSummary;
use contract::rest::filing::{Answers, FilingDraft, SectionDraft};
use contract::rest::query::{FilingQuery, PeriodQuery};
use model::{Id, Millis, Role, TenantKind, TenantPath};
use procedure::Pack;
use store::Scope;

use super::Figure;
use super::rows::{self, append, caller, say, slowest};

const FIELDS: usize = 500;
const SECTIONS: usize = 10;
const QUEUE: usize = 10_000;
const POPULATION: usize = 45_000;
const GRADING: &str = "grading-industrial";
const ROUNDS: usize = 20;
const TENANTS: [(&str, TenantKind); 3] = [
    ("cn", TenantKind::Ministry),
    ("cn/32/miit", TenantKind::IndustryAuthority),
    ("cn/32/ent/a", TenantKind::Enterprise),
];

pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    rows::run(None, async |folder| {
        let app = rows::start(&folder, &TENANTS, vec![large_pack()?]).await?;
        let mut figures = vec![section_save(&app).await?];
        fill_queue(&app).await?;
        figures.push(queue(&app).await?);
        fill_population(&app).await?;
        figures.push(funnel(&app).await?);
        figures.push(annex(&app).await?);
        app.stop().await;
        Ok(figures)
    })
}

/// A form of 500 fields: texts with limits, numbers, sums, fields that depend on others.
fn large_pack() -> anyhow::Result<Pack> {
    let source = "source: {document: 测量用, confidence: A}";
    let title = "title: {zh: 测, en: T}";
    let manifest = format!(
        "id: bench-form\nkind: procedure\nversion: 1.0.0\n{title}\neffective_from: 2020-01-01\n\
         confidence: example\nsources: [{{document: 测量用, confidence: A}}]\n\
         files: [procedure.yaml, forms/large.yaml]\n"
    );
    let procedure = format!(
        "{source}\nsubject: {{kind: organisation}}\nperiod: {{kind: year}}\nparties:\n  \
         - {{id: applicant, {title}, tenants: [enterprise]}}\ninitial: draft\nstates:\n  \
         - {{id: draft, {title}}}\n  - {{id: done, {title}, terminal: true}}\nsteps:\n  \
         - {{action: submit, {title}, from: [draft], to: done, party: applicant, \
         roles: [enterprise_officer], forms: [large]}}\n"
    );
    let mut form = format!("id: large\n{title}\n{source}\nsections:\n");
    for section in 0..SECTIONS {
        let _ = writeln!(form, "  - id: s{section}\n    {title}\n    fields:");
        for number in 0..FIELDS / SECTIONS {
            let place = section * (FIELDS / SECTIONS) + number;
            let rest = match number % 5 {
                0 => "type: number, min: 0, max: 1000000".to_owned(),
                1 => "type: long_text, max_chars: 1000".to_owned(),
                2 => format!(
                    "type: computed, formula: \"f{} == null ? 0.0 : f{} * 2.0\"",
                    place - 2,
                    place - 2
                ),
                3 => format!("type: text, when: \"f{} != null\"", place - 3),
                _ => "type: text, required: \"true\", max_chars: 200".to_owned(),
            };
            let _ = writeln!(form, "      - {{id: f{place}, {title}, {rest}}}");
        }
    }
    let files = BTreeMap::from([
        ("pack.yaml".to_owned(), manifest.into_bytes()),
        ("procedure.yaml".to_owned(), procedure.into_bytes()),
        ("forms/large.yaml".to_owned(), form.into_bytes()),
    ]);
    Pack::load(&files).map_err(|found| anyhow::anyhow!("{found:?}"))
}

async fn section_save(app: &App) -> anyhow::Result<Figure> {
    let officer = caller(app, "cn/32/ent/a", Role::EnterpriseOfficer)?;
    let draft = FilingDraft {
        procedure: "bench-form".to_owned(),
        period: String::new(),
        subject: String::new(),
        parties: BTreeMap::new(),
        previous: None,
    };
    let filing = app.filing_begin(&officer, draft).await?.id;
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        for section in 0..SECTIONS {
            let first = section * (FIELDS / SECTIONS);
            let mut answers = Answers::new();
            for place in first..first + FIELDS / SECTIONS {
                let value = match place % 5 {
                    0 => (place + round).into(),
                    2 => continue,
                    _ => format!("第{round}次填写的内容{place}").into(),
                };
                answers.insert(format!("f{place}"), value);
            }
            let revision = u32::try_from(round)?;
            let draft =
                SectionDraft { answers, revision, base: Answers::new(), carried: BTreeMap::new() };
            let start = Instant::now();
            app.section_save(&officer, filing, "large", &format!("s{section}"), draft).await?;
            times.push(start.elapsed());
        }
    }
    Ok(Figure {
        name: "section save, 500-field form",
        value: slowest(&times),
        unit: "ms",
        note: format!("p95 of {}, evaluated and durable", times.len()),
    })
}

fn header(
    procedure: &str,
    applicant: &str,
    name: String,
    subject: String,
) -> anyhow::Result<Filing> {
    let party = |tenant: &str, summary| {
        Ok::<_, anyhow::Error>(PartyTenant { tenant: tenant.parse()?, summary })
    };
    Ok(Filing {
        procedure: procedure.to_owned(),
        period: "2026".to_owned(),
        subject,
        applicant: applicant.parse()?,
        applicant_name: name,
        parties: BTreeMap::from([
            ("applicant".to_owned(), party(applicant, false)?),
            ("authority".to_owned(), party("cn/32/miit", false)?),
            ("ministry".to_owned(), party("cn", true)?),
        ]),
        begun: Millis(1_767_574_800_000),
        previous: None,
    })
}

fn grading(app: &App) -> anyhow::Result<String> {
    let all = app.packs().procedures.all();
    let known = all.iter().find(|known| known.id == GRADING).context("no grading pack")?;
    Ok(known.name.clone())
}

/// Filings that wait for one authority, in two states.
async fn fill_queue(app: &App) -> anyhow::Result<()> {
    let procedure = grading(app)?;
    let (officer, authority): (TenantPath, TenantPath) =
        ("cn/32/ent/a".parse()?, "cn/32/miit".parse()?);
    for chunk in (0..QUEUE).collect::<Vec<_>>().chunks(500) {
        let mut tx = app.store().begin(&Scope::system()).await?;
        for number in chunk {
            let id = tx.new_id();
            let name = format!("企业{:05}", number * 7919 % QUEUE);
            let body = header(&procedure, "cn/32/ent/a", name, format!("系统{number}"))?;
            append(&mut tx, (id, 0), &officer, &authority, &body).await?;
            append(&mut tx, (id, 1), &officer, &authority, &body).await?;
            let step = submitted(id, &officer, number % 3)?;
            say(&mut tx, &officer, &authority, &step).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

fn submitted(filing: Id, by: &TenantPath, grade: usize) -> anyhow::Result<filing_step::FilingStep> {
    let body = serde_json::json!({
        "filing": filing, "party": "applicant", "by": by, "role": "enterprise_officer",
        "action": "submit", "turn": 1, "state": "submitted",
        "results": { "grade": (grade + 1).to_string() }, "scores": { "total": 30 + grade * 20 },
    });
    Ok(serde_json::from_value::<FilingStep>(body)?)
}

async fn queue(app: &App) -> anyhow::Result<Figure> {
    let regulator = caller(app, "cn/32/miit", Role::ProvincialRegulator)?;
    let mut times = Vec::new();
    for round in 0..5 {
        for word in
            ["changed", "begun", "due", "applicant", "state", "result", "score", "number", "signs"]
        {
            for sort in [word.to_owned(), format!("-{word}")] {
                let query = FilingQuery {
                    sort: Some(sort),
                    procedure: Some(GRADING.to_owned()),
                    q: (round == 4).then(|| "企业0".to_owned()),
                    ..FilingQuery::default()
                };
                let start = Instant::now();
                let page = app.filing_list(&regulator, &query).await?;
                times.push(start.elapsed());
                ensure!(round == 4 || page.total == QUEUE as u64, "{} filings", page.total);
            }
        }
    }
    Ok(Figure {
        name: "verification queue, any sort",
        value: slowest(&times),
        unit: "ms",
        note: format!("p95 of {} pages over {QUEUE} filings", times.len()),
    })
}

/// Summaries as a ministry holds them.
async fn fill_population(app: &App) -> anyhow::Result<()> {
    let procedure = grading(app)?;
    let (authority, ministry): (TenantPath, TenantPath) = ("cn/32/miit".parse()?, "cn".parse()?);
    const BARS: [&str; 5] = ["graded", "verified", "protected", "evaluated", "rectified"];
    for chunk in (0..POPULATION).collect::<Vec<_>>().chunks(500) {
        let mut tx = app.store().begin(&Scope::system()).await?;
        for number in chunk {
            let applicant = format!("cn/32/ent/e{number}");
            let filing = header(&procedure, &applicant, format!("企业{number:05}"), String::new())?;
            let grade = (number % 3 + 1).to_string();
            let changed = filing.begun;
            let body = FilingSummary {
                id: tx.new_id(),
                filing,
                by: authority.clone(),
                state: "confirmed".to_owned(),
                waiting: Vec::new(),
                terminal: false,
                results: BTreeMap::from([("grade".to_owned(), grade.clone())]),
                result: grade,
                rank: i64::try_from(number % 3)?,
                score: Some(50.0),
                number: format!("级〔2026〕{number:05}号"),
                due: None,
                changed,
                reached: BARS.iter().take(number % 5 + 1).map(|bar| (*bar).to_owned()).collect(),
                indicators: BTreeMap::from([("K1".to_owned(), 1.0)]),
            };
            say(&mut tx, &authority, &ministry, &body).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn funnel(app: &App) -> anyhow::Result<Figure> {
    let ministry = caller(app, "cn", Role::MinistryOperator)?;
    let query = PeriodQuery { procedure: GRADING.to_owned(), period: "2026".to_owned() };
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let funnel = app.filing_funnel(&ministry, &query).await?;
        times.push(start.elapsed());
        let first = funnel.bars.first().map_or(0, |bar| bar.filings);
        ensure!(first as usize == POPULATION, "{first} filings in the first bar");
    }
    Ok(Figure {
        name: "funnel of five steps",
        value: slowest(&times),
        unit: "ms",
        note: format!("p95 of {ROUNDS}, {POPULATION} enterprises"),
    })
}

/// All figures of 附件2 for one authority, and the paper made of them.
async fn annex(app: &App) -> anyhow::Result<Figure> {
    let regulator = caller(app, "cn/32/miit", Role::ProvincialRegulator)?;
    let draft = FilingDraft {
        procedure: "region-selection".to_owned(),
        period: String::new(),
        subject: "江苏省".to_owned(),
        parties: BTreeMap::new(),
        previous: None,
    };
    let filing = app.filing_begin(&regulator, draft).await?.id;
    let start = Instant::now();
    let query = PeriodQuery { procedure: "region-selection".to_owned(), period: "2026".to_owned() };
    let figures = app.indicator_list(&regulator, &query).await?;
    let detail = app.filing_view(&regulator, filing).await?;
    let document = detail.documents.first().context("region-selection has no document")?;
    let paper = app.filing_document(&regulator, filing, &document.document, "docx").await?;
    let took = start.elapsed();
    ensure!(figures.total >= 20 && !paper.bytes.is_empty(), "{} figures", figures.total);
    Ok(Figure {
        name: "附件2 of one authority",
        value: took.as_secs_f64() * 1000.0,
        unit: "ms",
        note: format!("{} figures over {QUEUE} filings, and the docx", figures.total),
    })
}
