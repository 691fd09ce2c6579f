//! Reminders on their way out: e-mail, and group robots of WeCom and DingTalk.
//!
//! Both robots take at most 20 messages a minute each (企业微信《群机器人配置说明》; 钉钉《自定义机器人
//! 接入》), so a robot's messages are spaced here, and `app` sends digests to begin with. The
//! address of a robot holds its key: it stands in a file of its own and is never logged.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use anyhow::Context as _;
use app::reminders::{Courier, Digest};
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use model::{ErrorKind, Fault, Millis, TenantPath};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Messages of one robot within a minute.
const MOST_A_MINUTE: usize = 20;
const MINUTE: Duration = Duration::from_secs(60);
const TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes of a robot's text (企业微信: 2048).
const MOST_BYTES: usize = 2000;

/// `[reminders]` of the configuration.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reminders {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) smtp: Option<Smtp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) channel: Vec<Channel>,
}

impl Reminders {
    /// Files that hold secrets.
    pub(crate) fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let password = self.smtp.iter_mut().filter_map(|smtp| smtp.password_file.as_mut());
        password.chain(self.channel.iter_mut().filter_map(|channel| channel.address_file.as_mut()))
    }
}

/// The mail server that takes the node's letters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Smtp {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// `implicit` (usually port 465), `starttls` (587), `none` (only within a closed network).
    pub(crate) tls: String,
    /// Sender: `护航 <huhang@example.org>`.
    pub(crate) from: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) user: String,
    /// File that holds the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password_file: Option<PathBuf>,
}

/// Where the reminders of one tenant go.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Channel {
    /// Unique; reminders already told over it are not told again.
    pub(crate) name: String,
    pub(crate) tenant: TenantPath,
    /// `mail`, `wecom`, `dingtalk`.
    pub(crate) kind: String,
    /// Of `mail`: addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) to: Vec<String>,
    /// Of a robot: file that holds its address with the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address_file: Option<PathBuf>,
}

/// A channel that is ready to send.
enum Way {
    Mail { to: Vec<String> },
    Robot { address: String, sent: Mutex<VecDeque<Instant>> },
}

struct Open {
    tenant: TenantPath,
    way: Way,
}

/// Sends reminders over what is configured.
pub(crate) struct Post {
    http: reqwest::Client,
    smtp: Option<(AsyncSmtpTransport<Tokio1Executor>, String)>,
    channels: BTreeMap<String, Open>,
}

impl Post {
    /// Reads secrets and checks every channel; paths are relative to the configuration.
    pub(crate) fn open(reminders: &Reminders, base: &Path) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().timeout(TIMEOUT).build().context("HTTP client")?;
        let smtp = reminders.smtp.as_ref().map(|smtp| transport(smtp, base)).transpose()?;
        let mut channels = BTreeMap::new();
        for channel in &reminders.channel {
            let way = way(channel, smtp.is_some(), base)?;
            let open = Open { tenant: channel.tenant.clone(), way };
            anyhow::ensure!(
                channels.insert(channel.name.clone(), open).is_none(),
                "config.reminders: 提醒通道重名 two channels are called `{}`",
                channel.name
            );
        }
        Ok(Self { http, smtp, channels })
    }

    async fn deliver(&self, digest: Digest) -> Result<(), Fault> {
        let unknown = || Fault::not_found("reminder.channel").with("channel", &digest.channel);
        let open = self.channels.get(&digest.channel).ok_or_else(unknown)?;
        match &open.way {
            Way::Mail { to } => self.mail(to, &digest).await,
            Way::Robot { address, sent } => {
                wait_turn(sent).await;
                self.robot(address, &digest).await
            }
        }
    }

    async fn mail(&self, to: &[String], digest: &Digest) -> Result<(), Fault> {
        let failed = |_| Fault::new(ErrorKind::Unavailable, "reminder.mail");
        let Some((transport, from)) = &self.smtp else {
            return Err(Fault::new(ErrorKind::Unavailable, "reminder.mail"));
        };
        let wrong = |_| Fault::invalid("reminder.address");
        let mut letter = Message::builder().from(from.parse().map_err(wrong)?);
        for address in to {
            letter = letter.to(address.parse().map_err(wrong)?);
        }
        let letter = letter
            .subject(subject(digest))
            .header(ContentType::TEXT_PLAIN)
            .body(text(digest))
            .map_err(|_| Fault::invalid("reminder.address"))?;
        transport.send(letter).await.map(drop).map_err(failed)
    }

    /// WeCom and DingTalk take the same body and answer with `errcode`, 0 when all is well.
    async fn robot(&self, address: &str, digest: &Digest) -> Result<(), Fault> {
        let mut content = format!("{}\n{}", subject(digest), text(digest));
        while content.len() > MOST_BYTES {
            content.pop();
        }
        let body = json!({ "msgtype": "text", "text": { "content": content } });
        // The error of the library names the address, and with it the key.
        let failed = |_| Fault::new(ErrorKind::Unavailable, "reminder.robot");
        let answer = self.http.post(address).json(&body).send().await.map_err(failed)?;
        let status = answer.status();
        let answer: Value = answer.json().await.map_err(failed)?;
        let code = answer.get("errcode").and_then(Value::as_i64).unwrap_or(-1);
        if status.is_success() && code == 0 {
            return Ok(());
        }
        Err(Fault::new(ErrorKind::Unavailable, "reminder.robot").with("code", code))
    }
}

impl Courier for Post {
    fn channels(&self, tenant: &TenantPath) -> Vec<String> {
        let own = self.channels.iter().filter(|(_, open)| open.tenant == *tenant);
        own.map(|(name, _)| name.clone()).collect()
    }

    fn send(&self, digest: Digest) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + '_>> {
        Box::pin(self.deliver(digest))
    }
}

fn transport(
    smtp: &Smtp,
    base: &Path,
) -> anyhow::Result<(AsyncSmtpTransport<Tokio1Executor>, String)> {
    type Transport = AsyncSmtpTransport<Tokio1Executor>;
    let builder = match smtp.tls.as_str() {
        "implicit" => Transport::relay(&smtp.host)?,
        "starttls" => Transport::starttls_relay(&smtp.host)?,
        "none" => Transport::builder_dangerous(&smtp.host),
        other => anyhow::bail!(
            "config.reminders: smtp.tls 只能是 implicit、starttls 或 none, not `{other}`"
        ),
    };
    let builder = builder.port(smtp.port).timeout(Some(TIMEOUT));
    let builder = match &smtp.password_file {
        Some(file) => {
            builder.credentials(Credentials::new(smtp.user.clone(), secret(&base.join(file))?))
        }
        None => builder,
    };
    Ok((builder.build(), smtp.from.clone()))
}

fn way(channel: &Channel, has_smtp: bool, base: &Path) -> anyhow::Result<Way> {
    let name = &channel.name;
    match (channel.kind.as_str(), &channel.address_file) {
        ("mail", None) if !channel.to.is_empty() && has_smtp => {
            Ok(Way::Mail { to: channel.to.clone() })
        }
        ("wecom" | "dingtalk", Some(file)) => {
            let address = secret(&base.join(file))?;
            Ok(Way::Robot { address, sent: Mutex::default() })
        }
        _ => anyhow::bail!(
            "config.reminders: 通道 `{name}` 不完整：mail 需要 [reminders.smtp] 与 to，wecom、dingtalk 需要 address_file \
             the channel needs `to` and [reminders.smtp] (mail), or `address_file` (wecom, dingtalk)"
        ),
    }
}

fn secret(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("config.reminders: 无法读取 cannot read `{}`", file.display()))?;
    Ok(text.trim().to_owned())
}

/// Waits until the robot has sent fewer than it may within the last minute.
async fn wait_turn(sent: &Mutex<VecDeque<Instant>>) {
    let mut sent = sent.lock().await;
    let at = turn(&mut sent, Instant::now());
    tokio::time::sleep_until(at).await;
}

/// When the next message may go, which then counts as sent.
fn turn(sent: &mut VecDeque<Instant>, now: Instant) -> Instant {
    while sent.front().is_some_and(|first| now.duration_since(*first) >= MINUTE) {
        sent.pop_front();
    }
    let full = sent.len() >= MOST_A_MINUTE;
    let first = if full { sent.pop_front() } else { None };
    let at = first.map_or(now, |first| first + MINUTE);
    sent.push_back(at);
    at
}

fn subject(digest: &Digest) -> String {
    let count = digest.lines.len() + digest.more;
    let late = digest.lines.iter().filter(|line| line.overdue).count();
    format!("护航提醒：{count} 项待办，{late} 项逾期")
}

fn text(digest: &Digest) -> String {
    let mut text = String::new();
    for line in &digest.lines {
        let kind = match line.kind {
            "filing" => "申报",
            "notice" => "通报",
            _ => "义务",
        };
        let late = if line.overdue { "【逾期】" } else { "" };
        text += &format!("{late}{kind} {}，期限 {}\n", line.title.trim(), day(line.due));
    }
    if digest.more > 0 {
        text += &format!("另有 {} 项，请登录平台查看。\n", digest.more);
    }
    text
}

fn day(at: Millis) -> String {
    procedure::day_of(at)
}

#[cfg(test)]
mod tests;
