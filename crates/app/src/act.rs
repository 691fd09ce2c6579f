//! Shared by all use-cases: read handles, transactions, drafts of records.

use contract::kinds::{Kind, access::Access};
use contract::{RecordDraft, Sharing};
use model::{ErrorKind, Fault, Id, TenantPath};
use store::{Read, Scope, Tx};

use crate::{App, Caller};

/// A fault that can only be a defect of ours.
pub(crate) fn internal() -> Fault {
    Fault::new(ErrorKind::Internal, "internal")
}

/// A revision to append, said on behalf of `tenant` by `author`.
pub(crate) struct Statement<'a> {
    pub(crate) object: Id,
    /// 0 for a new object.
    pub(crate) follows: u32,
    pub(crate) tenant: &'a TenantPath,
    pub(crate) author: &'a str,
    pub(crate) sharing: Sharing,
}

impl<'a> Statement<'a> {
    /// A new private object of the caller's tenant.
    pub(crate) fn new(object: Id, caller: &'a Caller) -> Self {
        Self {
            object,
            follows: 0,
            tenant: &caller.tenant,
            author: &caller.login,
            sharing: Sharing::private(),
        }
    }

    pub(crate) fn following(mut self, revision: u32) -> Self {
        self.follows = revision;
        self
    }

    pub(crate) fn shared(mut self, sharing: Sharing) -> Self {
        self.sharing = sharing;
        self
    }

    pub(crate) fn says<K: Kind>(self, body: &K) -> Result<RecordDraft, Fault> {
        Ok(RecordDraft {
            object: self.object,
            kind: K::NAME,
            tenant: self.tenant.clone(),
            author: self.author.to_owned(),
            sharing: self.sharing,
            body: serde_json::to_value(body).map_err(|_| internal())?,
            follows: self.follows,
            binding: false,
        })
    }

    /// The same, with the tenant's seal.
    pub(crate) fn binds<K: Kind>(self, body: &K) -> Result<RecordDraft, Fault> {
        Ok(RecordDraft { binding: true, ..self.says(body)? })
    }
}

impl App {
    pub(crate) async fn read(&self, caller: &Caller) -> Result<Read, Fault> {
        self.read_as(&caller.scope()).await
    }

    pub(crate) async fn read_as(&self, scope: &Scope) -> Result<Read, Fault> {
        Ok(self.0.store.read(scope).await?)
    }

    pub(crate) async fn begin(&self, caller: &Caller) -> Result<Tx, Fault> {
        self.begin_as(&caller.scope()).await
    }

    pub(crate) async fn begin_as(&self, scope: &Scope) -> Result<Tx, Fault> {
        Ok(self.0.store.begin(scope).await?)
    }

    /// Appends an `access` record: credentials stand in the audit trail too.
    pub(crate) async fn note_access(&self, tx: &mut Tx, noted: Noted<'_>) -> Result<(), Fault> {
        let body = Access {
            action: noted.action.to_owned(),
            login: noted.login.chars().take(64).collect(),
            address: noted.address.to_owned(),
        };
        let statement = Statement {
            object: tx.new_id(),
            follows: 0,
            tenant: noted.tenant,
            author: noted.author,
            sharing: Sharing::private(),
        };
        tx.append(statement.says(&body)?).await?;
        Ok(())
    }
}

/// What happened to a credential, and whose it was.
pub(crate) struct Noted<'a> {
    pub(crate) action: &'a str,
    pub(crate) login: &'a str,
    pub(crate) tenant: &'a TenantPath,
    pub(crate) address: &'a str,
    /// Who did it: nobody is known when a sign-in fails.
    pub(crate) author: &'a str,
}

impl<'a> Noted<'a> {
    /// Something the caller did with a credential of their own or of the tenant's.
    pub(crate) fn by(caller: &'a Caller, action: &'a str) -> Self {
        let Caller { login, tenant, address, .. } = caller;
        Self { action, login, tenant, address, author: login }
    }
}
