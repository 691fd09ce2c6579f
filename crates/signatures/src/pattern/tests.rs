use super::*;

/// The first match of a pattern, or `None`.
#[track_caller]
fn check(pattern: &str, flags: &str, data: &[u8], expected: Option<(usize, usize)>) {
    let compiled = Pattern::compile(pattern, flags).unwrap_or_else(|e| panic!("{pattern}: {e}"));
    assert_eq!(compiled.find_at(data, 0), expected, "/{pattern}/{flags} on {data:?}");
}

#[track_caller]
fn refused(pattern: &str, code: &str) {
    let error = Pattern::compile(pattern, "").expect_err(pattern);
    assert_eq!(error.code(), code, "{pattern}: {error}");
}

#[test]
fn escapes_stand_for_bytes() {
    check(r"\x41\x{42}C", "", b"xABC", Some((1, 4)));
    check(r"\xff\x80", "", b"\x00\xff\x80", Some((1, 3)));
    check(r"\xAa", "", b"\xaaa", Some((0, 1)));
    check(r"a\x1", "", b"a\x01", Some((0, 2)));
    check(r"\/\<\>\-\!\@\;\:\#\%\&\'\~\`\=\,", "", b"/<>-!@;:#%&'~`=,", Some((0, 16)));
    check(r"\0\012\e\a\f\cA\o{101}", "", b"\0\n\x1b\x07\x0c\x01A", Some((0, 7)));
    check(r"\Qa.b|c\E+", "", b"a.b|ccc", Some((0, 7)));
    check("\u{e9}\u{ff}", "", b"\xe9\xff", Some((0, 2)));
}

#[test]
fn classes_hold_bytes_and_nothing_of_unicode() {
    check(r"[^\x00-\x7f]{3}", "", b"ab\xe9\xff\x80", Some((2, 5)));
    check(r"[]a]+[^]b]", "", b"]a]c", Some((0, 4)));
    check(r"[\w\-.]+@", "", b"!a-b.c@", Some((1, 7)));
    check(r"[a-\d]+", "", b"a-5", Some((0, 3)));
    check(r"[[:xdigit:]]{2}[[:^alpha:]]", "", b"xxaf1", Some((2, 5)));
    check(r"[a&&~~-]+", "", b"&~-a", Some((0, 4)));
    check(r"[[a]+", "", b"[a[", Some((0, 3)));
    check(r"[\b]", "", b"a\x08", Some((1, 2)));
    check(r"\w+", "", b"\xe9\xe8ab\xe9", Some((2, 4)));
    check(r"[^a]", "i", b"Aab", Some((2, 3)));
    check(r"\h+\N", "", b"a \xa0\tb", Some((1, 5)));
}

#[test]
fn braces_that_count_nothing_are_themselves() {
    check(r"a{,3}", "", b"a{,3}", Some((0, 5)));
    check(r"{x}", "", b"{x}", Some((0, 3)));
    check(r"a{2,}b{1}", "", b"aaab", Some((0, 4)));
    check(r"[a-z]{2,3}?", "", b"abc", Some((0, 2)));
}

#[test]
fn flags_are_those_of_pcre() {
    check("AbC", "i", b"xabc", Some((1, 4)));
    check("a.b", "", b"a\nb", None);
    check("a.b", "s", b"a\nb", Some((0, 3)));
    check("^b$", "", b"a\nb\n", None);
    check("^b$", "m", b"a\nb\nc", Some((2, 3)));
    check("b", "A", b"ab", None);
    check("a|b", "A", b"b", Some((0, 1)));
    check("b$", "", b"ab\n", Some((1, 3)));
    check("b$", "E", b"ab\n", None);
    check(r"b\Z", "", b"ab\n", Some((1, 3)));
    check(r"b\z", "", b"ab\n", None);
    check("a b # c\n [ ]", "x", b"ab ", Some((0, 3)));
    check("a+", "G", b"aaa", Some((0, 1)));
    check("a+?", "G", b"aaa", Some((0, 3)));
    check("(?i)ab(?-i)c", "", b"ABc", Some((0, 3)));
    check("a(?x: b c )d", "", b"abcd", Some((0, 4)));
    check("a(?#note)b", "", b"ab", Some((0, 2)));
}

#[test]
fn what_an_automaton_cannot_do_is_done_by_going_back() {
    check(r"foo(?=bar)", "", b"foobaz foobar", Some((7, 10)));
    check(r"foo(?!bar)", "", b"foobar foobaz", Some((7, 10)));
    check(r"(?<=\x00)a", "", b"ba\x00a", Some((3, 4)));
    check(r"(?<!\xff)a", "", b"\xffa\xe9a", Some((3, 4)));
    check(r"(a|b)\1", "", b"abb", Some((1, 3)));
    check(r"(?P<x>.)(?P=x)\k<x>", "", b"abbbb", Some((1, 4)));
    check(r"(\w)\g{1}", "", b"abb", Some((1, 3)));
    check(r"(?>a+)b", "", b"aab", Some((0, 3)));
    check(r"a++b", "", b"aab", Some((0, 3)));
    check(r"a*+a", "", b"aaa", None);
    check(r"(a)?(?(1)b|c)", "", b"xc", Some((1, 2)));
    check(r"^(?!\x05\x64)", "A", b"\x05\x64", None);
    check(r"(?!x)b$", "", b"ab\n", Some((1, 2)));
    check(r"a\Kb", "", b"ab", Some((1, 2)));
    check(r"(?=\w)[^\w]", "", b"\xe9", None);
}

#[test]
fn line_ends_of_every_kind_are_one() {
    check(r"a\Rb", "", b"a\r\nb", Some((0, 4)));
    check(r"a\Rb", "", b"a\x0bb", Some((0, 3)));
}

#[test]
fn what_is_not_there_is_refused() {
    refused("(?R)", "pcre.unsupported");
    refused(r"\p{L}", "pcre.unsupported");
    refused("(*SKIP)", "pcre.unsupported");
    refused("(a", "pcre.syntax");
    refused("a)", "pcre.syntax");
    refused("[a", "pcre.syntax");
    refused("*a", "pcre.syntax");
    refused(r"\y", "pcre.syntax");
    refused(r"(a)\2", "pcre.syntax");
    refused("[z-a]", "pcre.syntax");
    refused("a\\", "pcre.syntax");
}

#[test]
fn matching_begins_where_it_is_told_to() {
    let pattern = Pattern::compile("^b", "").unwrap();
    assert_eq!(pattern.find_at(b"ab", 1), Some((1, 2)));
    assert_eq!(pattern.find_at(b"ab", 3), None);
    let pattern = Pattern::compile(r"(a)|(b)", "").unwrap();
    assert_eq!(pattern.captures_at(b"xb", 1), Some(vec![Some((1, 2)), None, Some((1, 2))]));
    let pattern = Pattern::compile(r"(?=(b))b", "").unwrap();
    assert_eq!(pattern.captures_at(b"xb", 0), Some(vec![Some((1, 2)), Some((1, 2))]));
}

#[test]
fn going_back_has_an_end() {
    let pattern = Pattern::compile(r"(?=(a+)+$)(\w+)+\1!", "").unwrap();
    assert!(pattern.backtracks());
    assert_eq!(pattern.find_at(&[b'a'; 2000], 0), None);
}

#[test]
fn counts_beyond_an_automaton_still_compile() {
    let pattern = Pattern::compile(r"[^\n]{3000,}(\w\s\d){1000}", "").unwrap();
    assert_eq!(pattern.find_at(b"short", 0), None);
}

proptest::proptest! {
    #[test]
    fn no_pattern_panics(pattern in r"[\PC]{0,40}", flags in "[imsxAEG]{0,3}", data: Vec<u8>) {
        let found = Pattern::compile(&pattern, &flags).ok().and_then(|it| it.find_at(&data, 0));
        if let Some((begin, end)) = found {
            assert!(begin <= end && end <= data.len());
        }
    }

    #[test]
    fn no_pattern_of_pcre_signs_panics(pattern in r"[()\[\]{}|*+?^$.\\abdwxQEKRg0-9<>=!:-]{0,24}") {
        if let Ok(pattern) = Pattern::compile(&pattern, "") {
            let _ = pattern.captures_at(b"aab\x00\xff12", 0);
        }
    }

    #[test]
    fn quoted_bytes_find_themselves(data in proptest::collection::vec(0_u8.., 1..20)) {
        let text: String = data.iter().map(|byte| format!("\\x{byte:02x}")).collect();
        for flags in ["", "i", "sm"] {
            let found = Pattern::compile(&text, flags).unwrap().find_at(&data, 0);
            assert_eq!(found, Some((0, data.len())));
        }
    }
}
