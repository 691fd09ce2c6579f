//! What probes see of themselves and of the wire: health, protocols, files and programs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::rest::Page;
use contract::rest::query::{DiffQuery, FileQuery, HealthQuery, ProgramQuery, SeriesQuery};
use contract::rest::watch::{
    FieldRow, FileRow, OperationRow, PortHint, ProbeHealthView, ProgramDetail, ProgramDiff,
    ProgramRow, ProtocolReference, ProtocolRow, ProtocolStatistics,
};
use model::{CaptureTime, Fault, Id, Millis};
use protocols::{Entry, Hint, REGISTRY};
use store::views;

use crate::act::internal;
use crate::diff;
use crate::permission::Action;
use crate::probe_verdict::verdict;
use crate::{App, Caller, rule_sets};

const DAY_MS: i64 = 86_400_000;

impl App {
    /// A probe's last report, and what happened between its reports.
    ///
    /// # Errors
    /// `probe.missing`.
    pub async fn probe_health(
        &self,
        caller: &Caller,
        id: Id,
        query: &HealthQuery,
    ) -> Result<ProbeHealthView, Fault> {
        caller.may(Action::ProbeRead)?;
        let to = query.to.unwrap_or_else(|| self.0.store.now().plus(1).0);
        let from = query.from.unwrap_or_else(|| to.saturating_sub(DAY_MS));
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let probe = views::probe_get(&mut read, &scope, id).await?;
        let report = views::health_report(&mut read, &scope, id).await?;
        let (from, to) = (Millis(from), Millis(to));
        let samples = views::health_samples(&mut read, &scope, id, from, to).await?;
        let tag = rule_sets::tag(&views::rule_set_enabled(&mut read, &scope).await?);
        let received = probe.health.as_ref().map_or(Millis(0), |glance| glance.received);
        let silent = u64::try_from(read.now().0.saturating_sub(received.0)).unwrap_or(0);
        let verdict = report.as_ref().map(|report| verdict(report, silent, &tag));
        Ok(ProbeHealthView { probe, report, verdict: verdict.unwrap_or_default(), samples })
    }

    /// Every protocol we parse with what was heard of it, and what else was recognised.
    pub async fn protocol_statistics(
        &self,
        caller: &Caller,
        query: &SeriesQuery,
    ) -> Result<ProtocolStatistics, Fault> {
        caller.may(Action::ObservationRead)?;
        let (from, to) = (query.from.map(CaptureTime), query.to.map(CaptureTime));
        let mut statistics = self.0.events.protocols(&caller.tenant, from, to).await?;
        for row in &mut statistics.protocols {
            row.described = protocols::entry(&row.name).is_some();
        }
        for name in REGISTRY.iter().flat_map(Entry::names) {
            if !statistics.protocols.iter().any(|row| row.name == name) {
                statistics.protocols.push(unheard(name));
            }
        }
        Ok(statistics)
    }

    /// What the parser of a protocol knows.
    ///
    /// # Errors
    /// `protocol.missing`.
    pub async fn protocol_view(
        &self,
        caller: &Caller,
        name: &str,
    ) -> Result<ProtocolReference, Fault> {
        caller.may(Action::ObservationRead)?;
        protocols::entry(name).map(reference).ok_or_else(|| Fault::not_found("protocol.missing"))
    }

    /// Programs, configurations and firmware of controllers, the last changed first.
    pub async fn program_list(
        &self,
        caller: &Caller,
        query: &ProgramQuery,
    ) -> Result<Page<ProgramRow>, Fault> {
        caller.may(Action::AssetRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::program_list(&mut read, &scope, query).await?)
    }

    /// One program with its versions.
    ///
    /// # Errors
    /// `program.missing`.
    pub async fn program_view(&self, caller: &Caller, id: Id) -> Result<ProgramDetail, Fault> {
        caller.may(Action::AssetRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::program_detail(&mut read, &scope, id).await?)
    }

    /// Two versions of a program, byte by byte.
    ///
    /// # Errors
    /// `program.missing`, `program.version`, `program.no_content`.
    pub async fn program_diff(
        &self,
        caller: &Caller,
        id: Id,
        query: &DiffQuery,
    ) -> Result<ProgramDiff, Fault> {
        caller.may(Action::AssetRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        views::program_detail(&mut read, &scope, id).await?;
        let (from, old) = views::program_version(&mut read, &scope, id, query.from).await?;
        let (to, new) = views::program_version(&mut read, &scope, id, query.to).await?;
        drop(read);
        let (old, new) = (content(query.from, &old)?, content(query.to, &new)?);
        let compared = tokio::task::spawn_blocking(move || diff::bytes(&old, &new)).await;
        let hunks = compared.map_err(|_| internal())?;
        let sum =
            |op: &str| hunks.iter().filter(|hunk| hunk.op == op).map(|hunk| hunk.length).sum();
        let (same, removed, added) = (sum("same"), sum("removed"), sum("added"));
        Ok(ProgramDiff { from, to, hunks, same, removed, added })
    }

    /// Files and programs that crossed the wire, newest first.
    pub async fn file_list(
        &self,
        caller: &Caller,
        query: &FileQuery,
    ) -> Result<Page<FileRow>, Fault> {
        caller.may(Action::AssetRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::file_list(&mut read, &scope, query).await?)
    }
}

fn content(version: u32, base64: &str) -> Result<Vec<u8>, Fault> {
    let none = || Fault::conflict("program.no_content").with("version", version);
    if base64.is_empty() {
        return Err(none());
    }
    STANDARD.decode(base64).map_err(|_| none())
}

fn unheard(name: &str) -> ProtocolRow {
    ProtocolRow {
        name: name.to_owned(),
        described: true,
        messages: 0,
        bytes: 0,
        operations: Vec::new(),
    }
}

fn reference(entry: &Entry) -> ProtocolReference {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
    let operation = |row: &protocols::Operation| OperationRow {
        code: row.code,
        name: row.name.to_owned(),
        risk: row.risk,
    };
    let field = |field: &model::observation::Field| FieldRow {
        name: field.name.to_owned(),
        kind: field.kind.to_owned(),
        unit: field.unit.to_owned(),
        source: field.source.to_owned(),
    };
    ProtocolReference {
        name: entry.name.to_owned(),
        also: words(entry.also),
        ports: entry.hints.iter().map(|hint| port(*hint)).collect(),
        longest: entry.max_message as u64,
        operations: entry.operations.iter().map(operation).collect(),
        further: words(entry.further),
        fields: entry.fields.iter().map(field).collect(),
    }
}

fn port(hint: Hint) -> PortHint {
    let (kind, number) = match hint {
        Hint::Tcp(port) => ("tcp", port),
        Hint::Udp(port) => ("udp", port),
        Hint::Ethertype(number) => ("ethertype", number),
    };
    PortHint { kind: kind.to_owned(), number }
}
