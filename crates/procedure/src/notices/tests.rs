use super::*;

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn read(yaml: &str) -> Result<Notices, Vec<String>> {
    let found: Notices = serde_yaml_ng::from_str(yaml).expect("YAML of the right shape");
    let problems = found.check();
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(problems.iter().map(|problem| problem.code.to_string()).collect())
    }
}

const TEXT: &str = "
texts:
  - id: a
    title: {zh: 一, en: one}
    genre: notice
    from: report
    blanks: [{id: measures, title: {zh: 措施, en: Measures}}]
    subject: {zh: '关于{target}的通报', en: 'On {target}'}
    text: {zh: '发现{rule}。请{measures}。', en: '{rule} was seen; {measures}.'}
    source: {document: 示例, confidence: A}
";

#[test]
fn a_blank_takes_its_value_and_an_open_one_is_told() {
    let notices = read(TEXT).expect("a good pack");
    let known = values(&[("target", "10.0.0.1"), ("rule", "{measures}")]);
    let (title, text, unfilled) = notices.texts[0].fill(false, &known);
    assert_eq!(title, "关于10.0.0.1的通报");
    assert_eq!(text, "发现{measures}。请＿＿。", "a value is never a blank");
    assert_eq!(unfilled, ["measures"]);
}

#[test]
fn blanks_that_nothing_can_fill_and_names_given_twice_are_problems() {
    let check = |from: &str, to: &str, expected: &[&str]| {
        let codes = read(&TEXT.replace(from, to)).err().unwrap_or_default();
        assert_eq!(codes, expected, "{to}");
    };
    check("{measures}。", "{nobody}。", &["notices.blank"]);
    check("from: report", "from: plain", &["notices.blank"; 4]);
    check("en: one", "en: ''", &["notices.language"]);
    check("\ntexts:\n", &format!("\ntexts:{}", &TEXT["\ntexts:".len()..]), &["notices.twice"]);
}

#[test]
fn a_paper_prints_what_it_has_and_leaves_out_what_it_has_not() {
    let notices = read(
        "
papers:
  - id: letter
    title: {zh: 函, en: Letter}
    of: letter
    layout: official
    heading: '{title}'
    official: {red_head: '{red_head}', number: '{number}', to: '{recipients}', signature: '{issuer}', date: '{date}'}
    blocks:
      - {text: '{text}'}
      - {when: forwarded_number, text: '转发{forwarded_number}'}
      - {when: due, text: '请于{due}前反馈。'}
    source: {document: GB/T 9704-2012, confidence: V}
",
    )
    .expect("a good pack");
    let known =
        values(&[("title", "题"), ("text", "甲\n\n乙"), ("due", "明日"), ("number", "1号")]);
    let parts = PaperParts { recipients: vec!["某厂".to_owned()], ..PaperParts::default() };
    let document = notices.papers[0].print(&known, parts);
    let paragraphs = document.blocks.iter().filter(|b| matches!(b, Block::Paragraph { .. }));
    assert_eq!(paragraphs.count(), 3, "two of the text, one of the deadline");
    let official = document.official.expect("official paper");
    assert_eq!((official.number.as_str(), official.issuers.len()), ("1号", 0));
    assert_eq!(official.annexes, ["主送单位名单"]);
}
