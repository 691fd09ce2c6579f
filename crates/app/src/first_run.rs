//! The first start of a node, and what every start says about packs.

use std::collections::BTreeMap;

use contract::Sharing;
use contract::kinds::pack::Pack;
use contract::kinds::user::User;
use contract::rest::people::UserCreated;
use model::{Fault, Id, Role, TenantPath};
use store::views;
use store::{Scope, Tx};

use crate::act::{Noted, Statement};
use crate::{App, password, secret};

const SYSTEM: &str = "system";

/// An account made without a person: only for demonstrations.
#[derive(Debug, Clone)]
pub struct AccountSeed {
    pub tenant: TenantPath,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub password: String,
}

impl App {
    /// On a node without accounts: makes its administrator (in the tenant that runs the node),
    /// and the authorities' default policies.
    /// `None` when it has accounts already. The one-time password is in the answer only.
    ///
    /// # Errors
    /// `user.login`; those of the store.
    pub async fn first_run(&self, login: &str) -> Result<Option<UserCreated>, Fault> {
        let system = Scope::system();
        let mut read = self.read_as(&system).await?;
        let accounts = views::user_count(&mut read, &system).await?;
        drop(read);
        if accounts > 0 {
            return Ok(None);
        }
        let one_time = secret::one_time_password()?;
        let hash = password::hash(&one_time).await?;
        let body = User {
            login: login.to_owned(),
            name: login.to_owned(),
            role: Role::NodeAdministrator,
            state: "active".to_owned(),
        };
        let home = self.0.config.home.clone();
        let mut tx = self.begin_as(&system).await?;
        let id = self.account_add(&mut tx, SYSTEM, &home, &body, &hash, true).await?;
        self.default_policies(&mut tx).await?;
        tx.commit().await?;
        Ok(Some(UserCreated { id, login: login.to_owned(), one_time_password: one_time }))
    }

    /// Makes an account whose password is known beforehand.
    ///
    /// # Errors
    /// `demo.only` on a node that is no demonstration; `user.exists`, `user.role`.
    pub async fn account_seed(&self, seed: AccountSeed) -> Result<Id, Fault> {
        if self.0.config.demo.is_none() {
            return Err(Fault::forbidden("demo.only"));
        }
        self.check_role(&seed.tenant, seed.role)?;
        let hash = password::hash(&seed.password).await?;
        let AccountSeed { tenant, login, name, role, .. } = seed;
        let body = User { login, name, role, state: "active".to_owned() };
        let mut tx = self.begin_as(&Scope::system()).await?;
        let id = self.account_add(&mut tx, SYSTEM, &tenant, &body, &hash, false).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Sets a new one-time password for a login: the way back in when the last administrator's is
    /// lost. For whoever has the machine (`huhang admin`), not for the API.
    ///
    /// # Errors
    /// `user.unknown`.
    pub async fn account_rescue(&self, login: &str) -> Result<UserCreated, Fault> {
        let system = Scope::system();
        let one_time = secret::one_time_password()?;
        let hash = password::hash(&one_time).await?;
        let mut tx = self.begin_as(&system).await?;
        let account = views::user_by_login(&mut tx, &system, login).await?;
        let unknown = || Fault::not_found("user.unknown").with("login", login);
        let user = account.ok_or_else(unknown)?.user;
        let now = tx.now();
        store::credentials::credential_put(&mut tx, user.id, &user.tenant, &hash, true, now)
            .await?;
        store::credentials::session_end_all(&mut tx, user.id, None).await?;
        let noted = Noted {
            action: "password_reset",
            login,
            tenant: &user.tenant,
            address: "-",
            author: SYSTEM,
        };
        self.note_access(&mut tx, noted).await?;
        tx.commit().await?;
        Ok(UserCreated { id: user.id, login: login.to_owned(), one_time_password: one_time })
    }

    async fn default_policies(&self, tx: &mut Tx) -> Result<(), Fault> {
        let directory = self.0.store.directory();
        for tenant in directory.local() {
            if let Some(known) = directory.tenants.get(&tenant) {
                self.default_policy(tx, &tenant, known.body.kind, SYSTEM).await?;
            }
        }
        Ok(())
    }

    /// Says in the log which packs are active, where that changed, and makes the procedure's
    /// loop known to the views.
    pub(crate) async fn declare_packs(&self) -> Result<(), Fault> {
        let home = self.0.config.home.clone();
        let scope = Scope::new(home.clone(), SYSTEM);
        let mut tx = self.begin_as(&Scope::system()).await?;
        views::loops_install(&mut tx).await?;
        let known = views::pack_list(&mut tx, &scope).await?;
        let shipped = known.iter().filter(|pack| pack.body.published.is_none());
        let known: BTreeMap<&str, _> = shipped.map(|pack| (pack.body.id.as_str(), pack)).collect();
        let mut changed = false;
        for body in self.0.packs.bodies() {
            let before = known.get(body.id.as_str());
            if before.is_some_and(|before| before.body == body) {
                continue;
            }
            changed = true;
            let statement = Statement {
                object: before.map_or_else(|| tx.new_id(), |before| before.object),
                follows: before.map_or(0, |before| before.revision),
                tenant: &home,
                author: SYSTEM,
                sharing: Sharing::private(),
            };
            tx.append(statement.says::<Pack>(&body)?).await?;
        }
        if changed {
            // Another calendar moves deadlines; another version is for filings that name it.
            for known in self.0.packs.procedures.all() {
                views::filings_refold(&mut tx, &known.name).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}
