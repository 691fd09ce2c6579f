//! Indicators: figures with the names behind them. Those that procedures declare are counted from
//! filings; those on risk notices from the notices of the caller's tenant. A figure that nothing
//! here could be counted for is absent, never nought.

use std::collections::BTreeMap;

use contract::rest::filing::IndicatorValue;
use model::Fault;
use model::form::{Confidence, Source};
use procedure::definition::IndicatorDefinition;
use store::views::IndicatorSum;
use store::{Conn, Scope, views};

use crate::procedures::{Known, today};
use crate::{App, Caller};

/// 附件2 一.5: notices issued, risks told in them, risks put right. A notice here tells of one risk.
pub(super) const OF_NOTICES: [(&str, Option<&str>); 3] =
    [("K11", None), ("K12", None), ("K13", Some("closed"))];

impl App {
    /// The indicators that a procedure feeds, or whose figures its forms are prefilled with.
    pub(super) async fn indicators(
        &self,
        caller: &Caller,
        procedure: &str,
        period: &str,
    ) -> Result<Vec<IndicatorValue>, Fault> {
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let known = self.0.packs.procedures.of_id(procedure, &today(read.now()))?;
        let figures = self.indicator_figures(&mut read, &scope, &known, period).await?;
        let declared = self.declared();
        let row = |id: &str, title: &model::form::Text, source: &Source| IndicatorValue {
            indicator: id.to_owned(),
            title: title.clone(),
            value: figures.get(id).copied(),
            named: declared.get(id).is_some_and(|known| known.named)
                || OF_NOTICES.iter().any(|(known, _)| *known == id),
            source: source.clone(),
        };
        let own = known.machine().indicators.iter();
        let mut rows: Vec<IndicatorValue> =
            own.map(|known| row(&known.id, &known.title, &known.source)).collect();
        for form in known.procedure.forms() {
            for field in form.sections.iter().flat_map(|section| &section.fields) {
                let id = field.prefill.as_deref().and_then(|text| text.strip_prefix("indicators."));
                let Some(id) = id.filter(|id| rows.iter().all(|row| row.indicator != *id)) else {
                    continue;
                };
                let source = field.source.as_ref().or(form.source.as_ref()).cloned();
                let source = source.unwrap_or_else(|| Source {
                    document: known.name.clone(),
                    article: String::new(),
                    confidence: Confidence::A,
                });
                rows.push(row(id, &field.title, &source));
            }
        }
        Ok(rows)
    }

    /// Indicators that procedures in force declare, by id.
    fn declared(&self) -> BTreeMap<String, IndicatorDefinition> {
        let day = today(self.0.store.now());
        let known = self.0.packs.procedures.in_force(&day);
        let all = known.iter().flat_map(|known| &known.machine().indicators);
        all.map(|indicator| (indicator.id.clone(), indicator.clone())).collect()
    }

    /// All figures that there is something to count for: what expressions read as `indicators`.
    pub(crate) async fn indicator_figures(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        known: &Known,
        period: &str,
    ) -> Result<BTreeMap<String, f64>, Fault> {
        let wants = known.procedure.forms().iter().any(|form| {
            let mut fields = form.sections.iter().flat_map(|section| &section.fields);
            fields.any(|field| field.prefill.as_ref().is_some_and(|p| p.contains("indicators.")))
        });
        if !wants && known.machine().indicators.is_empty() {
            return Ok(BTreeMap::new());
        }
        let declared = self.declared();
        let mut figures = BTreeMap::new();
        for sum in views::indicator_sums(conn, scope, period).await? {
            if let Some(indicator) = declared.get(&sum.indicator) {
                figures.insert(sum.indicator.clone(), figure(indicator, &sum));
            }
        }
        // Nobody filed what would count: nought, where the tenant sees filings of the procedure.
        for (id, indicator) in &declared {
            let fed = self.feeds(conn, scope, indicator, period).await?;
            if fed {
                figures.entry(id.clone()).or_insert(0.0);
            }
        }
        for (id, state) in OF_NOTICES {
            if let Some(count) = views::notice_figure(conn, scope, state, period).await? {
                figures.insert(id.to_owned(), f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
            }
        }
        Ok(figures)
    }

    /// Whether the tenant sees any filing of the procedure that declares an indicator.
    async fn feeds(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        indicator: &IndicatorDefinition,
        period: &str,
    ) -> Result<bool, Fault> {
        let day = today(self.0.store.now());
        for known in self.0.packs.procedures.in_force(&day) {
            let declares = known.machine().indicators.iter().any(|own| own.id == indicator.id);
            if declares && views::filing_any(conn, scope, &known.id, period).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn figure(indicator: &IndicatorDefinition, sum: &IndicatorSum) -> f64 {
    let count = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    match indicator.count.as_str() {
        "applicants" => count(sum.applicants),
        "filings" => count(sum.filings),
        _ => sum.amount,
    }
}
