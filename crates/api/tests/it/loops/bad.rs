//! Bad input, and two officers at once: a clear code, nothing half-written, one winner.

use model::Role;
use serde_json::{Value, json};

use super::{Field, PLANT, loop_path, text};

#[tokio::test]
async fn bad_input_is_named_and_changes_nothing() {
    let field = Field::start().await;
    let id = field.signed().await;
    let missing = "01900000-0000-7000-8000-000000000000";
    let officer = &field.officer;
    for (step, status, code) in [
        (json!({ "action": "dance" }), 422, "procedure.action_unknown"),
        (json!({ "action": "" }), 422, "procedure.action_unknown"),
        (json!({ "action": "sign_for" }), 409, "procedure.not_in_state"),
        (json!({ "action": "reply", "text": " " }), 422, "procedure.field_missing"),
        (json!({ "action": "reply", "text": "长".repeat(5001) }), 422, "text.length"),
        (
            json!({ "action": "reply", "text": "x", "fields": { "colour": "red" } }),
            422,
            "procedure.field_unknown",
        ),
        (
            json!({ "action": "plan", "text": "x", "fields": { "date": "2026-02-30" } }),
            422,
            "procedure.field_value",
        ),
        (
            json!({ "action": "plan", "text": "x", "fields": { "date": "soon" } }),
            422,
            "procedure.field_value",
        ),
        (
            json!({ "action": "reply", "text": "x", "attachments": [{ "name": "a.pdf",
            "digest": "ab".repeat(32), "size_bytes": 1, "media_type": "application/pdf" }] }),
            422,
            "notice.attachment_unknown",
        ),
        (json!({ "action": "reply", "text": "x", "for_everybody": true }), 422, "request.json"),
        (json!({ "text": "x" }), 422, "request.json"),
    ] {
        let shown = step.to_string();
        let reply = officer.post(&format!("{}/steps", loop_path(&id)), step).await;
        let shown: String = shown.chars().take(80).collect();
        assert_eq!((reply.status, reply.code()), (status, code), "{shown}: {}", reply.body);
    }
    field.settle().await;
    assert_eq!(field.agree(&id).await["steps"].as_array().unwrap().len(), 1);
    let steps = format!("/api/v1/loops/{missing}/steps");
    officer.post(&steps, json!({ "action": "sign_for" })).await.refused(404, "loop.missing");
    officer.get("/api/v1/loops/not-an-id").await.refused(404, "object.unknown");
    for query in ["?state=open&colour=red", "?limit=0", "?limit=201", "?cursor=%00", "?issuer=x/"] {
        let reply = officer.get(&format!("/api/v1/loops{query}")).await;
        assert!((400..500).contains(&reply.status), "{query}: {}", reply.body);
        assert!(!reply.code().is_empty(), "{query}");
    }
    let many = vec![missing; 201];
    let batch = json!({ "loops": many, "step": { "action": "sign_for" } });
    officer.post("/api/v1/loops/steps", batch).await.refused(422, "loop.batch");
    let unknown = "/api/v1/loops/procedures/loop-nothing";
    officer.get(unknown).await.refused(404, "loop.procedure_unknown");
    let machine = officer.get("/api/v1/loops/procedures/loop-notice").await.ok();
    assert!(text(&machine["dot"]).starts_with("digraph"));
}

#[tokio::test]
async fn a_letter_with_bad_input_takes_no_number() {
    let field = Field::start().await;
    let preview = "/api/v1/notice-drafts/preview";
    let letter = |more: Value| {
        let mut letter = json!({
            "title": "题", "text": "文", "severity": "high", "recipients": { "tenants": [PLANT] },
        });
        letter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        letter
    };
    let missing = "01900000-0000-7000-8000-000000000000";
    let port = json!({ "check": "port_closed", "address": "", "port": 1 });
    let condition = json!({ "check": "port_closed", "address": "10.0.0.1", "port": 1 });
    for (more, status, code) in [
        (json!({ "hazard": "CVE-1" }), 422, "hazard.identity"),
        (json!({ "hazard": "vuln:@" }), 422, "hazard.identity"),
        (json!({ "checks": [port] }), 422, "text.length"),
        (json!({ "checks": vec![condition; 21] }), 422, "loop.checks"),
        (json!({ "due": 1 }), 422, "notice.due_past"),
        (json!({ "series": missing }), 404, "series.missing"),
        (json!({ "report": missing }), 404, "report.missing"),
        (json!({ "forwards": missing }), 404, "notice.missing"),
        (json!({ "corrects": missing }), 404, "circular.missing"),
        (json!({ "recipients": { "rules": [{ "group": missing }] } }), 404, "group.missing"),
        (json!({ "title": "" }), 422, "text.length"),
        (json!({ "mark": "长".repeat(21) }), 422, "text.length"),
    ] {
        let shown = more.to_string();
        let reply = field.regulator.post(preview, letter(more.clone())).await;
        let shown: String = shown.chars().take(80).collect();
        assert_eq!((reply.status, reply.code()), (status, code), "{shown}: {}", reply.body);
        let saved = json!({ "letter": letter(more) });
        let saved = field.regulator.post("/api/v1/notice-drafts", saved).await;
        if saved.status < 300 {
            let path = format!("/api/v1/notice-drafts/{}/issue", text(&saved.body["id"]));
            let issued = field.regulator.post(&path, json!({ "revision": 1 })).await;
            assert_eq!((issued.status, issued.code()), (status, code), "{shown}");
        }
    }
    assert_eq!(field.regulator.get("/api/v1/circulars").await.ok()["total"], 0);
    let id = field.issue(&field.regulator, PLANT, json!({})).await;
    let seen = field.regulator.get(&loop_path(&id)).await.ok();
    assert!(text(&seen["number"]).contains("1号"), "{}", seen["number"]);
}

#[tokio::test]
async fn of_two_officers_at_once_one_wins_and_the_other_is_told_what_is_possible() {
    let field = Field::start().await;
    let colleague = field.plant.sign_in("colleague", PLANT, Role::EnterpriseOfficer).await;
    let id = field.issue(&field.regulator, PLANT, json!({})).await;
    let path = format!("{}/steps", loop_path(&id));
    let sign = json!({ "action": "sign_for" });
    let (one, two) =
        tokio::join!(field.officer.post(&path, sign.clone()), colleague.post(&path, sign));
    let mut both = [one, two];
    both.sort_by_key(|reply| reply.status);
    assert_eq!((both[0].status, both[1].status), (200, 409), "{}", both[1].body);
    assert_eq!(both[1].code(), "procedure.not_in_state");
    let said = both[1].body.to_string();
    assert!(said.contains("reply") && said.contains("signed_for"), "{said}");
    field.settle().await;
    assert_eq!(field.agree(&id).await["steps"].as_array().unwrap().len(), 1);

    // Both ends at once, each at its own node: all come to the same end, and one is refused.
    field.take(&field.officer, &id, json!({ "action": "reply", "text": "已整改。" })).await;
    field.take(&field.regulator, &id, json!({ "action": "return", "text": "补充。" })).await;
    let withdraw = json!({ "action": "withdraw", "text": "误发。" });
    let reply = json!({ "action": "reply", "text": "再报。" });
    field.officer.post(&path, reply).await.ok();
    field.regulator.post(&path, withdraw).await.ok();
    field.settle().await;
    field.agree(&id).await;

    // A draft changed by two: the second is told that it was changed.
    let letter = json!({
        "title": "题", "text": "文", "severity": "high", "recipients": { "tenants": [PLANT] },
    });
    let saved =
        field.regulator.post("/api/v1/notice-drafts", json!({ "letter": letter })).await.ok();
    let draft = format!("/api/v1/notice-drafts/{}", text(&saved["id"]));
    let change = json!({ "revision": 1, "letter": letter });
    let second = field.province.sign_in("second", "cn/32/miit", Role::ProvincialRegulator).await;
    let (one, two) =
        tokio::join!(field.regulator.put(&draft, change.clone()), second.put(&draft, change));
    let mut both = [one, two];
    both.sort_by_key(|reply| reply.status);
    assert_eq!((both[0].status, both[1].status), (200, 409), "{}", both[1].body);
    assert_eq!(both[1].code(), "record.revision");
    // Issued by two at once: one circular, one number.
    let issue = format!("{draft}/issue");
    let revision = json!({ "revision": 2 });
    let (one, two) =
        tokio::join!(field.regulator.post(&issue, revision.clone()), second.post(&issue, revision));
    let mut both = [one, two];
    both.sort_by_key(|reply| reply.status);
    assert_eq!((both[0].status, both[1].status), (201, 409), "{}", both[1].body);
    let circulars = field.regulator.get("/api/v1/circulars").await.ok();
    assert_eq!(circulars["total"], 2);
    field.rebuilt().await;
}
