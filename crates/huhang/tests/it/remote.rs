//! `huhang pack diff --node`: a real node in this process, the command beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use axum::Router;
use model::Role;
use serde_json::json;
use tempfile::TempDir;
use testkit::walk::Example;
use testkit::{Node, PASSWORD, pack_files};
use tokio::net::TcpListener;

use super::{json, text};

const GRADING: &str = "grading-industrial";

/// A router at an address of this machine.
async fn served(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// The grading pack in a folder, with texts of its files replaced.
fn written(folder: &Path, changes: &[(&str, &str, &str)]) -> PathBuf {
    let mut files: BTreeMap<String, Vec<u8>> = pack_files(GRADING);
    for (file, from, to) in changes {
        let text = String::from_utf8(files[*file].clone()).expect("text");
        assert!(text.contains(from), "{file} does not say {from}");
        files.insert((*file).to_owned(), text.replace(from, to).into_bytes());
    }
    for (name, content) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, content).expect("written");
    }
    folder.to_path_buf()
}

/// Runs the command beside the node.
async fn compare(folders: &[&Path], args: &[&str], password: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huhang"));
    command.args(["pack", "diff"]).args(folders).args(args).env_remove("HUHANG_LOGIN");
    match password {
        Some(password) => command.env("HUHANG_PASSWORD", password),
        None => command.env_remove("HUHANG_PASSWORD"),
    };
    tokio::task::spawn_blocking(move || command.output().expect("huhang starts"))
        .await
        .expect("it ends")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_result_changes_is_asked_of_a_running_node() {
    let node = Node::national().await;
    node.account("regulator", "cn/32/miit", Role::ProvincialRegulator).await;
    let officer = node.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let example = Example::read(GRADING, "grade-three");
    let filing = example.begin(&officer).await;
    example.fill(&officer, &filing, "self_grading").await;
    let steps = format!("/api/v1/filings/{filing}/steps");
    officer.post(&steps, json!({ "action": "submit" })).await.ok();
    let url = served(node.router.clone()).await;
    let folder = TempDir::new().expect("a folder");
    let stricter = [
        ("pack.yaml", "version: 0.2.0", "version: 0.9.0"),
        ("scoring.yaml", "scores.total >= 70", "scores.total >= 90"),
    ];
    let old = written(&folder.path().join("old"), &[]);
    let new = written(&folder.path().join("new"), &stricter);
    let other = written(&folder.path().join("other"), &stricter[1..]);
    let secret = folder.path().join("secret");
    fs::write(&secret, format!("{PASSWORD}\n")).expect("written");
    let secret = secret.to_str().expect("UTF-8");
    let by = |login: &'static str| vec!["--node", url.as_str(), "--login", login];

    let args = [&by("regulator")[..], &["--password-file", secret, "--json"]].concat();
    let found = json(&compare(&[&new], &args, None).await);
    assert_eq!(
        (&found["filings"], &found["before"]),
        (&json!(1), &json!("grading-industrial@0.2.0"))
    );
    let changed = &found["changed"][0];
    assert_eq!((&changed["before"], &changed["after"]), (&json!("3"), &json!("2")), "{found}");
    // With both versions at hand, in words; the examples are compared as well.
    let told = compare(&[&old, &new], &by("regulator"), Some(PASSWORD)).await;
    let said = text(&told.stdout);
    assert!(told.status.success(), "{}", text(&told.stderr));
    assert!(said.contains("cn/32/ent/b") && said.contains("示例 example"), "{said}");
    assert!(said.contains("1 of 1 filings"), "{said}");

    let refused = async |folders: &[&Path], args: &[&str], password, expected: &str| {
        let done = compare(folders, args, password).await;
        let error = text(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{expected}: {error}");
        assert!(error.contains(expected), "{expected} not in: {error}");
        assert!(!error.contains(PASSWORD), "{error}");
    };
    let right = Some(PASSWORD);
    refused(&[&new], &by("regulator"), Some("wrong"), "[session.credentials]").await;
    refused(&[&new], &by("officer"), right, "[permission.denied]").await;
    refused(&[&new], &by("regulator"), None, "[pack.node_password]").await;
    refused(&[&new], &["--node", &url], right, "[pack.node_login]").await;
    refused(&[&other, &new], &by("regulator"), right, "[pack.node_other]").await;
    refused(&[&new, &new], &by("regulator"), right, "[pack.node_unknown]").await;
    let nobody = ["--node", "http://127.0.0.1:9", "--login", "x"];
    refused(&[&new], &nobody, right, "[pack.node_unreachable]").await;
    let plain = ["--node", "http://node.example.org", "--login", "x"];
    refused(&[&new], &plain, right, "[pack.node_plain]").await;
    let no_ca = [&by("regulator")[..], &["--ca", secret]].concat();
    refused(&[&new], &no_ca, right, "[pack.node_ca]").await;
    let odd = served(Router::new().fallback(|| async { "hello" })).await;
    refused(&[&new], &["--node", &odd, "--login", "x"], right, "[pack.node_answer]").await;
    // A node of an older version knows no such route.
    let older = node.router.clone();
    let older = Router::new().fallback(move |request: axum::extract::Request| {
        let (mut parts, body) = request.into_parts();
        if parts.uri.path() == "/api/v1/packs/diff" {
            parts.uri = "/api/v1/packs/none/such/route".parse().expect("a path");
        }
        tower::ServiceExt::oneshot(older.clone(), axum::extract::Request::from_parts(parts, body))
    });
    let url = served(older).await;
    let args = ["--node", url.as_str(), "--login", "regulator"];
    refused(&[&new], &args, right, "[pack.node_old]").await;
}
