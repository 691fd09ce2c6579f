//! Packs that an authority brings in: checked, compared with what is filed, published.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use model::{NodeKind, Role, TenantKind};
use serde_json::json;
use store::blobs::BlobStore;
use testkit::walk::Example;
use testkit::{Client, Node, Pack, enrol, pack_files, settle_edges};

const GRADING: &str = "grading-industrial";

/// The grading pack in another version, with texts of its files replaced.
fn grading(version: &str, changes: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut files = pack_files(GRADING);
    let mut change = |file: &str, from: &str, to: &str| {
        let text = String::from_utf8(files[file].clone()).unwrap();
        assert!(text.contains(from), "{file} does not say {from}");
        files.insert(file.to_owned(), text.replace(from, to).into_bytes());
    };
    change("pack.yaml", "version: 0.2.0", &format!("version: {version}"));
    for (file, from, to) in changes {
        change(file, from, to);
    }
    zip(&files)
}

fn zip(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let name = format!("folder/{name}");
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Without the worked examples, which the changed scores would contradict.
fn stricter() -> Vec<u8> {
    let mut files = pack_files(GRADING);
    files.retain(|name, _| !name.starts_with("examples/"));
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let manifest = text("pack.yaml").replace("version: 0.2.0", "version: 0.9.0");
    let manifest: Vec<&str> =
        manifest.lines().filter(|line| !line.trim_start().starts_with("- examples/")).collect();
    let scoring = text("scoring.yaml").replace("scores.total >= 70", "scores.total >= 90");
    files.insert("pack.yaml".to_owned(), (manifest.join("\n") + "\n").into_bytes());
    files.insert("scoring.yaml".to_owned(), scoring.into_bytes());
    zip(&files)
}

#[tokio::test]
async fn a_pack_is_checked_compared_published_and_applies() {
    let node = Node::national().await;
    let ministry = node.sign_in("ministry", "cn", Role::MinistryOperator).await;
    let officer = node.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let example = Example::read(GRADING, "grade-three");
    let filing = example.begin(&officer).await;
    example.fill(&officer, &filing, "self_grading").await;
    let steps = format!("/api/v1/filings/{filing}/steps");
    officer.post(&steps, json!({ "action": "submit" })).await.ok();

    ministry.upload("/api/v1/packs", b"no zip").await.refused(422, "pack.zip");
    officer.upload("/api/v1/packs", b"no zip").await.refused(403, "permission.denied");
    let wrong = [("scoring.yaml", "scores.total >= 70", "scores.nothing >= 70")];
    let report = ministry.upload("/api/v1/packs", &grading("0.9.0", &wrong)).await.ok();
    assert!(report["pack"].is_null() && !report["problems"].as_array().unwrap().is_empty());
    let failing = [("scoring.yaml", "scores.total >= 70", "scores.total >= 90")];
    let report = ministry.upload("/api/v1/packs", &grading("0.9.0", &failing)).await.ok();
    assert!(report["pack"].is_null() && report["problems"] == json!([]), "{report}");
    let examples = report["examples"].as_array().unwrap();
    assert!(examples.iter().any(|example| example["passed"] == false), "{report}");

    let report = ministry.upload("/api/v1/packs", &stricter()).await.ok();
    assert_eq!(report["pack"]["state"], "draft", "{report}");
    let listed = async |client: &Client| {
        let page = client.get("/api/v1/packs").await.ok();
        let rows = page["items"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["id"] == GRADING && row["version"] == "0.9.0")
    };
    assert!(listed(&officer).await.is_none(), "a draft is its authority's");
    let detail = ministry.get("/api/v1/packs/grading-industrial/0.9.0").await.ok();
    assert_eq!(
        (&detail["state"], &detail["machine"]["initial"]),
        (&json!("draft"), &json!("draft"))
    );
    officer.get("/api/v1/packs/grading-industrial/0.9.0").await.refused(404, "pack.missing");
    // The authority that verifies sees whose grade would change.
    let diff = ministry.get("/api/v1/packs/grading-industrial/0.9.0/diff").await.ok();
    assert_eq!(
        (&diff["before"], &diff["after"]),
        (&json!("grading-industrial@0.2.0"), &json!("grading-industrial@0.9.0"))
    );

    let place = "/api/v1/packs/grading-industrial/0.9.0/publish";
    let row = ministry.post(place, json!({})).await.ok();
    assert_eq!(row["state"], "in_force", "{row}");
    assert_eq!(ministry.post(place, json!({})).await.code(), "pack.published");
    assert_eq!(listed(&officer).await.unwrap()["state"], "in_force");
    let procedures = officer.get("/api/v1/procedures").await.ok();
    let begun = procedures["items"].as_array().unwrap().iter().find(|row| row["id"] == GRADING);
    assert_eq!(begun.unwrap()["procedure"], "grading-industrial@0.9.0");
    // What began before goes on under its own version.
    let detail = officer.get(&format!("/api/v1/filings/{filing}")).await.ok();
    assert_eq!(detail["procedure"], "grading-industrial@0.2.0");
    assert_eq!(detail["results"]["grade"], "3");
    let node = {
        drop((ministry, officer));
        node.restart().await
    };
    let all = node.app.packs().procedures.all();
    assert!(all.iter().any(|known| known.name == "grading-industrial@0.9.0"));
}

#[tokio::test]
async fn the_verifying_authority_sees_whose_result_a_new_version_changes() {
    let node = Node::national().await;
    let officer = node.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let regulator = node.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await;
    let example = Example::read(GRADING, "grade-three");
    let filing = example.begin(&officer).await;
    example.fill(&officer, &filing, "self_grading").await;
    let steps = format!("/api/v1/filings/{filing}/steps");
    officer.post(&steps, json!({ "action": "submit" })).await.ok();
    let report = regulator.upload("/api/v1/packs", &stricter()).await.ok();
    assert_eq!(report["pack"]["state"], "draft", "{report}");
    let diff = regulator.get("/api/v1/packs/grading-industrial/0.9.0/diff").await.ok();
    assert_eq!((&diff["filings"], &diff["changed"][0]["filing"]), (&json!(1), &json!(filing)));
    let changed = &diff["changed"][0];
    assert_eq!((&changed["before"], &changed["after"]), (&json!("3"), &json!("2")), "{diff}");
}

#[tokio::test]
async fn a_version_that_is_only_at_hand_is_compared_page_by_page_and_forgotten() {
    let node = Node::national().await;
    let regulator = node.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await;
    let ministry = node.sign_in("ministry", "cn", Role::MinistryOperator).await;
    let example = Example::read(GRADING, "grade-three");
    let mut filings = Vec::new();
    for (login, tenant) in [("officer-a", "cn/32/ent/a"), ("officer-b", "cn/32/ent/b")] {
        let officer = node.sign_in(login, tenant, Role::EnterpriseOfficer).await;
        let filing = example.begin(&officer).await;
        example.fill(&officer, &filing, "self_grading").await;
        let steps = format!("/api/v1/filings/{filing}/steps");
        officer.post(&steps, json!({ "action": "submit" })).await.ok();
        filings.push(filing);
    }
    filings.sort();
    let route = "/api/v1/packs/diff";
    let first = regulator.upload(&format!("{route}?limit=1"), &stricter()).await.ok();
    assert_eq!(
        (&first["filings"], &first["changed"][0]["filing"]),
        (&json!(1), &json!(filings[0]))
    );
    let next = first["next"].as_str().unwrap();
    let named = format!("{route}?limit=1&cursor={next}&before=grading-industrial@0.2.0");
    let second = regulator.upload(&named, &stricter()).await.ok();
    assert_eq!(
        (&second["changed"][0]["filing"], &second["next"]),
        (&json!(filings[1]), &json!(null))
    );
    let changed = &second["changed"][0];
    assert_eq!((&changed["before"], &changed["after"]), (&json!("3"), &json!("2")));
    // Whoever has only the summaries is told so, rather than that nobody changes.
    let above = ministry.upload(route, &stricter()).await.ok();
    assert_eq!((&above["filings"], &above["summaries"]), (&json!(0), &json!(2)), "{above}");
    for (query, bytes, code) in [
        ("?limit=0", stricter(), "page.limit"),
        ("?cursor=x", stricter(), "page.cursor"),
        ("?before=case-selection@0.0.1", stricter(), "filing.procedure_unknown"),
        ("", b"no zip".to_vec(), "pack.zip"),
        ("", zip(&pack_files("loop-notice")), "pack.kind_fixed"),
        ("", grading("0.9.0", &[("scoring.yaml", "scores.total", "scores.none")]), "pack.wrong"),
    ] {
        assert_eq!(regulator.upload(&format!("{route}{query}"), &bytes).await.code(), code);
    }
    let packs = regulator.get("/api/v1/packs").await.ok();
    let kept = packs["items"].as_array().unwrap().iter().any(|row| row["version"] == "0.9.0");
    assert!(!kept, "{packs}");
}

/// One file of the pack, replaced or added.
fn with_file(version: &str, name: &str, content: &[u8]) -> Vec<u8> {
    let mut files = pack_files(GRADING);
    let manifest = String::from_utf8(files["pack.yaml"].clone()).unwrap();
    let manifest = manifest.replace("version: 0.2.0", &format!("version: {version}"));
    files.insert("pack.yaml".to_owned(), manifest.into_bytes());
    files.insert(name.to_owned(), content.to_vec());
    zip(&files)
}

#[tokio::test]
async fn what_is_wrong_with_a_pack_is_told_and_nothing_is_kept() {
    let node = Node::provincial().await;
    let regulator = node.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await;
    let told = async |bytes: &[u8]| {
        let report = regulator.upload("/api/v1/packs", bytes).await.ok();
        assert!(report["pack"].is_null(), "{report}");
        let problems = report["problems"].as_array().unwrap().clone();
        let codes: Vec<String> =
            problems.iter().map(|p| p["code"].as_str().unwrap().to_owned()).collect();
        assert!(problems.iter().all(|problem| problem["file"].is_string()), "{report}");
        codes
    };
    // Does not type-check; a paper names a field that is not there; a number without a source.
    let wrong = [("scoring.yaml", "scores.total >= 70", "scores.total == '三级'")];
    assert!(told(&grading("0.9.1", &wrong)).await.contains(&"expression.type".to_owned()));
    let paper = [("documents/grading-report.yaml", "field: name}", "field: nobody}")];
    let codes = told(&grading("0.9.1", &paper)).await;
    assert!(codes.iter().any(|code| code.starts_with("document.")), "{codes:?}");
    // Files that nobody listed, that are of no use, that climb out of their folder.
    assert_eq!(told(&with_file("0.9.1", "notes.txt", b"x")).await, ["pack.file_unlisted"]);
    assert_eq!(told(&with_file("0.9.1", "../../evil.yaml", b"x: 1")).await, ["pack.file_unlisted"]);
    let climbing = [("pack.yaml", "files:\n", "files:\n  - ../procedure.yaml\n")];
    assert!(told(&grading("0.9.1", &climbing)).await.contains(&"pack.file_name".to_owned()));
    let large = vec![b'#'; (1 << 20) + 1];
    assert_eq!(told(&with_file("0.9.1", "codes.yaml", &large)).await, ["pack.file_too_large"]);
    // A bomb: 64 MiB of nothing in a few kilobytes.
    let bomb = with_file("0.9.1", "codes.yaml", &vec![b' '; 64 << 20]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(regulator.upload("/api/v1/packs", &bomb).await.code(), "pack.too_large");
    let heavy = regulator.upload("/api/v1/packs", &vec![0; (4 << 20) + 1]).await;
    assert_eq!((heavy.status, heavy.code()), (422, "pack.too_large"));
    let far = regulator.upload("/api/v1/packs", &vec![0; 6 << 20]).await;
    assert!(far.status >= 400, "{}", far.status);
    // Half a zip, an empty one, one that holds no pack.
    let whole = stricter();
    regulator.upload("/api/v1/packs", &whole[..whole.len() / 2]).await.refused(422, "pack.zip");
    assert_eq!(told(&zip(&BTreeMap::new())).await, ["pack.manifest_missing"]);
    // Rules of other kinds come with the executable.
    let rules = zip(&pack_files("loop-notice"));
    regulator.upload("/api/v1/packs", &rules).await.refused(422, "pack.kind_fixed");
    // What ships never changes.
    let shipped = zip(&pack_files(GRADING));
    regulator.upload("/api/v1/packs", &shipped).await.refused(409, "pack.published");
    let listed = regulator.get("/api/v1/packs").await.ok();
    let drafts = listed["items"].as_array().unwrap().iter().filter(|row| row["state"] == "draft");
    assert_eq!(drafts.count(), 0, "nothing was kept");
}

#[tokio::test]
async fn a_draft_may_change_and_a_published_version_may_not() {
    let node = Node::provincial().await;
    let regulator = node.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await;
    let other = node.sign_in("other", "cn/32/ca", Role::ProvincialRegulator).await;
    let first = regulator.upload("/api/v1/packs", &stricter()).await.ok();
    let titled = [("pack.yaml", "title: {zh: ", "title: {zh: 新")];
    let second = regulator.upload("/api/v1/packs", &grading("0.9.0", &titled)).await.ok();
    assert_ne!(first["pack"]["digest"], second["pack"]["digest"]);
    let place = "/api/v1/packs/grading-industrial/0.9.0";
    let detail = regulator.get(place).await.ok();
    assert_eq!(detail["digest"], second["pack"]["digest"], "the draft is the last one");
    other.post(&format!("{place}/publish"), json!({})).await.refused(404, "pack.missing");
    regulator.post(&format!("{place}/publish"), json!({})).await.ok();
    for client in [&regulator, &other] {
        client.upload("/api/v1/packs", &stricter()).await.refused(409, "pack.published");
    }
    assert_eq!(regulator.get(place).await.ok()["digest"], second["pack"]["digest"]);
}

#[tokio::test]
async fn a_published_pack_travels_and_applies_when_its_content_is_there() {
    let national = Node::start(NodeKind::National, &[("cn", TenantKind::Ministry)]).await;
    let hosted = [
        ("cn/32/miit", TenantKind::IndustryAuthority),
        ("cn/32/ca", TenantKind::CommunicationsAdministration),
        ("cn/32/ent/b", TenantKind::Enterprise),
    ];
    let province = Node::start(NodeKind::Provincial, &hosted).await;
    enrol(&national, &province).await;
    settle_edges(&[(&province, &national)]).await;
    let ministry = national.sign_in("ministry", "cn", Role::MinistryOperator).await;
    let officer = province.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let bytes = stricter();
    ministry.upload("/api/v1/packs", &bytes).await.ok();
    let publish = "/api/v1/packs/grading-industrial/0.9.0/publish";
    ministry.post(publish, json!({})).await.ok();
    // The record comes first; its content is still on its way.
    settle_edges(&[(&province, &national)]).await;
    let version = async || {
        let procedures = officer.get("/api/v1/procedures").await.ok();
        let rows = procedures["items"].as_array().unwrap().clone();
        let row = rows.into_iter().find(|row| row["id"] == GRADING).unwrap();
        row["procedure"].as_str().unwrap().to_owned()
    };
    assert_eq!(version().await, "grading-industrial@0.2.0");
    let blobs = BlobStore::open(&province.data_dir().join("blobs")).unwrap();
    let kept = blobs.put(bytes, 8 << 20).await.unwrap();
    province.app.after_kept(&kept.digest).await.unwrap();
    assert_eq!(version().await, "grading-industrial@0.9.0", "no restart and no further record");
    let filing = Example::read(GRADING, "grade-three").begin(&officer).await;
    let path = format!("/api/v1/filings/{filing}");
    assert_eq!(officer.get(&path).await.ok()["procedure"], "grading-industrial@0.9.0");
    drop(officer);
    // The next start knows it, and has nothing to fold again: views are what they were.
    let province = province.restart().await;
    let rebuilt = province.app.store().rebuild(&|_| ()).await.unwrap();
    assert_eq!(rebuilt.before, rebuilt.after);
    let mut officer = province.anonymous();
    officer.sign_in("officer", testkit::PASSWORD).await.ok();
    assert_eq!(officer.get(&path).await.ok()["state"], "draft");
}

#[tokio::test]
async fn all_that_was_filed_on_a_node_is_compared_whoever_sees_it() {
    let node = Node::provincial().await;
    let officer = node.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let example = Example::read(GRADING, "grade-three");
    let filing = example.begin(&officer).await;
    example.fill(&officer, &filing, "self_grading").await;
    let steps = format!("/api/v1/filings/{filing}/steps");
    officer.post(&steps, json!({ "action": "submit" })).await.ok();
    let mut files = pack_files(GRADING);
    for (name, from, to) in [
        ("pack.yaml", "version: 0.2.0", "version: 0.9.0"),
        ("scoring.yaml", "scores.total >= 70", "scores.total >= 90"),
    ] {
        let text = String::from_utf8(files[name].clone()).unwrap();
        files.insert(name.to_owned(), text.replace(from, to).into_bytes());
    }
    let pack = Pack::load(&files).unwrap();
    let packs = node.app.packs();
    let diff = app::published::population_diff(node.app.store(), packs, &pack).await.unwrap();
    assert_eq!((diff.filings, diff.left_out, diff.changed.len()), (1, 0, 1), "counted once");
    let changed = &diff.changed[0];
    assert_eq!((changed.before.as_str(), changed.after.as_str()), ("3", "2"));
}

/// A case of an enterprise, come as far as its authority's recommendation.
async fn recommended(officer: &Client, regulator: &Client, name: &str, rank: u32) -> String {
    let mut example = Example::read("case-selection", "good");
    example.subject = name.to_owned();
    example.answers["application"]["case_name"] = json!(name);
    example.answers["recommendation"]["rank"] = json!(rank);
    let filing = example.begin(officer).await;
    for (client, form, action) in
        [(officer, "application", "submit"), (regulator, "recommendation", "recommend")]
    {
        example.fill(client, &filing, form).await;
        let steps = format!("/api/v1/filings/{filing}/steps");
        client.post(&steps, json!({ "action": action })).await.ok();
    }
    filing
}

#[tokio::test]
async fn the_table_of_cases_is_offered_compared_and_names_nobody_twice() {
    let node = Node::national().await;
    let sign_in = async |login: &str, tenant: &str, role| node.sign_in(login, tenant, role).await;
    let miit = sign_in("miit", "cn/32/miit", Role::ProvincialRegulator).await;
    let ca = sign_in("comms", "cn/32/ca", Role::ProvincialRegulator).await;
    let first = sign_in("first", "cn/32/ent/a", Role::EnterpriseOfficer).await;
    let second = sign_in("second", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    recommended(&first, &miit, "案例甲", 2).await;
    recommended(&second, &miit, "案例乙", 1).await;
    let mut table = Example::read("case-recommendation", "good");
    let filing = table.begin(&miit).await;
    let form = format!("/api/v1/filings/{filing}/forms/table");
    let view = miit.get(&form).await.ok();
    let offered = &view["evaluation"]["fields"]["cases"]["value"];
    let column = |name: &str| -> Vec<&str> {
        offered.as_array().unwrap().iter().map(|row| row[name].as_str().unwrap()).collect()
    };
    assert_eq!(column("case_name"), ["案例乙", "案例甲"], "in the order of recommendation");
    assert_eq!(column("enterprise"), ["cn/32/ent/b", "cn/32/ent/a"]);
    assert_eq!((column("category")[0], column("direction")[0]), ("industrial", "grading"));
    assert!(column("summary").iter().all(|summary| !summary.is_empty()));
    // Half of it handed in: told, not refused.
    table.answers["table"]["cases"] = json!([offered[0]]);
    table.fill(&miit, &filing, "table").await;
    let told = miit.get(&form).await.ok()["evaluation"]["fields"]["cases"]["remarks"].clone();
    assert_eq!(
        (&told[0]["code"], &told[0]["warning"]),
        (&json!("field.list_differs"), &json!(true))
    );
    assert_eq!(
        (&told[0]["params"]["missing"], &told[0]["params"]["further"]),
        (&json!("1"), &json!("0"))
    );
    let deliver = async |client: &Client, filing: &str| {
        let steps = format!("/api/v1/filings/{filing}/steps");
        client.post(&steps, json!({ "action": "deliver" })).await
    };
    deliver(&miit, &filing).await.ok();
    // Frozen as it was handed in, whatever the platform knows since.
    let frozen = miit.get(&form).await.ok();
    assert_eq!(frozen["answers"]["cases"].as_array().unwrap().len(), 1);
    // The other authority of the province: the same enterprise, another spelling of the case.
    let other = table.begin(&ca).await;
    table.answers["table"]["cases"][0]["case_name"] = json!("另一名称");
    table.fill(&ca, &other, "table").await;
    let refused = deliver(&ca, &other).await;
    assert_eq!((refused.status, refused.code()), (409, "filing.limit"), "{}", refused.body);
    assert!(refused.body.to_string().contains("cn/32/ent/b"), "{}", refused.body);
    table.answers["table"]["cases"][0]["enterprise"] = json!("第三家企业");
    table.fill(&ca, &other, "table").await;
    deliver(&ca, &other).await.ok();
}

#[tokio::test]
async fn a_limit_in_principle_warns_and_keeps_nobody() {
    let node = Node::national().await;
    let ministry = node.sign_in("ministry", "cn", Role::MinistryOperator).await;
    let miit = node.sign_in("miit", "cn/32/miit", Role::ProvincialRegulator).await;
    let first = node.sign_in("first", "cn/32/ent/a", Role::EnterpriseOfficer).await;
    let second = node.sign_in("second", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let mut files = pack_files("case-selection");
    for (name, from, to) in [
        ("pack.yaml", "version: 0.1.0", "version: 0.9.0"),
        ("procedure.yaml", "    most: 20\n", "    most: 1\n"),
    ] {
        let text = String::from_utf8(files[name].clone()).unwrap();
        assert!(text.contains(from));
        files.insert(name.to_owned(), text.replace(from, to).into_bytes());
    }
    ministry.upload("/api/v1/packs", &zip(&files)).await.ok();
    ministry.post("/api/v1/packs/case-selection/0.9.0/publish", json!({})).await.ok();
    let only = recommended(&first, &miit, "案例甲", 1).await;
    let detail = miit.get(&format!("/api/v1/filings/{only}")).await.ok();
    assert_eq!(detail["warnings"], json!([]), "nothing further to be done");
    let example =
        Example { subject: "案例乙".to_owned(), ..Example::read("case-selection", "good") };
    let filing = example.begin(&second).await;
    example.fill(&second, &filing, "application").await;
    let path = format!("/api/v1/filings/{filing}");
    second.post(&format!("{path}/steps"), json!({ "action": "submit" })).await.ok();
    let detail = miit.get(&path).await.ok();
    let warning = &detail["warnings"][0];
    assert_eq!(
        (&warning["code"], &warning["warning"]),
        (&json!("filing.limit_warning"), &json!(true))
    );
    assert_eq!(
        (&warning["params"]["most"], &warning["params"]["count"]),
        (&json!("1"), &json!("1"))
    );
    assert!(warning["text"]["zh"].as_str().unwrap().contains("20个"), "{warning}");
    assert_eq!(second.get(&path).await.ok()["warnings"], json!([]), "the applicant has no quota");
    example.fill(&miit, &filing, "recommendation").await;
    let taken = miit.post(&format!("{path}/steps"), json!({ "action": "recommend" })).await.ok();
    assert_eq!(taken["state"], "recommended");
}
