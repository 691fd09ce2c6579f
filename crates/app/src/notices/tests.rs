use contract::kinds::loop_step::Attachment;
use procedure::Text;

use super::*;

fn step(requires: &[&str], optional: &[&str]) -> Step {
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Step {
        action: "reply".to_owned(),
        title: Text::default(),
        from: vec!["signed_for".to_owned()],
        to: "replied".to_owned(),
        party: Party::Recipient,
        roles: Vec::new(),
        requires: list(requires),
        optional: list(optional),
        clock: None,
    }
}

fn draft(text: &str, files: usize) -> StepDraft {
    let file = Attachment {
        name: "a.pdf".to_owned(),
        digest: String::new(),
        size_bytes: 1,
        media_type: String::new(),
    };
    StepDraft { action: "reply".to_owned(), text: text.to_owned(), attachments: vec![file; files] }
}

#[test]
fn a_draft_fills_the_fields_that_the_step_names_and_nothing_else() {
    let check = |step: &Step, draft: &StepDraft, expected: Option<&str>| {
        let fault = step.check_fields(given(step, draft)).err();
        assert_eq!(fault.as_ref().map(|fault| fault.code.as_ref()), expected, "{draft:?}");
    };
    let reply = step(&["text"], &["evidence"]);
    check(&reply, &draft("done", 0), None);
    check(&reply, &draft("done", 1), None);
    check(&reply, &draft("  ", 1), Some("procedure.field_missing"));
    let back = step(&["reason"], &[]);
    check(&back, &draft("not enough", 0), None);
    check(&back, &draft("", 0), Some("procedure.field_missing"));
    check(&back, &draft("not enough", 1), Some("procedure.field_unknown"));
    let sign = step(&[], &["note"]);
    check(&sign, &draft("", 0), None);
    check(&sign, &draft("seen", 0), None);
}
