//! Packs that authorities bring in: checked, tried on their own examples, kept as drafts, compared
//! with what is filed, published to every node below. They travel as records with their content as
//! a blob, and apply where the publisher has authority.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use bytes::Bytes;
use contract::Sharing;
use contract::kinds::pack::{Pack as Body, Published};
use contract::rest::Page;
use contract::rest::pack::{
    ExampleOutcome, PackDetail, PackDiff, PackProblem, PackReport, PackRow, UnverifiedRow,
};
use contract::rest::query::PackDiffQuery;
use model::{Fault, Id, TenantPath};
use procedure::{Pack, PackKind, Problem};
use store::views::{self, ActivePack};
use store::{Scope, Tx};

use crate::act::Statement;
use crate::permission::Action;
use crate::procedures::{Known, today};
use crate::published::{self, Comparing, governs};
use crate::{App, Caller};

/// Bytes of a pack's zip.
pub const MAX_BYTES: usize = 4 << 20;
const DRAFT: &str = "draft";
pub(crate) const PUBLISHED: &str = "published";
/// Filings that a comparison evaluates.
const MOST_COMPARED: usize = 5000;

impl App {
    /// Packs on this node, and drafts of the caller's tenant.
    pub async fn pack_list(&self, caller: &Caller) -> Result<Page<PackRow>, Fault> {
        caller.may(Action::PackRead)?;
        let items = self.pack_rows(caller).await?;
        Ok(Page { total: items.len() as u64, items, next: None, at_least: false })
    }

    async fn pack_rows(&self, caller: &Caller) -> Result<Vec<PackRow>, Fault> {
        let day = today(self.0.store.now());
        let in_force = self.0.packs.procedures.in_force(&day);
        let in_force: Vec<&str> = in_force.iter().map(|known| known.name.as_str()).collect();
        let mut rows: BTreeMap<String, PackRow> = BTreeMap::new();
        for pack in self.0.packs.all() {
            let row = row(pack, "shipped", PUBLISHED, &day, &in_force);
            rows.insert(pack.name(), row);
        }
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        for found in views::pack_list(&mut read, &scope).await? {
            let Some(published) = &found.body.published else { continue };
            if published.state == DRAFT && published.publisher != caller.tenant {
                continue;
            }
            if let Ok(pack) = self.pack_content(&published.content).await {
                let publisher = published.publisher.as_str();
                let row = row(&pack, publisher, &published.state, &day, &in_force);
                rows.entry(pack.name()).or_insert(row);
            }
        }
        Ok(rows.into_values().collect())
    }

    /// One version of a pack.
    ///
    /// # Errors
    /// `pack.missing`.
    pub async fn pack_view(
        &self,
        caller: &Caller,
        id: &str,
        version: &str,
    ) -> Result<PackDetail, Fault> {
        caller.may(Action::PackRead)?;
        let name = format!("{id}@{version}");
        let rows = self.pack_rows(caller).await?;
        let row = rows.into_iter().find(|row| row.id == id && row.version == version);
        let row = row.ok_or_else(|| Fault::not_found("pack.missing").with("pack", &name))?;
        let pack = self.pack_named(caller, &name).await?;
        let known = match self.0.packs.procedures.get(&name) {
            Some(known) => Some(known),
            None if pack.manifest.kind == PackKind::Procedure => {
                self.0.packs.procedures.compile(&pack, None).ok().map(std::sync::Arc::new)
            }
            None => None,
        };
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let filings = views::filing_count_of(&mut read, &scope, &name).await?;
        let known = known.as_deref();
        Ok(PackDetail {
            row,
            sources: pack.manifest.sources.clone(),
            unverified: pack
                .unverified
                .iter()
                .map(|value| UnverifiedRow {
                    file: value.file.clone(),
                    path: value.path.clone(),
                    confidence: value.confidence,
                })
                .collect(),
            machine: known.map(|known| known.procedure.drawing()),
            forms: known.map(Known::form_titles).unwrap_or_default(),
            documents: known.map(Known::document_titles).unwrap_or_default(),
            filings: u32::try_from(filings).unwrap_or(u32::MAX),
        })
    }

    /// Checks a pack and keeps it as a draft when nothing is wrong with it.
    ///
    /// # Errors
    /// `pack.zip` (no zip of a pack's folder), `pack.too_large`, `pack.published` (this version
    /// was published), `pack.kind_fixed` (only procedures can be brought in).
    pub async fn pack_add(&self, caller: &Caller, bytes: Bytes) -> Result<PackReport, Fault> {
        caller.may(Action::PackManage)?;
        if self.is_enterprise(caller) {
            return Err(Fault::forbidden("pack.not_authority"));
        }
        let files = unzip(&bytes)?;
        let pack = match Pack::load(&files) {
            Ok(pack) => pack,
            Err(problems) => return Ok(wrong(&problems)),
        };
        if pack.manifest.kind != PackKind::Procedure {
            return Err(Fault::invalid("pack.kind_fixed").with("allowed", "procedure"));
        }
        let known = match self.0.packs.procedures.compile(&pack, Some(caller.tenant.clone())) {
            Ok(known) => known,
            Err(problems) => return Ok(wrong(&problems)),
        };
        let examples: Vec<ExampleOutcome> = known.procedure.run_examples(&self.0.packs.calendar);
        if examples.iter().any(|example| !example.passed) {
            return Ok(PackReport { pack: None, problems: Vec::new(), examples });
        }
        self.check_unpublished(caller, &known.name).await?;
        let stored = self.0.blobs.put(bytes.to_vec(), MAX_BYTES as u64).await;
        let stored = stored.map_err(|error| Fault::from(&error))?;
        let mut tx = self.begin(caller).await?;
        let before = self.own_pack(&mut tx, caller, &pack).await?;
        let (object, follows) =
            before.map_or_else(|| (tx.new_id(), 0), |found| (found.object, found.revision));
        let body = body(&pack, &caller.tenant, &stored.digest, DRAFT);
        tx.append(Statement::new(object, caller).following(follows).says(&body)?).await?;
        tx.commit().await?;
        let day = today(self.0.store.now());
        let row = row(&pack, caller.tenant.as_str(), DRAFT, &day, &[]);
        Ok(PackReport { pack: Some(row), problems: Vec::new(), examples })
    }

    /// Publishes a draft of the caller's tenant: every node below gets it, and filings that begin
    /// on or after its first day are ruled by it.
    ///
    /// # Errors
    /// `pack.missing`, `pack.published`; those of a pack that no longer compiles.
    pub async fn pack_publish(
        &self,
        caller: &Caller,
        id: &str,
        version: &str,
    ) -> Result<PackRow, Fault> {
        caller.may(Action::PackManage)?;
        let name = format!("{id}@{version}");
        let pack = self.pack_named(caller, &name).await?;
        let mut tx = self.begin(caller).await?;
        let found = self.own_pack(&mut tx, caller, &pack).await?;
        let found = found.ok_or_else(|| Fault::not_found("pack.missing").with("pack", &name))?;
        let Some(published) = found.body.published.filter(|published| published.state == DRAFT)
        else {
            return Err(Fault::conflict("pack.published").with("pack", &name));
        };
        let known = self.0.packs.procedures.compile(&pack, Some(caller.tenant.clone()));
        let known = known.map_err(|problems| problem_fault(&problems))?;
        let body = body(&pack, &caller.tenant, &published.content, PUBLISHED);
        let statement = Statement::new(found.object, caller)
            .following(found.revision)
            .shared(Sharing::everyone());
        tx.append(statement.binds(&body)?).await?;
        tx.commit().await?;
        self.0.packs.procedures.add(known);
        self.procedure_settle(&name).await?;
        let day = today(self.0.store.now());
        let in_force = self.0.packs.procedures.in_force(&day);
        let in_force: Vec<&str> = in_force.iter().map(|known| known.name.as_str()).collect();
        Ok(row(&pack, caller.tenant.as_str(), PUBLISHED, &day, &in_force))
    }

    /// Folds filings that came before the procedure that rules them, and tells who is looking.
    async fn procedure_settle(&self, name: &str) -> Result<(), Fault> {
        let mut tx = self.begin_as(&Scope::system()).await?;
        views::filings_refold(&mut tx, name).await?;
        tx.commit().await?;
        self.0.live.tell("pack", None, crate::live::Audience::Everyone);
        Ok(())
    }

    /// Makes known what was published for this node and is not known yet: at the start, after
    /// records came, and after the content of a pack came.
    pub(crate) async fn packs_catch_up(&self) -> Result<(), Fault> {
        let inner = &self.0;
        let home = &inner.config.home;
        for name in published::learn(&inner.store, &inner.blobs, &inner.packs, home).await? {
            self.procedure_settle(&name).await?;
        }
        Ok(())
    }

    /// Filings here under both versions: whose result changes.
    ///
    /// # Errors
    /// `pack.missing`.
    pub async fn pack_diff(
        &self,
        caller: &Caller,
        id: &str,
        version: &str,
    ) -> Result<PackDiff, Fault> {
        caller.may(Action::PackManage)?;
        let name = format!("{id}@{version}");
        let pack = self.pack_named(caller, &name).await?;
        let after = self.0.packs.procedures.compile(&pack, None);
        let after = after.map_err(|problems| problem_fault(&problems))?;
        let day = today(self.0.store.now());
        let before = self.0.packs.procedures.of_id(id, &day)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let mut comparing = Comparing::new(&before, &after);
        comparing.tenant(&mut read, &scope, MOST_COMPARED).await?;
        Ok(comparing.diff)
    }

    /// The same for a version that is only at hand (its folder as a zip), a page of filings at a
    /// time; nothing is kept.
    ///
    /// # Errors
    /// `pack.zip`, `pack.too_large`, `pack.wrong`, `pack.kind_fixed`, `page.cursor`, `page.limit`;
    /// `filing.procedure_unknown` (no version of it is known here, or not the one named);
    /// `pack.other_procedure` (the one named is of another procedure).
    pub async fn pack_compare(
        &self,
        caller: &Caller,
        query: &PackDiffQuery,
        bytes: &[u8],
    ) -> Result<PackDiff, Fault> {
        caller.may(Action::PackManage)?;
        let most = query.limit.unwrap_or(50);
        if !(1..=200).contains(&most) {
            return Err(Fault::invalid("page.limit").with("least", 1).with("most", 200));
        }
        let after = query.cursor.as_ref().map(|text| text.parse::<Id>()).transpose();
        let after = after.map_err(|_| Fault::invalid("page.cursor"))?;
        let pack = Pack::load(&unzip(bytes)?).map_err(|problems| problem_fault(&problems))?;
        if pack.manifest.kind != PackKind::Procedure {
            return Err(Fault::invalid("pack.kind_fixed").with("allowed", "procedure"));
        }
        let new = self.0.packs.procedures.compile(&pack, None);
        let new = new.map_err(|problems| problem_fault(&problems))?;
        let old = match &query.before {
            Some(name) => self.0.packs.procedures.need(name)?,
            None => self.0.packs.procedures.of_id(&new.id, &today(self.0.store.now()))?,
        };
        if old.id != new.id {
            let fault = Fault::invalid("pack.other_procedure").with("before", &old.name);
            return Err(fault.with("after", &new.name));
        }
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let mut comparing = Comparing::new(&old, &new);
        comparing.page(&mut read, &scope, after, most as usize).await?;
        Ok(comparing.diff)
    }

    /// A version that applies here, or is about to once its content is here, never changes.
    async fn check_unpublished(&self, caller: &Caller, name: &str) -> Result<(), Fault> {
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let packs = views::pack_list(&mut read, &scope).await?;
        let published = packs.iter().any(|found| {
            let named = format!("{}@{}", found.body.id, found.body.version) == name;
            named
                && found.body.published.as_ref().is_some_and(|published| {
                    published.state == PUBLISHED
                        && governs(&published.publisher, &self.0.config.home)
                })
        });
        if published || self.0.packs.procedures.get(name).is_some() {
            return Err(Fault::conflict("pack.published").with("pack", name));
        }
        Ok(())
    }

    async fn own_pack(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        pack: &Pack,
    ) -> Result<Option<ActivePack>, Fault> {
        let version = pack.manifest.version.to_string();
        let found = views::pack_list(tx, &caller.scope()).await?;
        Ok(found.into_iter().find(|found| {
            let own = found.body.published.as_ref().is_some_and(|p| p.publisher == caller.tenant);
            own && found.body.id == pack.manifest.id && found.body.version == version
        }))
    }

    /// A pack by `id@version` that the caller may see.
    async fn pack_named(&self, caller: &Caller, name: &str) -> Result<Pack, Fault> {
        if let Some(pack) = self.0.packs.all().iter().find(|pack| pack.name() == name) {
            return Ok(pack.clone());
        }
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        for found in views::pack_list(&mut read, &scope).await? {
            let named = format!("{}@{}", found.body.id, found.body.version) == name;
            let Some(published) = found.body.published.filter(|_| named) else { continue };
            if published.state == PUBLISHED || published.publisher == caller.tenant {
                return self.pack_content(&published.content).await;
            }
        }
        Err(Fault::not_found("pack.missing").with("pack", name))
    }

    async fn pack_content(&self, digest: &str) -> Result<Pack, Fault> {
        let bytes = self.0.blobs.get(digest).await.map_err(|error| Fault::from(&error))?;
        Pack::load(&unzip(&bytes)?).map_err(|problems| problem_fault(&problems))
    }
}

fn body(pack: &Pack, publisher: &TenantPath, content: &str, state: &str) -> Body {
    Body {
        id: pack.manifest.id.clone(),
        version: pack.manifest.version.to_string(),
        digest: pack.digest.clone(),
        example: pack.is_example(),
        published: Some(Published {
            publisher: publisher.clone(),
            content: content.to_owned(),
            effective_from: pack.manifest.effective_from.clone(),
            state: state.to_owned(),
        }),
    }
}

fn row(pack: &Pack, publisher: &str, state: &str, day: &str, in_force: &[&str]) -> PackRow {
    let manifest = &pack.manifest;
    let state = match state {
        DRAFT => "draft",
        _ if manifest.effective_from.as_str() > day => "pending",
        // Packs of other kinds come with the executable: there is one version of each.
        _ if manifest.kind != PackKind::Procedure => "in_force",
        _ if in_force.contains(&pack.name().as_str()) => "in_force",
        _ => "superseded",
    };
    PackRow {
        id: manifest.id.clone(),
        version: manifest.version.to_string(),
        kind: kind_word(manifest.kind).to_owned(),
        title: manifest.title.clone(),
        digest: pack.digest.clone(),
        effective_from: manifest.effective_from.clone(),
        example: pack.is_example(),
        publisher: publisher.to_owned(),
        state: state.to_owned(),
    }
}

fn kind_word(kind: PackKind) -> &'static str {
    match kind {
        PackKind::Rules => "rules",
        PackKind::Loop => "loop",
        PackKind::Procedure => "procedure",
        PackKind::Codes => "codes",
        PackKind::Calendar => "calendar",
        PackKind::Notices => "notices",
    }
}

fn wrong(problems: &[Problem]) -> PackReport {
    let problem = |problem: &Problem| PackProblem {
        code: problem.code.to_string(),
        file: problem.file.clone(),
        path: problem.path.clone(),
        params: problem.params.clone(),
        title: String::new(),
        way_out: String::new(),
    };
    let problems = problems.iter().map(problem).collect();
    PackReport { pack: None, problems, examples: Vec::new() }
}

pub(crate) fn problem_fault(problems: &[Problem]) -> Fault {
    let first = problems.first().map(ToString::to_string).unwrap_or_default();
    Fault::invalid("pack.wrong").with("first", first).with("count", problems.len())
}

/// A pack's folder as a zip: the same files give the same bytes.
///
/// # Errors
/// `pack.zip`: a file's name is none that a zip can hold.
pub fn zip(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, Fault> {
    let wrong = |error: &dyn std::fmt::Display| Fault::invalid("pack.zip").with("reason", error);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, content) in files {
        archive.start_file(name.as_str(), plain).map_err(|error| wrong(&error))?;
        archive.write_all(content).map_err(|error| wrong(&error))?;
    }
    Ok(archive.finish().map_err(|error| wrong(&error))?.into_inner())
}

/// The files of a pack's folder. Sizes are counted while reading: what a zip says of itself is not
/// believed.
pub(crate) fn unzip(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
    let wrong = || Fault::invalid("pack.zip");
    if bytes.len() > MAX_BYTES {
        let fault = Fault::invalid("pack.too_large").with("value", bytes.len());
        return Err(fault.with("limit", MAX_BYTES));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| wrong())?;
    if archive.len() > Pack::MAX_FILES * 2 {
        return Err(wrong());
    }
    let mut files = BTreeMap::new();
    let mut left = Pack::MAX_BYTES as u64;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|_| wrong())?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(|_| wrong())?.into_owned();
        let mut content = Vec::new();
        let read = (&mut file).take(left + 1).read_to_end(&mut content).map_err(|_| wrong())?;
        left = left.checked_sub(read as u64).ok_or_else(|| {
            let fault = Fault::invalid("pack.too_large");
            fault.with("value", format!("> {}", Pack::MAX_BYTES)).with("limit", Pack::MAX_BYTES)
        })?;
        files.insert(name, content);
    }
    Ok(without_folder(files))
}

/// A zip of the folder itself rather than of what is in it.
fn without_folder(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    if files.contains_key("pack.yaml") {
        return files;
    }
    let folder = files.keys().find_map(|name| name.strip_suffix("pack.yaml")).map(str::to_owned);
    let Some(folder) = folder else { return files };
    let inside = files.into_iter().filter_map(|(name, content)| {
        name.strip_prefix(&folder).map(|name| (name.to_owned(), content))
    });
    inside.collect()
}
