//! Accounts: people in tenants of this node. Only the tenant that runs the node administers.

use contract::kinds::user::User as Body;
use contract::rest::Page;
use contract::rest::people::{User, UserChange, UserCreated, UserDraft};
use contract::rest::query::PageQuery;
use model::{Fault, Id, Role, TenantPath};
use store::views::{self, UserAccount};
use store::{Scope, Tx, credentials};

use crate::act::{Noted, Statement};
use crate::permission::{Action, fits};
use crate::{App, Caller, password, secret};

const ACTIVE: &str = "active";
const DISABLED: &str = "disabled";

impl App {
    /// Accounts of the node.
    pub async fn user_list(&self, caller: &Caller, query: &PageQuery) -> Result<Page<User>, Fault> {
        caller.may(Action::UserManage)?;
        let scope = Scope::system();
        let mut read = self.read_as(&scope).await?;
        Ok(views::user_list(&mut read, &scope, query).await?)
    }

    /// Makes an account; the one-time password is in the answer only.
    ///
    /// # Errors
    /// `user.login`, `user.exists`, `user.role` (the role does not fit the tenant),
    /// `tenant.not_local`.
    pub async fn user_create(
        &self,
        caller: &Caller,
        draft: UserDraft,
    ) -> Result<UserCreated, Fault> {
        caller.may(Action::UserManage)?;
        let tenant = draft.tenant.unwrap_or_else(|| caller.tenant.clone());
        self.check_role(&tenant, draft.role)?;
        let one_time = secret::one_time_password()?;
        let hash = password::hash(&one_time).await?;
        let body = Body {
            login: draft.login,
            name: draft.name,
            role: draft.role,
            state: ACTIVE.to_owned(),
        };
        let mut tx = self.begin_as(&Scope::system()).await?;
        let id = self.account_add(&mut tx, &caller.login, &tenant, &body, &hash, true).await?;
        tx.commit().await?;
        Ok(UserCreated { id, login: body.login, one_time_password: one_time })
    }

    /// Appends the account's record and keeps its password's hash.
    pub(crate) async fn account_add(
        &self,
        tx: &mut Tx,
        author: &str,
        tenant: &TenantPath,
        body: &Body,
        hash: &str,
        must_change: bool,
    ) -> Result<Id, Fault> {
        let system = Scope::system();
        if views::user_by_login(tx, &system, &body.login).await?.is_some() {
            return Err(Fault::conflict("user.exists").with("login", &body.login));
        }
        let object = tx.new_id();
        let statement =
            Statement { object, follows: 0, tenant, author, sharing: contract::Sharing::private() };
        tx.append(statement.says(body)?).await?;
        let now = tx.now();
        credentials::credential_put(tx, object, tenant, hash, must_change, now).await?;
        Ok(object)
    }

    /// Changes name, role or state. A changed role or a disabled account ends its sessions.
    ///
    /// # Errors
    /// `user.missing`, `user.self` (nobody disables or demotes themselves), `user.role`,
    /// `user.state`, `user.nothing`.
    pub async fn user_change(
        &self,
        caller: &Caller,
        id: Id,
        change: UserChange,
    ) -> Result<User, Fault> {
        caller.may(Action::UserManage)?;
        let system = Scope::system();
        let mut tx = self.begin_as(&system).await?;
        let UserAccount { user, revision } = views::user_by_id(&mut tx, &system, id).await?;
        let body = self.changed(caller, &user, change)?;
        let ends_sessions = body.role != user.role || body.state != ACTIVE;
        let statement = Statement {
            object: id,
            follows: revision,
            tenant: &user.tenant,
            author: &caller.login,
            sharing: contract::Sharing::private(),
        };
        tx.append(statement.says(&body)?).await?;
        if ends_sessions {
            credentials::session_end_all(&mut tx, id, None).await?;
        }
        let changed = views::user_by_id(&mut tx, &system, id).await?;
        tx.commit().await?;
        Ok(changed.user)
    }

    fn changed(&self, caller: &Caller, user: &User, change: UserChange) -> Result<Body, Fault> {
        let body = Body {
            login: user.login.clone(),
            name: change.name.unwrap_or_else(|| user.name.clone()),
            role: change.role.unwrap_or(user.role),
            state: change.state.unwrap_or_else(|| user.state.clone()),
        };
        let same = body.name == user.name && body.role == user.role && body.state == user.state;
        if same {
            return Err(Fault::invalid("user.nothing"));
        }
        if ![ACTIVE, DISABLED].contains(&body.state.as_str()) {
            return Err(Fault::invalid("user.state").with("value", &body.state));
        }
        if user.id == caller.user && (body.role != user.role || body.state != user.state) {
            return Err(Fault::conflict("user.self"));
        }
        self.check_role(&user.tenant, body.role)?;
        Ok(body)
    }

    /// Sets a new one-time password and ends the account's sessions.
    ///
    /// # Errors
    /// `user.missing`.
    pub async fn user_reset(&self, caller: &Caller, id: Id) -> Result<UserCreated, Fault> {
        caller.may(Action::UserManage)?;
        let one_time = secret::one_time_password()?;
        let hash = password::hash(&one_time).await?;
        let system = Scope::system();
        let mut tx = self.begin_as(&system).await?;
        let UserAccount { user, .. } = views::user_by_id(&mut tx, &system, id).await?;
        let now = tx.now();
        credentials::credential_put(&mut tx, id, &user.tenant, &hash, true, now).await?;
        credentials::session_end_all(&mut tx, id, None).await?;
        let noted = Noted {
            action: "password_reset",
            login: &user.login,
            tenant: &user.tenant,
            address: &caller.address,
            author: &caller.login,
        };
        self.note_access(&mut tx, noted).await?;
        tx.commit().await?;
        Ok(UserCreated { id, login: user.login, one_time_password: one_time })
    }

    /// A role is held within a local tenant of a kind it fits; only the tenant that runs the node
    /// has administrators.
    pub(crate) fn check_role(&self, tenant: &TenantPath, role: Role) -> Result<(), Fault> {
        let directory = self.0.store.directory();
        let known = directory.tenants.get(tenant);
        let Some(known) = known.filter(|known| known.body.node == self.0.node) else {
            return Err(Fault::invalid("tenant.not_local").with("tenant", tenant));
        };
        let away = role == Role::NodeAdministrator && *tenant != self.0.config.home;
        if away || !fits(role, known.body.kind) {
            return Err(Fault::invalid("user.role").with("role", role).with("tenant", tenant));
        }
        Ok(())
    }
}
