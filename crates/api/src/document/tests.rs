use super::*;

#[test]
#[expect(clippy::disallowed_methods, reason = "a test's own switch, not configuration")]
fn the_committed_document_is_the_generated_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(path, openapi()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == openapi(), "stale: cargo xtask codegen");
}

#[test]
fn every_operation_is_named_resource_first_and_says_who_may() {
    let document: serde_json::Value = serde_json::from_str(&openapi()).unwrap();
    let mut operations = 0;
    for methods in document["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            operations += 1;
            let id = operation["operationId"].as_str().unwrap();
            assert!(id.contains('_'), "{id}");
            if let Some(action) = operation["x-action"].as_str() {
                let known = app::permission::Action::ALL.iter().any(|a| a.word() == action);
                assert!(
                    known || ["public", "probe_token", "feed_token"].contains(&action),
                    "{id}: {action}"
                );
            }
        }
    }
    assert!(operations > 50, "{operations}");
}
