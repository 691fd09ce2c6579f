use super::*;

#[test]
fn only_pages_of_this_very_origin_may_change_something() {
    let check = |pairs: &[(&'static str, &str)], expected: bool| {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_str(value).unwrap());
        }
        assert_eq!(is_same_origin(&headers, None), expected, "{pairs:?}");
    };
    check(&[("host", "node:8443")], true);
    check(&[("host", "node:8443"), ("origin", "https://node:8443")], true);
    check(&[("host", "node:8443"), ("origin", "https://node:9443")], false);
    check(&[("host", "node:8443"), ("origin", "https://evil.example")], false);
    check(&[("host", "node:8443"), ("origin", "null")], false);
    check(&[("host", "node:8443"), ("sec-fetch-site", "cross-site")], false);
    check(&[("host", "node:8443"), ("sec-fetch-site", "same-site")], false);
    check(&[("host", "node:8443"), ("sec-fetch-site", "same-origin")], true);
}
