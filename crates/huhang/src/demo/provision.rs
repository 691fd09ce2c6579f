//! Sets up the tree as its administrators would: first start, enrolment, accounts, policy, probe.
//! Everything goes through `huhang admin` and the public API.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use contract::rest::asset::{ProbeCreated, ProbeDraft};
use contract::rest::finding::Created;
use contract::rest::node::{EnrolmentCreated, EnrolmentDraft};
use contract::rest::people::{UserCreated, UserDraft};
use contract::rest::sharing::PolicyDraft;
use contract::sharing::Tlp;
use model::{NodeKind, Role, TenantPath};
use serde::{Deserialize, Serialize};

use super::client::Client;
use super::tree::{Plan, Tier, Tree};

/// What `demo.json` holds: shown on the sign-in pages of the demo, and read at a restart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DemoFile {
    pub(crate) accounts: Vec<Account>,
    pub(crate) nodes: Vec<NodeAddress>,
}

/// A demo account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    /// `national`, `provincial`, `enterprise`.
    pub(crate) tier: String,
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) role: Role,
    pub(crate) tenant: TenantPath,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
}

/// Where a node's console is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NodeAddress {
    pub(crate) tier: String,
    pub(crate) name: String,
    pub(crate) url: String,
}

/// (tier, login, role, tenant, name in Chinese, name in English)
const ACCOUNTS: &[(Tier, &str, Role, &str, &str, &str)] = &[
    (
        Tier::National,
        "admin",
        Role::NodeAdministrator,
        "cn",
        "部级节点管理员",
        "National node administrator",
    ),
    (Tier::National, "ministry", Role::MinistryOperator, "cn", "部级运营员", "Ministry operator"),
    (Tier::National, "auditor", Role::Auditor, "cn", "部级审计员", "Auditor"),
    (
        Tier::Provincial,
        "admin",
        Role::NodeAdministrator,
        "cn/32/miit",
        "省级节点管理员",
        "Provincial node administrator",
    ),
    (
        Tier::Provincial,
        "gongxin",
        Role::ProvincialRegulator,
        "cn/32/miit",
        "省工信监管员",
        "Industry authority regulator",
    ),
    (
        Tier::Provincial,
        "tongguan",
        Role::ProvincialRegulator,
        "cn/32/ca",
        "省通管监管员",
        "Communications administration regulator",
    ),
    (
        Tier::Provincial,
        "bravo",
        Role::EnterpriseOfficer,
        "cn/32/ent/bravo",
        "乙公司安全员（托管）",
        "Officer of hosted enterprise B",
    ),
    (
        Tier::Provincial,
        "fuhe",
        Role::ProvincialRegulator,
        "cn/32/miit",
        "省工信复核员",
        "Second person of the industry authority",
    ),
    (
        Tier::Enterprise,
        "admin",
        Role::NodeAdministrator,
        "cn/32/ent/alpha",
        "甲公司节点管理员",
        "Enterprise node administrator",
    ),
    (
        Tier::Enterprise,
        "alpha",
        Role::EnterpriseOfficer,
        "cn/32/ent/alpha",
        "甲公司安全员",
        "Officer of enterprise A",
    ),
    (
        Tier::Enterprise,
        "duty",
        Role::EnterpriseOfficer,
        "cn/32/ent/alpha",
        "甲公司值班员",
        "Duty officer of enterprise A",
    ),
    (
        Tier::Enterprise,
        "probe",
        Role::ProbeOperator,
        "cn/32/ent/alpha",
        "甲公司探针员",
        "Probe operator of enterprise A",
    ),
];

const ADMIN: &str = "admin";

/// What `huhang admin init --json` prints.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Initialised {
    pub(crate) login: String,
    pub(crate) one_time_password: String,
}

impl DemoFile {
    pub(crate) fn path(folder: &Path) -> PathBuf {
        folder.join("demo.json")
    }

    pub(crate) fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = Self::path(folder);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("demo.file: cannot read `{}`", path.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("demo.file: `{}` is not what the demo wrote", path.display()))
    }

    fn invent(plan: &Plan) -> anyhow::Result<Self> {
        let mut accounts = Vec::new();
        for (tier, login, role, tenant, name_zh, name_en) in ACCOUNTS {
            accounts.push(Account {
                tier: tier.word().into(),
                login: (*login).into(),
                password: passphrase()?,
                role: *role,
                tenant: tenant.parse()?,
                name_zh: (*name_zh).into(),
                name_en: (*name_en).into(),
            });
        }
        let node = |tier: Tier, name: &str| NodeAddress {
            tier: tier.word().into(),
            name: name.into(),
            url: plan.url(tier),
        };
        Ok(Self {
            accounts,
            nodes: vec![
                node(Tier::National, "国家级平台 National node"),
                node(Tier::Provincial, "省级平台 Provincial node"),
                node(Tier::Enterprise, "企业节点 Enterprise node"),
            ],
        })
    }

    /// Credentials of an account.
    pub(crate) async fn sign_in(
        &self,
        tree: &Tree,
        tier: Tier,
        login: &str,
    ) -> anyhow::Result<Client> {
        let account = self
            .accounts
            .iter()
            .find(|account| account.tier == tier.word() && account.login == login)
            .with_context(|| format!("no demo account `{login}` at the {} node", tier.word()))?;
        Client::sign_in(&tree.plan.url(tier), login, &account.password).await
    }
}

/// Four groups of random characters: 80 bits, easy to read out.
fn passphrase() -> anyhow::Result<String> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).context("the operating system gave no random bytes")?;
    let text = hex::encode(random);
    Ok([&text[0..5], &text[5..10], &text[10..15], &text[15..20]].join("-"))
}

/// Builds the whole tree in an empty folder and leaves it running.
pub(crate) async fn provision(
    tree: &Tree,
    learning_seconds: u32,
    interval_ms: u64,
) -> anyhow::Result<DemoFile> {
    tree.plan.write_configs(learning_seconds, interval_ms)?;
    let demo = DemoFile::invent(&tree.plan)?;
    write_secret(&DemoFile::path(&tree.plan.folder), &serde_json::to_string_pretty(&demo)?)?;
    let mut parent: Option<Client> = None;
    for tier in Tier::ALL {
        let config = tree.plan.config_path(tier).display().to_string();
        let printed = tree.command(&["admin", "init", "--config", &config, "--json"]).await?;
        let first: Initialised =
            serde_json::from_str(&printed).context("`admin init --json` printed something else")?;
        if let Some(parent) = &parent {
            enrol(tree, parent, tier, &config).await?;
        }
        tree.start(tier).await.with_context(|| format!("start of the {} node", tier.word()))?;
        parent = Some(accounts(tree, tier, &demo, &first).await?);
    }
    policy_and_probe(tree, &demo).await?;
    Ok(demo)
}

async fn enrol(tree: &Tree, parent: &Client, tier: Tier, config: &str) -> anyhow::Result<()> {
    let kind = if tier == Tier::Provincial { NodeKind::Provincial } else { NodeKind::Enterprise };
    let tenants = tree.plan.tenant_paths(tier);
    let name = tree.plan.name(tier).to_owned();
    let draft = EnrolmentDraft { name, kind, tenants, valid_days: 1 };
    let created: EnrolmentCreated = parent.post("/api/v1/nodes/enrolments", &draft).await?;
    let file = tree.plan.folder.join(format!("{}.invitation", tier.word()));
    write_secret(&file, &created.invitation)?;
    let path = file.display().to_string();
    tree.command(&["admin", "enrol", "--config", config, "--invitation-file", &path]).await?;
    std::fs::remove_file(&file).with_context(|| format!("cannot remove `{path}`"))
}

/// Replaces the administrator's one-time password and makes the other accounts of a node.
async fn accounts(
    tree: &Tree,
    tier: Tier,
    demo: &DemoFile,
    first: &Initialised,
) -> anyhow::Result<Client> {
    let url = tree.plan.url(tier);
    let mine = || demo.accounts.iter().filter(|account| account.tier == tier.word());
    let mut admin = Client::sign_in(&url, &first.login, &first.one_time_password).await?;
    if let Some(account) = mine().find(|account| account.login == ADMIN) {
        admin.change_password(&account.password).await?;
    }
    for account in mine().filter(|account| account.login != ADMIN) {
        let draft = UserDraft {
            login: account.login.clone(),
            name: account.name_zh.clone(),
            role: account.role,
            tenant: Some(account.tenant.clone()),
        };
        let made: UserCreated = admin.post("/api/v1/users", &draft).await?;
        let mut user = Client::sign_in(&url, &made.login, &made.one_time_password).await?;
        user.change_password(&account.password).await?;
    }
    Ok(admin)
}

/// The officer's sharing policy towards the province, and a probe with its token in a file.
async fn policy_and_probe(tree: &Tree, demo: &DemoFile) -> anyhow::Result<()> {
    let officer = demo.sign_in(tree, Tier::Enterprise, "alpha").await?;
    let policy = PolicyDraft {
        name: "向省级主管部门报送（演示）".into(),
        kinds: ["finding_report".to_owned()].into(),
        audience: ["cn/32/miit".parse()?, "cn/32/ca".parse()?].into(),
        tlp: Tlp::Amber,
        enabled: true,
        ..PolicyDraft::default()
    };
    let _: Created = officer.post("/api/v1/sharing-policies", &policy).await?;
    let operator = demo.sign_in(tree, Tier::Enterprise, "probe").await?;
    let draft =
        ProbeDraft { name: "产线镜像口".into(), place: "一号车间核心交换机".into() };
    let probe: ProbeCreated = operator.post("/api/v1/probes", &draft).await?;
    write_secret(&token_path(&tree.plan.folder), &probe.token)
}

pub(crate) fn token_path(folder: &Path) -> PathBuf {
    folder.join("probe.token")
}

fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write `{}`", path.display()))
}
