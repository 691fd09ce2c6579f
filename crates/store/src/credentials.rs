//! Credentials: password hashes, sessions, tokens of probes and enrolments.
//!
//! Secrets never come here: a password as its argon2 text, a token as a hash; `app` makes both.
//! None of it is in a record. Sessions and tokens are looked up before anybody is known, so those
//! calls run with the scope of the node itself.

use model::{Id, Millis, Role, TenantPath};

use crate::Error;
use crate::sql::{Conn, Row, Sql};

/// A person's password, as a hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    pub user: Id,
    pub tenant: TenantPath,
    /// PHC text of the hash.
    pub hash: String,
    /// A one-time password: nothing is allowed before it is replaced.
    pub must_change: bool,
    pub changed: Millis,
    pub last_sign_in: Option<Millis>,
}

/// Sets a person's password.
pub async fn credential_put(
    conn: &mut Conn,
    user: Id,
    tenant: &TenantPath,
    hash: &str,
    must_change: bool,
    now: Millis,
) -> Result<(), Error> {
    let sql = Sql::new(
        "INSERT INTO credential (user_id, tenant, hash, must_change, changed) \
         VALUES (?, ?, ?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, \
         must_change = excluded.must_change, changed = excluded.changed",
    );
    let sql = sql.id(user).bind(tenant.as_str()).bind(hash).bind(i64::from(must_change));
    conn.execute(sql.bind(now.0)).await?;
    Ok(())
}

/// A person's password, if one was ever set.
pub async fn credential_get(conn: &mut Conn, user: Id) -> Result<Option<Credential>, Error> {
    let sql = Sql::new("SELECT * FROM credential WHERE user_id = ?").id(user);
    let read = |row: Row| {
        Ok(Credential {
            user: row.id("user_id")?,
            tenant: row.tenant("tenant")?,
            hash: row.text("hash")?,
            must_change: row.flag("must_change")?,
            changed: row.millis("changed")?,
            last_sign_in: row.opt_millis("last_sign_in")?,
        })
    };
    conn.optional(sql).await?.map(read).transpose()
}

/// Notes a sign-in.
pub async fn credential_used(conn: &mut Conn, user: Id, now: Millis) -> Result<(), Error> {
    let sql = Sql::new("UPDATE credential SET last_sign_in = ? WHERE user_id = ?");
    conn.execute(sql.bind(now.0).id(user)).await?;
    Ok(())
}

/// A session to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionDraft {
    pub token_hash: String,
    pub user: Id,
    pub tenant: TenantPath,
    pub csrf: String,
    pub address: String,
    pub expires: Millis,
}

/// An open session with its account as it stands now: a changed role or a disabled account counts
/// at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    pub user: Id,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub tenant: TenantPath,
    pub csrf: String,
    pub created: Millis,
    pub expires: Millis,
    pub last_seen: Millis,
    pub must_change: bool,
}

pub async fn session_put(
    conn: &mut Conn,
    session: &SessionDraft,
    now: Millis,
) -> Result<(), Error> {
    const COLUMNS: &[&str] =
        &["token_hash", "tenant", "user_id", "csrf", "address", "created", "expires", "last_seen"];
    let sql = Sql::insert("session", COLUMNS, 1)
        .bind(session.token_hash.as_str())
        .bind(session.tenant.as_str())
        .id(session.user)
        .bind(session.csrf.as_str())
        .bind(session.address.as_str())
        .bind(now.0)
        .bind(session.expires.0)
        .bind(now.0);
    conn.execute(sql).await?;
    Ok(())
}

/// The session of a token, if it is not over and its account is active.
pub async fn session_get(
    conn: &mut Conn,
    token_hash: &str,
    now: Millis,
) -> Result<Option<SessionRow>, Error> {
    let sql = Sql::new(
        "SELECT s.user_id, s.tenant, s.csrf, s.created, s.expires, s.last_seen, u.login, u.name, \
         u.role, COALESCE(c.must_change, 0) AS must_change FROM session s \
         JOIN view_user u ON u.tenant = s.tenant AND u.id = s.user_id \
         LEFT JOIN credential c ON c.user_id = s.user_id \
         WHERE s.token_hash = ? AND s.expires > ? AND u.state = 'active'",
    );
    let read = |row: Row| {
        Ok(SessionRow {
            user: row.id("user_id")?,
            login: row.text("login")?,
            name: row.text("name")?,
            role: row.word("role")?,
            tenant: row.tenant("tenant")?,
            csrf: row.text("csrf")?,
            created: row.millis("created")?,
            expires: row.millis("expires")?,
            last_seen: row.millis("last_seen")?,
            must_change: row.flag("must_change")?,
        })
    };
    conn.optional(sql.bind(token_hash).bind(now.0)).await?.map(read).transpose()
}

/// Notes that a session is in use and lets it run until `expires`.
pub async fn session_seen(
    conn: &mut Conn,
    token_hash: &str,
    now: Millis,
    expires: Millis,
) -> Result<(), Error> {
    let sql = Sql::new("UPDATE session SET last_seen = ?, expires = ? WHERE token_hash = ?");
    conn.execute(sql.bind(now.0).bind(expires.0).bind(token_hash)).await?;
    Ok(())
}

/// Ends a session. True when it was there.
pub async fn session_end(conn: &mut Conn, token_hash: &str) -> Result<bool, Error> {
    let sql = Sql::new("DELETE FROM session WHERE token_hash = ?").bind(token_hash);
    Ok(conn.execute(sql).await? > 0)
}

/// Ends a person's sessions, all but the one kept: after a change of password, role or state.
pub async fn session_end_all(conn: &mut Conn, user: Id, keep: Option<&str>) -> Result<u64, Error> {
    let sql = Sql::new("DELETE FROM session WHERE user_id = ? AND token_hash <> ?");
    conn.execute(sql.id(user).bind(keep.unwrap_or(""))).await
}

/// Forgets sessions and enrolment tokens that are over.
pub async fn credentials_expire(conn: &mut Conn, now: Millis) -> Result<u64, Error> {
    let mut gone = 0;
    for text in
        ["DELETE FROM session WHERE expires <= ?", "DELETE FROM enrolment_token WHERE expires <= ?"]
    {
        gone += conn.execute(Sql::new(text).bind(now.0)).await?;
    }
    Ok(gone)
}

/// Gives a probe a token.
pub async fn probe_token_put(
    conn: &mut Conn,
    token_hash: &str,
    tenant: &TenantPath,
    probe: Id,
) -> Result<(), Error> {
    let sql = Sql::insert("probe_token", &["token_hash", "tenant", "probe"], 1);
    conn.execute(sql.bind(token_hash).bind(tenant.as_str()).id(probe)).await?;
    Ok(())
}

/// Whose token it is, if the probe is active.
pub async fn probe_token_get(
    conn: &mut Conn,
    token_hash: &str,
) -> Result<Option<(TenantPath, Id)>, Error> {
    let sql = Sql::new(
        "SELECT t.tenant, t.probe FROM probe_token t \
         JOIN view_probe p ON p.tenant = t.tenant AND p.id = t.probe \
         WHERE t.token_hash = ? AND p.state = 'active'",
    );
    let found = conn.optional(sql.bind(token_hash)).await?;
    found.map(|row| Ok((row.tenant("tenant")?, row.id("probe")?))).transpose()
}

/// Takes a probe's tokens away.
pub async fn probe_token_revoke(
    conn: &mut Conn,
    tenant: &TenantPath,
    probe: Id,
) -> Result<u64, Error> {
    let sql = Sql::new("DELETE FROM probe_token WHERE tenant = ? AND probe = ?");
    conn.execute(sql.bind(tenant.as_str()).id(probe)).await
}

/// Keeps the hash of an enrolment's one-time token.
pub async fn enrolment_token_put(
    conn: &mut Conn,
    token_hash: &str,
    tenant: &TenantPath,
    enrolment: Id,
    expires: Millis,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &["token_hash", "tenant", "enrolment", "expires"];
    let sql = Sql::insert("enrolment_token", COLUMNS, 1).bind(token_hash).bind(tenant.as_str());
    conn.execute(sql.id(enrolment).bind(expires.0)).await?;
    Ok(())
}

/// Whose enrolment a token is good for.
pub async fn enrolment_token_get(
    conn: &mut Conn,
    token_hash: &str,
    now: Millis,
) -> Result<Option<(TenantPath, Id)>, Error> {
    let sql = Sql::new(
        "SELECT tenant, enrolment FROM enrolment_token WHERE token_hash = ? AND expires > ?",
    );
    let found = conn.optional(sql.bind(token_hash).bind(now.0)).await?;
    found.map(|row| Ok((row.tenant("tenant")?, row.id("enrolment")?))).transpose()
}

/// Takes an enrolment's token away.
pub async fn enrolment_token_revoke(conn: &mut Conn, enrolment: Id) -> Result<u64, Error> {
    let sql = Sql::new("DELETE FROM enrolment_token WHERE enrolment = ?").id(enrolment);
    conn.execute(sql).await
}

/// The token of a person's calendar feed.
pub async fn feed_token_get(conn: &mut Conn, user: Id) -> Result<Option<String>, Error> {
    let sql = Sql::new("SELECT token FROM feed_token WHERE user_id = ?").id(user);
    conn.optional(sql).await?.map(|row| row.text("token")).transpose()
}

/// Sets the token of a person's calendar feed. It opens nothing but the duties of their tenant.
pub async fn feed_token_put(
    conn: &mut Conn,
    user: Id,
    tenant: &TenantPath,
    token: &str,
) -> Result<(), Error> {
    let sql = Sql::insert("feed_token", &["token", "tenant", "user_id"], 1);
    conn.execute(sql.bind(token).bind(tenant.as_str()).id(user)).await?;
    Ok(())
}

/// The tenant whose duties a token opens, while its person's account is active.
pub async fn feed_token_find(conn: &mut Conn, token: &str) -> Result<Option<TenantPath>, Error> {
    let sql = Sql::new(
        "SELECT f.tenant FROM feed_token f JOIN view_user u ON u.tenant = f.tenant \
         AND u.id = f.user_id WHERE f.token = ? AND u.state = 'active'",
    );
    conn.optional(sql.bind(token)).await?.map(|row| row.tenant("tenant")).transpose()
}
