//! A running node, asked over its API by somebody who signs in there: whose result a version
//! changes among what is filed on it. The answers stay on the node; the version goes there, is
//! compared and forgotten.
//!
//! The password comes from a file, from standard input or from the environment, never from the
//! command line, and only over TLS or to this machine. Sources: none; the routes are those of
//! `api::routes::packs` and `api::routes::session`.

use std::fs::File;
use std::io::{BufRead as _, BufReader, IsTerminal as _, stderr, stdin};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use api::texts::{self, Language};
use contract::rest::Problem;
use contract::rest::pack::PackDiff;
use contract::rest::session::{Session, SignIn};
use indicatif::{ProgressBar, ProgressStyle};
use model::ErrorKind;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method, RequestBuilder, Response, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::Remote as Args;

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(90);
/// A page that the node had no time for is asked for again so many times, after this long.
const AGAIN: u32 = 5;
const PAUSE: Duration = Duration::from_secs(2);
/// Filings of one page.
const PAGE: usize = 200;
/// Longest answer that is read.
const MOST_ANSWER: usize = 16 << 20;
/// Longest line that is read as a password.
const MOST_PASSWORD: u64 = 1024;

/// Somebody signed in at a node.
pub(super) struct Node {
    http: Client,
    base: Url,
    csrf: String,
}

/// What the node says of one version that it knows.
#[derive(Deserialize)]
struct Known {
    digest: String,
}

impl Node {
    pub(super) async fn sign_in(base: &Url, args: &Args) -> anyhow::Result<Self> {
        let login = login(args)?;
        let password = password(args)?;
        let http = client(base, args.ca.as_deref())?;
        let mut node = Self { http, base: base.clone(), csrf: String::new() };
        let draft = SignIn { login, password: password.to_string() };
        let request = node.request(Method::POST, "/api/v1/session").json(&draft);
        let session: Session = node.read(request).await?;
        drop(Zeroizing::new(draft.password));
        node.csrf = session.csrf;
        if session.must_change_password {
            node.sign_out().await;
            bail!(told("session.must_change_password", ErrorKind::Forbidden));
        }
        Ok(node)
    }

    /// What is asked is answered either way: a session that is left open ends by itself.
    pub(super) async fn sign_out(&self) {
        drop(self.request(Method::DELETE, "/api/v1/session").send().await);
    }

    /// Digest of a version that the node knows; `None` if it knows none of this name.
    pub(super) async fn digest(&self, id: &str, version: &str) -> anyhow::Result<Option<String>> {
        let path = format!("/api/v1/packs/{id}/{version}");
        let response = self.send(self.request(Method::GET, &path)).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(answer::<Known>(response).await?.digest))
    }

    /// Whose result a version (its folder as a zip) changes, among all filings that the person
    /// sees; `before` names the version to compare with, else the one in force.
    pub(super) async fn diff(&self, zip: &[u8], before: Option<&str>) -> anyhow::Result<PackDiff> {
        let bar = bar();
        let mut whole: Option<PackDiff> = None;
        let mut cursor: Option<String> = None;
        loop {
            let page = self.page(zip, before, cursor.as_deref()).await?;
            let next = page.next.clone();
            match &mut whole {
                Some(whole) => add(whole, page)?,
                None => whole = Some(page),
            }
            let compared = whole.as_ref().map_or(0, |whole| whole.filings + whole.summaries);
            bar.set_position(u64::from(compared));
            // Places grow, so that an endless list ends here.
            if next.is_some() && next <= cursor {
                bail!(odd(&self.base, &"cursor"));
            }
            cursor = next;
            if cursor.is_none() {
                bar.finish_and_clear();
                let mut whole = whole.context("a first page")?;
                whole.next = None;
                return Ok(whole);
            }
        }
    }

    async fn page(
        &self,
        zip: &[u8],
        before: Option<&str>,
        cursor: Option<&str>,
    ) -> anyhow::Result<PackDiff> {
        let mut tried = 0;
        loop {
            let mut query = vec![("limit", PAGE.to_string())];
            query.extend(before.map(|name| ("before", name.to_owned())));
            query.extend(cursor.map(|place| ("cursor", place.to_owned())));
            let request = self.with(Method::POST, "/api/v1/packs/diff", &query);
            let request = request.header("content-type", "application/zip").body(zip.to_vec());
            let response = self.send(request).await?;
            if tried < AGAIN && [429, 502, 503, 504].contains(&response.status().as_u16()) {
                tried += 1;
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            return answer(response).await;
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.with(method, path, &[])
    }

    fn with(&self, method: Method, path: &str, query: &[(&str, String)]) -> RequestBuilder {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url.set_query(None);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.http
            .request(method, url)
            .header("huhang-csrf", &self.csrf)
            .header("accept-language", "zh-CN")
    }

    async fn send(&self, request: RequestBuilder) -> anyhow::Result<Response> {
        request.send().await.map_err(|error| unreachable(&self.base, error))
    }

    async fn read<T: DeserializeOwned>(&self, request: RequestBuilder) -> anyhow::Result<T> {
        answer(self.send(request).await?).await
    }
}

fn client(base: &Url, ca: Option<&Path>) -> anyhow::Result<Client> {
    let here = match base.host_str().map(|host| host.trim_matches(['[', ']'])) {
        Some("localhost") => true,
        Some(host) => host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    };
    if base.scheme() != "https" && !(base.scheme() == "http" && here) {
        bail!(
            "[pack.node_plain] {base} 不是 https 地址，口令会被窃听；只有本机可以用 http \
             is no https address, and a password would be heard on the way; http is for this \
             machine only"
        );
    }
    // An answer from elsewhere is not the node's: nothing is followed.
    let builder = Client::builder()
        .cookie_store(true)
        .redirect(Policy::none())
        .connect_timeout(CONNECT)
        .timeout(WHOLE);
    let builder = if here { builder.no_proxy() } else { builder };
    let builder = match ca {
        Some(file) => {
            let wrong = || {
                format!(
                    "[pack.node_ca] 无法从 {} 读取证书（PEM） no certificates (PEM) can be read",
                    file.display()
                )
            };
            let pem = std::fs::read(file).with_context(wrong)?;
            let certificates = Certificate::from_pem_bundle(&pem).with_context(wrong)?;
            anyhow::ensure!(!certificates.is_empty(), wrong());
            builder.tls_certs_only(certificates)
        }
        None if base.scheme() == "http" => builder.tls_certs_only([]),
        None => builder,
    };
    builder.build().context("[pack.node_ca] 无法使用本机信任的证书 the machine's roots")
}

fn login(args: &Args) -> anyhow::Result<String> {
    let given = args.login.clone().or_else(|| environment("HUHANG_LOGIN"));
    given.filter(|login| !login.is_empty()).context(
        "[pack.node_login] 请用 --login 或环境变量 HUHANG_LOGIN 给出账号 \
         give the account with --login or in HUHANG_LOGIN",
    )
}

#[expect(clippy::disallowed_methods, reason = "what a command is given, as by an option")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The first line of the file or of standard input; else of the environment.
fn password(args: &Args) -> anyhow::Result<Zeroizing<String>> {
    let given = match args.password_file.as_deref() {
        Some(file) if file == Path::new("-") => first_line(stdin().lock()).context("-"),
        Some(file) => {
            File::open(file).map_err(Into::into).and_then(|file| first_line(BufReader::new(file)))
        }
        None => Ok(Zeroizing::new(environment("HUHANG_PASSWORD").unwrap_or_default())),
    };
    let given = given.context("[pack.node_password] 无法读取口令 the password cannot be read")?;
    if given.is_empty() {
        bail!(
            "[pack.node_password] 请用 --password-file（“-”为标准输入）或环境变量 HUHANG_PASSWORD \
             给出口令 give the password with --password-file (`-` is standard input) or in \
             HUHANG_PASSWORD"
        );
    }
    Ok(given)
}

fn first_line(from: impl std::io::BufRead) -> anyhow::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::new());
    from.take(MOST_PASSWORD).read_line(&mut line)?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// A further page, added to those before.
fn add(whole: &mut PackDiff, page: PackDiff) -> anyhow::Result<()> {
    if (&whole.before, &whole.after) != (&page.before, &page.after) {
        bail!(
            "[pack.node_changed] 对比期间节点上的现行版本变了（{} → {}），请重新对比 the version in \
             force changed on the node while it compared; compare again",
            whole.before,
            page.before
        );
    }
    whole.filings = whole.filings.saturating_add(page.filings);
    whole.left_out = whole.left_out.saturating_add(page.left_out);
    whole.summaries = whole.summaries.saturating_add(page.summaries);
    whole.changed.extend(page.changed);
    Ok(())
}

async fn answer<T: DeserializeOwned>(response: Response) -> anyhow::Result<T> {
    let (status, url) = (response.status(), response.url().clone());
    let bytes = body(response).await?;
    if status.is_success() {
        return serde_json::from_slice(&bytes).map_err(|error| anyhow!(odd(&url, &error)));
    }
    let Ok(problem) = serde_json::from_slice::<Problem>(&bytes) else {
        bail!(odd(&url, &status));
    };
    if ["route.unknown", "route.method"].contains(&problem.code.as_str()) {
        bail!(
            "[pack.node_old] {url} 节点的版本较旧，不会对比；请升级节点，或在节点所在的机器上用 \
             --config the node is of an older version and cannot compare; upgrade it, or use \
             --config on its machine"
        );
    }
    Err(refused(&problem))
}

async fn body(mut response: Response) -> anyhow::Result<Vec<u8>> {
    let url = response.url().clone();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&url, error))? {
        if bytes.len() + chunk.len() > MOST_ANSWER {
            bail!(odd(&url, &format_args!("> {MOST_ANSWER}")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A refusal in both languages; in the node's words where it knows more codes than this program.
fn refused(problem: &Problem) -> anyhow::Error {
    let mut text = format!("[{}]", problem.code);
    if !texts::known(&problem.code) {
        return anyhow!("{text} {} {}", problem.title, problem.way_out);
    }
    for language in [Language::Zh, Language::En] {
        let words = texts::of(&problem.code, problem.kind, language);
        let filled = |part: &str| texts::fill(part, &problem.params);
        text = format!("{text}\n  {} {}", filled(words.title), filled(words.way_out));
    }
    anyhow!(text)
}

fn told(code: &'static str, kind: ErrorKind) -> anyhow::Error {
    let fault = model::Fault::new(kind, code);
    crate::node::explain(&fault, &fault)
}

fn odd(url: &Url, what: &dyn std::fmt::Display) -> String {
    format!(
        "[pack.node_answer] {url}: {what}; 不是护航节点的答复，请核对地址 this is no answer of a \
         Huhang node; check the address"
    )
}

fn unreachable(url: &Url, error: reqwest::Error) -> anyhow::Error {
    let error = anyhow::Error::new(error.without_url());
    let place = url.origin().ascii_serialization();
    if format!("{error:#}").contains("certificate") {
        return error.context(format!(
            "[pack.node_certificate] 不信任 {place} 的证书；请用 --ca 给出其签发机构的证书 the \
             certificate is not trusted; name that of its authority with --ca"
        ));
    }
    error.context(format!(
        "[pack.node_unreachable] 无法连接 {place}；请核对地址，并确认节点在运行 cannot be reached; \
         check the address and that the node runs"
    ))
}

fn bar() -> ProgressBar {
    if !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{spinner} 已对比 compared {pos} {elapsed}")
    {
        bar.set_style(style);
    }
    bar
}
