//! Deputies: who stands in for whom. People name their own; whoever manages accounts names those
//! of others.

use contract::kinds::deputy::Deputy;
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::inbox::{DeputyDraft, DeputyRow};
use contract::rest::query::PageQuery;
use model::{Fault, Id};
use store::views::{self, UserAccount};
use store::{Scope, Tx};

use crate::act::Statement;
use crate::permission::{Action, may};
use crate::{App, Caller};

impl App {
    /// Deputies that concern the caller; all of the organisation for whoever manages accounts.
    pub async fn deputy_list(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<DeputyRow>, Fault> {
        caller.may(Action::InboxRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let all = may(caller.role, Action::UserManage) || may(caller.role, Action::AuditRead);
        let login = (!all).then_some(caller.login.as_str());
        Ok(views::deputy_list(&mut read, &scope, query, login, now).await?)
    }

    /// Names a deputy, from a day until a day.
    ///
    /// # Errors
    /// `deputy.self`, `deputy.time`, `deputy.past`, `deputy.role` (another role: a deputy gains no
    /// right), `inbox.kind`, `user.unknown`, `permission.denied`.
    pub async fn deputy_create(
        &self,
        caller: &Caller,
        draft: DeputyDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::InboxManage)?;
        let person = draft.person.unwrap_or_else(|| caller.login.clone());
        if person != caller.login {
            caller.may(Action::UserManage)?;
        }
        let mut tx = self.begin(caller).await?;
        if draft.until <= tx.now() {
            return Err(Fault::invalid("deputy.past"));
        }
        let scope = caller.scope();
        let whose = account(&mut tx, &scope, &person).await?;
        let who = account(&mut tx, &scope, &draft.deputy).await?;
        if whose.user.role != who.user.role {
            return Err(Fault::invalid("deputy.role")
                .with("person", whose.user.role)
                .with("deputy", who.user.role));
        }
        let body = Deputy {
            person,
            deputy: draft.deputy,
            from: draft.from,
            until: draft.until,
            kinds: draft.kinds,
            withdrawn: false,
        };
        let id = tx.new_id();
        tx.append(Statement::new(id, caller).says(&body)?).await?;
        tx.commit().await?;
        Ok(Created { id })
    }

    /// Ends a deputy's time.
    ///
    /// # Errors
    /// `deputy.missing`, `deputy.over`, `permission.denied`.
    pub async fn deputy_withdraw(&self, caller: &Caller, id: Id) -> Result<DeputyRow, Fault> {
        caller.may(Action::InboxManage)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let now = tx.now();
        let row = views::deputy_get(&mut tx, &scope, id, now).await?;
        if row.person.login != caller.login {
            caller.may(Action::UserManage)?;
        }
        if matches!(row.state.as_str(), "past" | "withdrawn") {
            return Err(Fault::conflict("deputy.over").with("state", row.state));
        }
        let body = Deputy {
            person: row.person.login,
            deputy: row.deputy.login,
            from: row.from,
            until: row.until,
            kinds: row.kinds,
            withdrawn: true,
        };
        tx.append(Statement::new(id, caller).following(row.revision).says(&body)?).await?;
        let row = views::deputy_get(&mut tx, &scope, id, now).await?;
        tx.commit().await?;
        Ok(row)
    }
}

/// An account of the organisation.
async fn account(tx: &mut Tx, scope: &Scope, login: &str) -> Result<UserAccount, Fault> {
    let found = views::user_by_login(tx, scope, login).await?;
    let found = found.filter(|account| account.user.state == "active");
    found.ok_or_else(|| Fault::invalid("user.unknown").with("login", login))
}
