//! Signing in and out. A session is a random token in a cookie; only its digest is kept. It ends
//! after a time without a call, at a latest hour, at sign-out, and when the account changes.

use contract::rest::session::Session;
use model::{ErrorKind, Fault, Millis, TenantPath};
use store::credentials::{self, SessionDraft, SessionRow};
use store::{Scope, views};

use crate::act::Noted;
use crate::{App, Caller, password, permission, secret};

/// A session's last use is written down at most this often: reading is not to cost a write.
const SEEN_MS: i64 = 30_000;
const ACTIVE: &str = "active";

/// A session that was just opened: the token goes into the cookie and nowhere else.
pub struct Opened {
    pub token: String,
    pub session: Session,
}

/// The session of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSession {
    pub caller: Caller,
    pub session: Session,
    digest: String,
}

impl OpenSession {
    /// Whether a call proves that it comes from the page that holds this session.
    pub fn csrf_matches(&self, given: &str) -> bool {
        secret::same(&self.session.csrf, given)
    }
}

fn refused() -> Fault {
    Fault::new(ErrorKind::Unauthenticated, "session.credentials")
}

impl App {
    /// Signs a person in.
    ///
    /// # Errors
    /// `session.credentials`, the same for an unknown login, a wrong password and a disabled
    /// account, after the same time; `session.throttled` with `retry_seconds`.
    pub async fn session_create(
        &self,
        login: &str,
        password: &str,
        address: &str,
    ) -> Result<Opened, Fault> {
        let now = self.0.store.now();
        self.0.throttle.check(login, address, now)?;
        let system = Scope::system();
        let mut read = self.read_as(&system).await?;
        let account = views::user_by_login(&mut read, &system, login).await?;
        let account = account.filter(|account| account.user.state == ACTIVE);
        let credential = match &account {
            Some(account) => credentials::credential_get(&mut read, account.user.id).await?,
            None => None,
        };
        drop(read);
        let too_long = password.chars().count() > password::MOST;
        let hash = credential.map(|credential| credential.hash).filter(|_| !too_long);
        let is_right = password::verify(if too_long { "" } else { password }, hash).await?;
        match account.filter(|_| is_right) {
            Some(account) => {
                self.0.throttle.succeeded(login, address);
                self.open(account.user.id, account.user.tenant, login, address).await
            }
            None => {
                self.refuse(login, address).await?;
                Err(refused())
            }
        }
    }

    async fn refuse(&self, login: &str, address: &str) -> Result<(), Fault> {
        self.0.throttle.failed(login, address, self.0.store.now());
        self.0.metrics.sign_in_failures.inc();
        let mut tx = self.begin_as(&Scope::system()).await?;
        let known = views::user_by_login(&mut tx, &Scope::system(), login).await?;
        let tenant = known.map_or_else(|| self.0.config.home.clone(), |known| known.user.tenant);
        let (action, author) = ("sign_in_failed", "system");
        let noted = Noted { action, login, tenant: &tenant, address, author };
        self.note_access(&mut tx, noted).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn open(
        &self,
        user: model::Id,
        tenant: TenantPath,
        login: &str,
        address: &str,
    ) -> Result<Opened, Fault> {
        let token = secret::token("hhs_")?;
        let digest = secret::digest(&token);
        let mut tx = self.begin_as(&Scope::system()).await?;
        let now = tx.now();
        let draft = SessionDraft {
            token_hash: digest.clone(),
            user,
            tenant: tenant.clone(),
            csrf: secret::token("")?,
            address: address.to_owned(),
            expires: self.expires(now, now),
        };
        credentials::session_put(&mut tx, &draft, now).await?;
        credentials::credential_used(&mut tx, user, now).await?;
        credentials::credentials_expire(&mut tx, now).await?;
        let noted = Noted { action: "sign_in", login, tenant: &tenant, address, author: login };
        self.note_access(&mut tx, noted).await?;
        let row = credentials::session_get(&mut tx, &digest, now).await?.ok_or_else(refused)?;
        tx.commit().await?;
        self.0.metrics.sign_ins.inc();
        Ok(Opened { token, session: self.session(&row) })
    }

    /// When a session that is used now ends, if it is not used again.
    fn expires(&self, created: Millis, now: Millis) -> Millis {
        let config = &self.0.config;
        now.plus(config.session_idle_ms).min(created.plus(config.session_absolute_ms))
    }

    /// The session of a token, which lives on by being used.
    ///
    /// # Errors
    /// `session.expired` when there is none (any more).
    pub async fn session_resume(&self, token: &str, address: &str) -> Result<OpenSession, Fault> {
        let digest = secret::digest(token);
        let mut read = self.read_as(&Scope::system()).await?;
        let now = read.now();
        let row = credentials::session_get(&mut read, &digest, now).await?;
        drop(read);
        let mut row =
            row.ok_or_else(|| Fault::new(ErrorKind::Unauthenticated, "session.expired"))?;
        if now.0.saturating_sub(row.last_seen.0) >= SEEN_MS.min(self.0.config.session_idle_ms / 4) {
            row.expires = self.expires(row.created, now);
            let mut tx = self.begin_as(&Scope::system()).await?;
            credentials::session_seen(&mut tx, &digest, now, row.expires).await?;
            tx.commit().await?;
        }
        let caller = Caller {
            user: row.user,
            login: row.login.clone(),
            name: row.name.clone(),
            tenant: row.tenant.clone(),
            role: row.role,
            address: address.to_owned(),
        };
        Ok(OpenSession { caller, session: self.session(&row), digest })
    }

    /// Whether the session is still good. Asking does not keep it alive.
    pub async fn session_is_open(&self, open: &OpenSession) -> bool {
        let Ok(mut read) = self.read_as(&Scope::system()).await else { return false };
        let now = read.now();
        let row = credentials::session_get(&mut read, &open.digest, now).await;
        row.is_ok_and(|row| row.is_some_and(|row| row.role == open.caller.role))
    }

    fn session(&self, row: &SessionRow) -> Session {
        let directory = self.0.store.directory();
        let tenant = directory.tenants.get(&row.tenant);
        Session {
            user: row.user,
            login: row.login.clone(),
            name: row.name.clone(),
            role: row.role,
            tenant: row.tenant.clone(),
            tenant_name: tenant.map(|known| known.body.name.clone()).unwrap_or_default(),
            csrf: row.csrf.clone(),
            expires: row.expires,
            must_change_password: row.must_change,
            may: permission::all(row.role),
        }
    }

    /// Signs out.
    pub async fn session_end(&self, open: &OpenSession) -> Result<(), Fault> {
        let mut tx = self.begin_as(&Scope::system()).await?;
        credentials::session_end(&mut tx, &open.digest).await?;
        self.note_access(&mut tx, Noted::by(&open.caller, "sign_out")).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Replaces the password and ends the person's other sessions.
    ///
    /// # Errors
    /// `password.wrong` (the current one; counted by the throttle), `password.same`,
    /// `password.length`, `password.weak`.
    pub async fn session_password(
        &self,
        open: &OpenSession,
        current: &str,
        new: &str,
    ) -> Result<(), Fault> {
        let Caller { user, login, tenant, address, .. } = &open.caller;
        let now = self.0.store.now();
        self.0.throttle.check(login, address, now)?;
        password::check(new, login)?;
        let mut read = self.read_as(&Scope::system()).await?;
        let credential = credentials::credential_get(&mut read, *user).await?;
        drop(read);
        if !password::verify(current, credential.map(|credential| credential.hash)).await? {
            self.0.throttle.failed(login, address, now);
            return Err(Fault::forbidden("password.wrong"));
        }
        if current == new {
            return Err(Fault::invalid("password.same"));
        }
        let hash = password::hash(new).await?;
        let mut tx = self.begin_as(&Scope::system()).await?;
        credentials::credential_put(&mut tx, *user, tenant, &hash, false, now).await?;
        credentials::session_end_all(&mut tx, *user, Some(&open.digest)).await?;
        self.note_access(&mut tx, Noted::by(&open.caller, "password_changed")).await?;
        tx.commit().await?;
        Ok(())
    }
}
