//! The procedures of this node: shipped ones and those that authorities published, by version; and
//! what they say of filings ([`store::views::FilingRules`]).

mod judge;

pub(crate) use judge::{Outcome, parties_of, taken};

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use contract::rest::filing::ResultTitles;
use model::form::{Field, Form, Text};
use model::{Fault, Millis, TenantPath};
use procedure::definition::{Machine, ResultDefinition};
use procedure::{Calendar, Library, Pack, PackKind, Problem, Procedure};

/// The calendar day in China of an instant: `2026-03-02`.
pub(crate) fn today(now: Millis) -> String {
    procedure::day_of(now)
}

/// One procedure in one version.
pub struct Known {
    /// `id@version`, as filings name it.
    pub name: String,
    pub id: String,
    pub version: String,
    pub title: Text,
    pub example: bool,
    /// First day on which it applies.
    pub effective_from: String,
    /// Absent: shipped with the executable.
    pub publisher: Option<TenantPath>,
    pub pack: Pack,
    pub procedure: Procedure,
}

impl Known {
    pub(crate) fn new(
        pack: Pack,
        library: &Library,
        publisher: Option<TenantPath>,
    ) -> Result<Self, Vec<Problem>> {
        let procedure = Procedure::compile(&pack, library)?;
        Ok(Self {
            name: pack.name(),
            id: pack.manifest.id.clone(),
            version: pack.manifest.version.to_string(),
            title: pack.manifest.title.clone(),
            example: pack.is_example(),
            effective_from: pack.manifest.effective_from.clone(),
            publisher,
            pack,
            procedure,
        })
    }

    pub(crate) fn machine(&self) -> &Machine {
        self.procedure.machine()
    }

    /// A form of the procedure.
    ///
    /// # Errors
    /// `filing.form_missing`.
    pub(crate) fn form(&self, id: &str) -> Result<&Form, Fault> {
        let missing = || Fault::not_found("filing.form_missing").with("form", id);
        self.procedure.form(id).ok_or_else(missing)
    }

    pub(crate) fn state_title(&self, id: &str) -> Text {
        let found = self.machine().states.iter().find(|state| state.id == id);
        found.map_or_else(
            || Text { zh: id.to_owned(), en: id.to_owned() },
            |state| state.title.clone(),
        )
    }

    pub(crate) fn party_title(&self, id: &str) -> Text {
        let found = self.machine().parties.iter().find(|party| party.id == id);
        found.map_or_else(
            || Text { zh: id.to_owned(), en: id.to_owned() },
            |party| party.title.clone(),
        )
    }

    /// What its results and their codes are called.
    pub(crate) fn result_titles(&self) -> BTreeMap<String, ResultTitles> {
        let titles = |result: &ResultDefinition| {
            let list = self.procedure.codes(&result.codes);
            let codes = list.into_iter().flat_map(|list| &list.codes);
            let codes = codes.map(|code| (code.code.clone(), code.title.clone()));
            ResultTitles { title: result.title.clone(), codes: codes.collect() }
        };
        let results = self.procedure.scoring().results.iter();
        results.map(|result| (result.id.clone(), titles(result))).collect()
    }

    pub(crate) fn form_titles(&self) -> BTreeMap<String, Text> {
        let forms = self.procedure.forms().iter();
        forms.map(|form| (form.id.clone(), form.title.clone())).collect()
    }

    pub(crate) fn document_titles(&self) -> BTreeMap<String, Text> {
        let documents = self.procedure.documents();
        documents.map(|(id, document)| (id.to_owned(), document.title.clone())).collect()
    }

    /// Fields added, removed, or asked otherwise in another version: `form.field`.
    pub(crate) fn fields_changed(&self, after: &Self) -> BTreeMap<String, String> {
        let (was, is) = (self.fields(), after.fields());
        let mut changed = BTreeMap::new();
        for (name, field) in &was {
            match is.get(name) {
                None => changed.insert(name.clone(), "removed".to_owned()),
                Some(other) if other != field => changed.insert(name.clone(), "changed".to_owned()),
                Some(_) => None,
            };
        }
        let added = is.keys().filter(|name| !was.contains_key(*name));
        changed.extend(added.map(|name| (name.clone(), "added".to_owned())));
        changed
    }

    fn fields(&self) -> BTreeMap<String, &Field> {
        let forms = self.procedure.forms().iter();
        let fields = forms.flat_map(|form| {
            let fields = form.sections.iter().flat_map(|section| &section.fields);
            fields.map(move |field| (format!("{}.{}", form.id, field.id), field))
        });
        fields.collect()
    }

    /// Facts of the organisation that results settle in a state: `(fact, result)`.
    pub(crate) fn settles(&self, state: &str) -> Vec<(&str, &str)> {
        let results = self.procedure.scoring().results.iter();
        results
            .filter(|result| result.settled_in.iter().any(|settled| settled == state))
            .filter_map(|result| Some((result.organisation.as_deref()?, result.id.as_str())))
            .collect()
    }
}

/// All procedures, by `id@version`. Growing: a version that a filing may name is never taken away.
pub struct Procedures {
    known: RwLock<BTreeMap<String, Arc<Known>>>,
    library: RwLock<Library>,
    pub(crate) calendar: Arc<Calendar>,
}

impl Procedures {
    /// # Errors
    /// Everything that is wrong with any of the packs.
    pub(crate) fn new(packs: &[Pack], calendar: Arc<Calendar>) -> Result<Self, Vec<Problem>> {
        let library = Library::from_packs(packs)?;
        let mut known = BTreeMap::new();
        for pack in packs.iter().filter(|pack| pack.manifest.kind == PackKind::Procedure) {
            let compiled = Known::new(pack.clone(), &library, None)?;
            known.insert(compiled.name.clone(), Arc::new(compiled));
        }
        Ok(Self { known: RwLock::new(known), library: RwLock::new(library), calendar })
    }

    /// A register of its own with the same procedures.
    pub(crate) fn separate(&self) -> Self {
        let library = self.library.read().unwrap_or_else(PoisonError::into_inner).clone();
        Self {
            known: RwLock::new(self.read().clone()),
            library: RwLock::new(library),
            calendar: self.calendar.clone(),
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<String, Arc<Known>>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A procedure by `id@version`.
    pub fn get(&self, name: &str) -> Option<Arc<Known>> {
        self.read().get(name).cloned()
    }

    /// The same.
    ///
    /// # Errors
    /// `filing.procedure_unknown`.
    pub(crate) fn need(&self, name: &str) -> Result<Arc<Known>, Fault> {
        let unknown = || Fault::conflict("filing.procedure_unknown").with("procedure", name);
        self.get(name).ok_or_else(unknown)
    }

    /// All versions.
    pub fn all(&self) -> Vec<Arc<Known>> {
        self.read().values().cloned().collect()
    }

    /// Of each procedure the version that applies on a day.
    pub(crate) fn in_force(&self, day: &str) -> Vec<Arc<Known>> {
        let mut best: BTreeMap<String, Arc<Known>> = BTreeMap::new();
        for known in self.read().values() {
            if known.effective_from.as_str() > day {
                continue;
            }
            let newer = best.get(&known.id).is_none_or(|other| {
                let rank =
                    |known: &Known| (known.effective_from.clone(), known.pack.manifest.version);
                rank(other) < rank(known)
            });
            if newer {
                best.insert(known.id.clone(), known.clone());
            }
        }
        best.into_values().collect()
    }

    /// The version of a procedure that applies on a day.
    ///
    /// # Errors
    /// `filing.procedure_unknown`.
    pub(crate) fn of_id(&self, id: &str, day: &str) -> Result<Arc<Known>, Fault> {
        let found = self.in_force(day).into_iter().find(|known| known.id == id);
        found.ok_or_else(|| Fault::not_found("filing.procedure_unknown").with("procedure", id))
    }

    /// Checks a pack that is brought in against what is here.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn compile(
        &self,
        pack: &Pack,
        publisher: Option<TenantPath>,
    ) -> Result<Known, Vec<Problem>> {
        let library = self.library.read().unwrap_or_else(PoisonError::into_inner).clone();
        Known::new(pack.clone(), &library, publisher)
    }

    /// Makes a published procedure, or what procedures lean on, known.
    pub(crate) fn add(&self, known: Known) {
        let mut all = self.known.write().unwrap_or_else(PoisonError::into_inner);
        all.entry(known.name.clone()).or_insert_with(|| Arc::new(known));
    }
}
