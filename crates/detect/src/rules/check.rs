//! What can be wrong with a rule; all of it is reported at once.

use model::finding::Severity;
use procedure::Problem;

use super::language::{
    AnomalyIs, BaselineIs, Body, ChangeIs, Deviation, Distinct, EngineeredIs, FileIs, Hint,
    IdentityField, IdentityIs, KeyPart, Match, RoleLevel, Rule, RuleText, ScanIs, SignatureIs,
    Threshold,
};

/// What an identity field or rule may be about.
const ATTRIBUTES: [&str; 10] = [
    "vendor",
    "model",
    "order_number",
    "serial",
    "firmware",
    "software",
    "name",
    "hardware",
    "module",
    "role",
];
/// What the probe says that a file is.
const FILE_CLASSES: [&str; 4] = ["file", "program", "configuration", "firmware"];
/// Levels of the Purdue model (IEC 62264-1 levels 0 to 4, and the zone between 3 and 4).
const LEVELS: [&str; 6] = ["0", "1", "2", "3", "3.5", "4"];
/// Most events or things a window can count; each takes memory.
const MAX_COUNT: u32 = 256;
const MAX_SECONDS: u32 = 7 * 24 * 3600;
const DEFAULT_QUIET: u32 = 600;

/// Collects problems at places below one rule.
struct Report<'a> {
    file: &'a str,
    path: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Report<'_> {
    fn at(&mut self, code: &'static str, place: &str) -> &mut Problem {
        let path =
            if place.is_empty() { self.path.to_owned() } else { format!("{}.{place}", self.path) };
        self.problems.push(Problem::new(code, self.file, path));
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }

    fn bad(&mut self, code: &'static str, place: &str, value: &str, allowed: &str) {
        let problem = self.at(code, place);
        problem.params.insert("value".to_owned(), value.to_owned());
        problem.params.insert("allowed".to_owned(), allowed.to_owned());
    }

    fn range(&mut self, place: &str, value: u32, low: u32, high: u32) {
        if !(low..=high).contains(&value) {
            self.bad("rule.out_of_range", place, &value.to_string(), &format!("{low} to {high}"));
        }
    }
}

pub(super) fn rule(
    text: RuleText,
    pack: &str,
    file: &str,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Option<Rule> {
    let before = problems.len();
    let mut report = Report { file, path, problems };
    head(&text, &mut report);
    let RuleText { matches, baseline, scan, identity, anomaly, change, .. } = text;
    let RuleText { signature, file: of_file, engineered, .. } = text;
    let bodies = [
        matches.map(Body::Match),
        baseline.map(Body::Baseline),
        scan.map(Body::Scan),
        identity.map(Body::Identity),
        anomaly.map(Body::Anomaly),
        change.map(Body::Change),
        signature.map(Body::Signature),
        of_file.map(Body::File),
        engineered.map(Body::Engineered),
    ];
    let mut given = bodies.into_iter().flatten();
    let (Some(mut body), None) = (given.next(), given.next()) else {
        report.bad(
            "rule.body",
            "",
            &text.id,
            "one of match, baseline, scan, identity, anomaly, change, signature, file, engineered",
        );
        return None;
    };
    check_body(&body, &mut report);
    let key = complete(&mut body, text.key);
    if problems.len() > before {
        return None;
    }
    let while_learning = text.while_learning.unwrap_or(text.severity >= Severity::High);
    Some(Rule {
        id: text.id,
        pack: pack.to_owned(),
        severity: text.severity,
        techniques: text.techniques,
        title: text.title,
        advice: text.advice,
        source: text.source,
        while_learning,
        key,
        quiet_seconds: text.quiet_seconds.unwrap_or(DEFAULT_QUIET),
        threshold: text.threshold,
        body,
    })
}

/// Fills in what the body counts by, and says what its findings are known by.
fn complete(body: &mut Body, key: Option<Vec<KeyPart>>) -> Vec<KeyPart> {
    let pair = vec![KeyPart::Source, KeyPart::Target];
    let natural = match body {
        Body::Scan(scan) => {
            if scan.per.is_empty() {
                scan.per = match scan.distinct {
                    Distinct::Targets => vec![KeyPart::Source],
                    Distinct::Sources => vec![KeyPart::Target],
                    _ => pair,
                };
            }
            scan.per.clone()
        }
        Body::Change(change) => {
            if change.per.is_empty() {
                change.per = vec![KeyPart::Object];
            }
            change.per.clone()
        }
        Body::Identity(_) => vec![KeyPart::Source, KeyPart::Object],
        Body::Signature(_) | Body::File(_) | Body::Engineered(_) => {
            vec![KeyPart::Source, KeyPart::Target, KeyPart::Object]
        }
        Body::Match(_) | Body::Baseline(_) | Body::Anomaly(_) => pair,
    };
    key.unwrap_or(natural)
}

fn head(text: &RuleText, report: &mut Report<'_>) {
    let id_ok = (3..=80).contains(&text.id.len())
        && text.id.contains('.')
        && text
            .id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._".contains(&b));
    if !id_ok {
        report.bad("rule.id", "id", &text.id, "[a-z0-9_.] with a dot");
    }
    for (index, technique) in text.techniques.iter().enumerate() {
        let digits = technique.strip_prefix("T0");
        if !digits.is_some_and(|d| d.len() == 3 && d.bytes().all(|b| b.is_ascii_digit())) {
            report.bad("rule.technique", &format!("techniques[{index}]"), technique, "T0000");
        }
    }
    for (name, words) in [("title", &text.title), ("advice", &text.advice)] {
        if !words.is_complete() {
            report.bad("rule.text_incomplete", name, "", "zh and en");
        }
    }
    if let Some(Threshold { count, within_seconds }) = text.threshold {
        report.range("threshold.count", count, 1, MAX_COUNT);
        report.range("threshold.within_seconds", within_seconds, 1, MAX_SECONDS);
    }
    report.range("quiet_seconds", text.quiet_seconds.unwrap_or(DEFAULT_QUIET), 0, MAX_SECONDS);
}

fn check_body(body: &Body, report: &mut Report<'_>) {
    match body {
        Body::Match(filter) => {
            if filter.is_empty() {
                report.bad("rule.matches_all", "match", "", "at least one condition");
            }
            check_match(filter, "match", report);
        }
        Body::Baseline(BaselineIs { deviations, when }) => {
            if deviations.is_empty() {
                report.bad("rule.empty_list", "baseline.deviations", "", "at least one deviation");
            }
            if deviations.contains(&Deviation::Silence) && !when.is_of_functions() {
                let allowed = "protocols, operations, codes, risks";
                report.bad("rule.silence", "baseline.when", "", allowed);
            }
            check_match(when, "baseline.when", report);
        }
        Body::Scan(scan) => check_scan(scan, report),
        Body::Identity(IdentityIs { attributes, .. }) => {
            if attributes.is_empty() {
                report.bad("rule.empty_list", "identity.attributes", "", &ATTRIBUTES.join(", "));
            }
            for (index, name) in attributes.iter().enumerate() {
                check_attribute(name, &format!("identity.attributes[{index}]"), report);
            }
        }
        Body::Anomaly(AnomalyIs { codes }) => {
            if codes.is_empty() || codes.iter().any(String::is_empty) {
                report.bad("rule.empty_list", "anomaly.codes", "", "a code, prefix.* or *");
            }
        }
        Body::Change(change) => check_change(change, report),
        Body::Signature(signature) => {
            if *signature == SignatureIs::default() {
                report.bad("rule.matches_all", "signature", "", "priorities, classes or sids");
            }
        }
        Body::File(file) => check_file(file, report),
        Body::Engineered(EngineeredIs { mismatches }) => {
            if mismatches.is_empty() {
                report.bad("rule.empty_list", "engineered.mismatches", "", "at least one mismatch");
            }
        }
    }
}

fn check_file(file: &FileIs, report: &mut Report<'_>) {
    if !(file.matched || file.changed || file.first || !file.classes.is_empty()) {
        report.bad("rule.matches_all", "file", "", "classes, matched, changed or first");
    }
    for (index, class) in file.classes.iter().enumerate() {
        if !FILE_CLASSES.contains(&class.as_str()) {
            let allowed = FILE_CLASSES.join(", ");
            report.bad("rule.file_class", &format!("file.classes[{index}]"), class, &allowed);
        }
    }
}

fn check_attribute(name: &str, place: &str, report: &mut Report<'_>) {
    if !ATTRIBUTES.contains(&name) {
        report.bad("rule.attribute", place, name, &ATTRIBUTES.join(", "));
    }
}

fn check_scan(scan: &ScanIs, report: &mut Report<'_>) {
    report.range("scan.at_least", scan.at_least, 2, MAX_COUNT);
    report.range("scan.within_seconds", scan.within_seconds, 1, MAX_SECONDS);
    if scan.flow.is_none() && scan.when.as_ref().is_none_or(Match::is_empty) {
        report.bad("rule.matches_all", "scan", "", "flow, or when with a condition");
    }
    if (scan.distinct == Distinct::Field) != scan.field.is_some() {
        report.bad("rule.distinct_field", "scan.field", "", "field together with distinct: field");
    }
    let of_messages =
        matches!(scan.distinct, Distinct::Codes | Distinct::Objects | Distinct::Field);
    if of_messages && scan.flow.is_some() {
        report.bad("rule.distinct_flow", "scan.flow", "", "sources, targets or ports");
    }
    if let Some(when) = &scan.when {
        check_match(when, "scan.when", report);
    }
}

fn check_change(change: &ChangeIs, report: &mut Report<'_>) {
    if change.field.is_empty() {
        report.bad("rule.field_name", "change.field", "", "a declared field");
    }
    if change.rise_over.is_none() && !change.fall {
        report.bad("rule.never_fires", "change", "", "rise_over, or fall: true");
    }
    if change.when.is_empty() {
        report.bad("rule.matches_all", "change.when", "", "at least one condition");
    }
    check_match(&change.when, "change.when", report);
}

fn check_match(filter: &Match, place: &str, report: &mut Report<'_>) {
    for (index, test) in filter.fields.iter().enumerate() {
        let at = format!("{place}.fields[{index}]");
        if test.name.is_empty() {
            report.bad("rule.field_name", &at, "", "a declared field");
        }
        if test.is_empty() {
            let allowed = "any_of, none_of, at_least, at_most or contains";
            report.bad("rule.field_comparison", &at, &test.name, allowed);
        }
    }
    if let Some(object) = &filter.object {
        let by_number = object.from.is_some() || object.to.is_some();
        let by_name = !object.names.is_empty() || object.prefix.is_some();
        if by_number && by_name {
            report.bad("rule.object", &format!("{place}.object"), "", "from/to or names/prefix");
        }
        if matches!((object.from, object.to), (Some(from), Some(to)) if from > to) {
            report.bad("rule.object", &format!("{place}.object.from"), "", "from not above to");
        }
    }
}

pub(super) fn hint(hint: &Hint, file: &str, path: &str, problems: &mut Vec<Problem>) {
    let mut report = Report { file, path, problems };
    report.range("confidence", hint.confidence.into(), 1, 100);
    if !["role", "purdue_level"].contains(&hint.attribute.as_str()) {
        report.bad("rule.attribute", "attribute", &hint.attribute, "role, purdue_level");
    }
    if hint.attribute == "purdue_level" {
        check_level(&hint.value, "value", &mut report);
    }
    if hint.value.is_empty() {
        report.bad("rule.text_incomplete", "value", "", "a word");
    }
    if hint.when.is_empty() {
        report.bad("rule.matches_all", "when", "", "at least one condition");
    }
    check_match(&hint.when, "when", &mut report);
}

pub(super) fn identity(field: &IdentityField, file: &str, path: &str, problems: &mut Vec<Problem>) {
    let mut report = Report { file, path, problems };
    report.range("confidence", field.confidence.into(), 1, 100);
    check_attribute(&field.attribute, "attribute", &mut report);
    if field.field.is_empty() {
        report.bad("rule.field_name", "field", "", "a declared field");
    }
}

fn check_level(level: &str, place: &str, report: &mut Report<'_>) {
    if !LEVELS.contains(&level) {
        report.bad("rule.level", place, level, &LEVELS.join(", "));
    }
}

pub(super) fn level(level: &RoleLevel, file: &str, path: &str, problems: &mut Vec<Problem>) {
    let mut report = Report { file, path, problems };
    check_level(&level.level, "level", &mut report);
    if level.role.is_empty() {
        report.bad("rule.text_incomplete", "role", "", "a word");
    }
}
