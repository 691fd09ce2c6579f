use super::*;

#[test]
fn the_first_language_named_wins_and_chinese_is_the_default() {
    let check = |header: Option<&str>, expected| assert_eq!(Language::of(header), expected);
    check(None, Language::Zh);
    check(Some("en-US,en;q=0.9,zh;q=0.1"), Language::En);
    check(Some("fr, zh-CN"), Language::Zh);
    check(Some("fr"), Language::Zh);
}

#[test]
fn parameters_fill_their_places_and_missing_ones_leave_nothing() {
    let params = BTreeMap::from([("most".to_owned(), "20".to_owned())]);
    assert_eq!(fill("at most {most}{unit} files", &params), "at most 20 files");
    assert_eq!(fill("a { brace", &params), "a { brace");
}
