//! Views made anew from the log, and the digest that shows they are the same.

use std::sync::Arc;

use ledger::ED25519_SHA256;

use crate::directory::Directory;
use crate::log::read_record;
use crate::sql::{Conn, Sql};
use crate::tx::Writer;
use crate::{Error, Progress, Scope, Store, views};

/// What a rebuild did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rebuilt {
    pub records: u64,
    /// Digest over all view tables before and after; equal unless the views had been damaged or
    /// this build projects differently.
    pub before: String,
    pub after: String,
}

impl Store {
    /// Empties all view tables and projects every record again, in the order of the log and in
    /// one transaction: readers see the old views until it is done.
    pub async fn rebuild(
        &self,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Rebuilt, Error> {
        let mut guard = self.inner.writer.clone().lock_owned().await;
        let mut conn = self.begin_conn(&Scope::system()).await?;
        let head = crate::tx::Head::load(&mut conn).await?;
        let before = conn.views_digest().await?;
        for table in views::TABLES.iter().rev() {
            conn.execute(Sql::new(format!("DELETE FROM {table}"))).await?;
        }
        conn.forget_texts().await?;
        conn.be_patient(true);
        let mut directory = self.base_directory(&mut conn).await?;
        let mut routes = directory.routes();
        let mut position = 0;
        loop {
            let rows = conn.log_page(position).await?;
            let Some(last) = rows.last() else { break };
            position = last.number("position")?;
            for row in &rows {
                let record = read_record(row)?;
                if Directory::concerns(&record.kind) {
                    let touched = directory.touched(&record);
                    directory.apply(&record)?;
                    match touched {
                        Some(tenants) => drop(directory.reroute(&mut routes, &tenants)),
                        None => routes = directory.routes(),
                    }
                }
                let viewers = routes.viewers(&record.tenant, &record.sharing);
                views::project(&mut conn, &record, &viewers).await?;
            }
            progress(Progress { done: position, total: head.position });
        }
        let after = conn.views_digest().await?;
        let ticket = self.commit_conn(conn).await?;
        let (directory, routes) = (Arc::new(directory), Arc::new(routes));
        self.publish(&directory, &routes);
        *guard = Writer { head, directory, routes };
        drop(guard);
        self.synced(ticket).await?;
        Ok(Rebuilt { records: position, before, after })
    }

    /// Digest over the content of all view tables.
    pub async fn views_digest(&self) -> Result<String, Error> {
        self.read(&Scope::system()).await?.views_digest().await
    }
}

impl Conn {
    async fn views_digest(&mut self) -> Result<String, Error> {
        self.write_sums().await?;
        let mut parts = Vec::new();
        for table in views::TABLES {
            // The numbers of texts are given as they come.
            let columns = if *table == "view_text" { "tenant, object, kind, text" } else { "*" };
            let rows = self.all(Sql::new(format!("SELECT {columns} FROM {table}"))).await?;
            // The engines promise no order: each row is digested, the digests are sorted.
            let mut digests = Vec::with_capacity(rows.len());
            for row in &rows {
                digests.push(ED25519_SHA256.digest(&[row.dump()?.as_bytes()]));
            }
            digests.sort_unstable();
            parts.push(ED25519_SHA256.digest(&[table.as_bytes(), &[0], digests.as_flattened()]));
        }
        Ok(ED25519_SHA256.hex_digest(&[parts.as_flattened()]))
    }
}
