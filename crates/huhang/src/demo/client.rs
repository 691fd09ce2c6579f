//! A caller of the public API, as any program outside would be: session cookie, CSRF header.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use contract::rest::Problem;
use contract::rest::session::{PasswordChange, Session, SignIn};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

const TIMEOUT: Duration = Duration::from_secs(30);

/// One signed-in person at one node.
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    login: String,
    password: String,
    csrf: String,
}

/// Why a call failed: the node answered with a problem, or did not answer.
#[derive(Debug)]
pub(crate) enum CallError {
    Problem(Box<Problem>),
    NoAnswer(anyhow::Error),
}

impl CallError {
    /// Whether a reading call may be tried again.
    fn is_passing(&self) -> bool {
        match self {
            Self::NoAnswer(_) => true,
            Self::Problem(problem) => problem.status >= 500 || problem.status == 429,
        }
    }

    /// Whether the call certainly had no effect, so that a command may be sent again. A command
    /// whose answer was lost is for its caller to look into.
    fn had_no_effect(&self) -> bool {
        match self {
            Self::NoAnswer(error) => {
                error.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_connect)
            }
            Self::Problem(problem) => [429, 503].contains(&problem.status),
        }
    }

    /// There is no such thing there, or not yet.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Problem(problem) if problem.status == 404)
    }

    /// Whether the node may have done it or not: the answer was lost.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, Self::NoAnswer(_))
    }
}

impl From<CallError> for anyhow::Error {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Problem(p) => {
                anyhow!("{} {} ({}) {:?}", p.status, p.code, p.title, p.params)
            }
            CallError::NoAnswer(error) => error,
        }
    }
}

impl Client {
    /// Signs in, retrying while the node is starting.
    pub(crate) async fn sign_in(base: &str, login: &str, password: &str) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .timeout(TIMEOUT)
            .build()
            .context("HTTP client")?;
        let mut client = Self {
            http,
            base: base.to_owned(),
            login: login.to_owned(),
            password: password.to_owned(),
            csrf: String::new(),
        };
        client
            .renew()
            .await
            .map_err(anyhow::Error::from)
            .with_context(|| format!("sign-in of {login} at {base}"))?;
        Ok(client)
    }

    /// Signs in again with the same credentials.
    async fn renew(&mut self) -> Result<(), CallError> {
        let body = SignIn { login: self.login.clone(), password: self.password.clone() };
        let session: Session = patiently(CallError::is_passing, async || {
            self.once(Method::POST, "/api/v1/session", Some(&body)).await
        })
        .await?;
        self.csrf = session.csrf;
        Ok(())
    }

    /// Replaces the password.
    pub(crate) async fn change_password(&mut self, new: &str) -> anyhow::Result<()> {
        let change = PasswordChange { current: self.password.clone(), new: new.to_owned() };
        self.send(Method::POST, "/api/v1/session/password", &change).await?;
        new.clone_into(&mut self.password);
        self.renew().await?;
        Ok(())
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CallError> {
        patiently(CallError::is_passing, async || self.once(Method::GET, path, None::<&()>).await)
            .await
    }

    pub(crate) async fn post<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<T, CallError> {
        patiently(CallError::had_no_effect, async || {
            self.once(Method::POST, path, Some(body)).await
        })
        .await
    }

    /// A question that needs a body: it changes nothing and may be asked again.
    pub(crate) async fn ask<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<T, CallError> {
        patiently(CallError::is_passing, async || self.once(Method::POST, path, Some(body)).await)
            .await
    }

    /// Puts something as it is to be: may be sent again.
    pub(crate) async fn put<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<T, CallError> {
        patiently(CallError::had_no_effect, async || self.once(Method::PUT, path, Some(body)).await)
            .await
    }

    /// A command without an answer body.
    async fn send<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: &B,
    ) -> Result<(), CallError> {
        let request = self.request(method, path).json(body);
        let response = request.send().await.map_err(no_answer)?;
        if response.status().is_success() { Ok(()) } else { Err(problem(response).await) }
    }

    /// Uploads a file as evidence.
    pub(crate) async fn upload<T: DeserializeOwned>(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> Result<T, CallError> {
        patiently(CallError::is_passing, async || {
            let path = format!("/api/v1/evidence?name={name}");
            let request = self.request(Method::POST, &path).body(bytes.to_vec());
            read(request.send().await.map_err(no_answer)?).await
        })
        .await
    }

    pub(crate) async fn download(&self, path: &str) -> Result<Vec<u8>, CallError> {
        patiently(CallError::is_passing, async || {
            let response = self.request(Method::GET, path).send().await.map_err(no_answer)?;
            if !response.status().is_success() {
                return Err(problem(response).await);
            }
            Ok(response.bytes().await.map_err(no_answer)?.to_vec())
        })
        .await
    }

    async fn once<B: Serialize, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<T, CallError> {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        read(request.send().await.map_err(no_answer)?).await
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.base);
        self.http
            .request(method, url)
            .header("huhang-csrf", &self.csrf)
            .header("accept-language", "en")
    }
}

async fn read<T: DeserializeOwned>(response: reqwest::Response) -> Result<T, CallError> {
    if response.status().is_success() {
        return response.json().await.map_err(no_answer);
    }
    Err(problem(response).await)
}

async fn problem(response: reqwest::Response) -> CallError {
    let (status, url) = (response.status(), response.url().clone());
    match response.json::<Problem>().await {
        Ok(problem) => CallError::Problem(Box::new(problem)),
        Err(_) if status == StatusCode::BAD_GATEWAY => {
            CallError::NoAnswer(anyhow!("{url}: {status}"))
        }
        Err(error) => {
            CallError::NoAnswer(anyhow!("{url}: {status}, not a problem document: {error}"))
        }
    }
}

fn no_answer(error: reqwest::Error) -> CallError {
    CallError::NoAnswer(anyhow::Error::new(error))
}

/// Tries again while the node is down or busy: for 20 seconds.
async fn patiently<T>(
    again: fn(&CallError) -> bool,
    mut attempt: impl AsyncFnMut() -> Result<T, CallError>,
) -> Result<T, CallError> {
    let mut wait = Duration::from_millis(20);
    let mut waited = Duration::ZERO;
    loop {
        match attempt().await {
            Err(error) if again(&error) && waited < Duration::from_secs(20) => {
                tokio::time::sleep(wait).await;
                waited += wait;
                wait = (wait * 2).min(Duration::from_millis(500));
            }
            done => return done,
        }
    }
}
