//! Figures over filings: the funnel, samples, signs, indicators. Each number is the length of a
//! list that can be asked for.

use std::collections::BTreeMap;

use contract::rest::Page;
use contract::rest::filing::{
    FilingRow, Funnel, FunnelBar, IndicatorName, IndicatorValue, SamplingDraft, SamplingPlan,
    SignRow,
};
use contract::rest::query::{FilingQuery, IndicatorListQuery, PeriodQuery, SignQuery};
use model::Fault;
use sha2::{Digest, Sha256};
use store::views;

use super::lists;
use crate::permission::Action;
use crate::procedures::today;
use crate::{App, Caller, secret};

/// Filings of one sample.
const MOST_SAMPLE: u32 = 1000;
/// How a sample is drawn, to be repeated by hand.
const METHOD: &str = "each filing's key is the hexadecimal SHA-256 of \"<seed>:<filing id>\"; \
     filings are sorted by key within their stratum; strata get seats in proportion to their size \
     (largest remainder, ties by name), and the first keys take them";

impl App {
    /// How far the filings of a procedure and period have come, step by step.
    ///
    /// # Errors
    /// `filing.procedure_unknown`.
    pub async fn filing_funnel(
        &self,
        caller: &Caller,
        query: &PeriodQuery,
    ) -> Result<Funnel, Fault> {
        caller.may(Action::FilingRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let known = self.0.packs.procedures.of_id(&query.procedure, &today(read.now()))?;
        let counts = views::filing_funnel(&mut read, &scope, &known.id, &query.period).await?;
        let bars = known.machine().funnel.iter().map(|bar| {
            let of_bar = counts.iter().filter(|count| count.bar == bar.id);
            let by_result: BTreeMap<String, u32> = of_bar
                .map(|count| {
                    (count.result.clone(), u32::try_from(count.filings).unwrap_or(u32::MAX))
                })
                .collect();
            FunnelBar {
                id: bar.id.clone(),
                title: bar.title.clone(),
                filings: by_result.values().sum(),
                by_result,
            }
        });
        let first = known.procedure.scoring().results.first();
        let result = first.and_then(|result| known.result_titles().remove(&result.id));
        Ok(Funnel {
            procedure: known.id.clone(),
            period: query.period.clone(),
            bars: bars.collect(),
            result: result.unwrap_or_default(),
        })
    }

    /// Signs that stand against filings which the caller's tenant verifies.
    ///
    /// # Errors
    /// `page.cursor`, `page.limit`.
    pub async fn filing_signs(
        &self,
        caller: &Caller,
        query: &SignQuery,
    ) -> Result<Page<SignRow>, Fault> {
        caller.may(Action::FilingRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let mut page = views::sign_list(&mut read, &scope, query).await?;
        for row in &mut page.items {
            let known = self.0.packs.procedures.get(&row.procedure);
            row.example = known.as_ref().is_some_and(|known| known.example);
            row.procedure_title = known.map(|known| known.title.clone()).unwrap_or_default();
        }
        Ok(page)
    }

    /// Draws a sample; with the same seed and population it is the same sample.
    ///
    /// # Errors
    /// `filing.sample` (none, or more than a thousand), `query.value`.
    pub async fn filing_sampling(
        &self,
        caller: &Caller,
        draft: SamplingDraft,
    ) -> Result<SamplingPlan, Fault> {
        caller.may(Action::FilingRead)?;
        if !(1..=MOST_SAMPLE).contains(&draft.size) {
            return Err(Fault::invalid("filing.sample").with("most", MOST_SAMPLE));
        }
        if !["", "none", "grade", "industry"].contains(&draft.by.as_str()) {
            return Err(Fault::invalid("query.value").with("allowed", "grade, industry, none"));
        }
        let seed = match draft.seed {
            Some(seed) => seed,
            // Fits a JSON number of every console.
            None => secret::random_u64()? >> 12,
        };
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let query = FilingQuery {
            procedure: some(&draft.procedure),
            period: some(&draft.period),
            state: some(&draft.state),
            ..FilingQuery::default()
        };
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let rows = views::filing_rows(&mut read, &scope, &query, now).await?;
        let population = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let directory = self.0.store.directory();
        let stratum = |row: &FilingRow| match draft.by.as_str() {
            "grade" => row.results.values().next().cloned().unwrap_or_default(),
            "industry" => directory
                .tenants
                .get(&row.applicant)
                .map(|tenant| tenant.body.industry.clone())
                .unwrap_or_default(),
            _ => String::new(),
        };
        let mut drawn = sample(rows, seed, draft.size as usize, stratum);
        drawn.iter_mut().for_each(|row| self.entitle(row));
        Ok(SamplingPlan { seed, population, method: METHOD.to_owned(), drawn })
    }

    /// Indicators of a procedure: those that filings here feed. A value is absent where nothing on
    /// this node could be counted.
    ///
    /// # Errors
    /// `filing.procedure_unknown`.
    pub async fn indicator_list(
        &self,
        caller: &Caller,
        query: &PeriodQuery,
    ) -> Result<Page<IndicatorValue>, Fault> {
        caller.may(Action::FilingRead)?;
        let items = self.indicators(caller, &query.procedure, &query.period).await?;
        Ok(Page { total: items.len() as u64, items, next: None, at_least: false })
    }

    /// What an indicator counts, by name.
    ///
    /// # Errors
    /// `page.cursor`, `page.limit`.
    pub async fn indicator_names(
        &self,
        caller: &Caller,
        indicator: &str,
        query: &IndicatorListQuery,
    ) -> Result<Page<IndicatorName>, Fault> {
        caller.may(Action::FilingRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        lists::names(&mut read, &scope, indicator, query).await
    }
}

/// Proportional by stratum, by the order of keys within each.
fn sample(
    rows: Vec<FilingRow>,
    seed: u64,
    size: usize,
    stratum: impl Fn(&FilingRow) -> String,
) -> Vec<FilingRow> {
    let total = rows.len();
    let size = size.min(total);
    let mut strata: BTreeMap<String, Vec<(String, FilingRow)>> = BTreeMap::new();
    for row in rows {
        let key = hex::encode(Sha256::digest(format!("{seed}:{}", row.id)));
        strata.entry(stratum(&row)).or_default().push((key, row));
    }
    let mut seats: Vec<(String, usize, usize)> = strata
        .iter()
        .map(|(name, members)| {
            let share = members.len() * size;
            (name.clone(), share / total.max(1), share % total.max(1))
        })
        .collect();
    let given: usize = seats.iter().map(|(_, seats, _)| seats).sum();
    seats.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    for (_, seats, _) in seats.iter_mut().take(size - given) {
        *seats += 1;
    }
    let mut drawn = Vec::with_capacity(size);
    for (name, seats, _) in seats {
        let mut members = strata.remove(&name).unwrap_or_default();
        members.sort_by(|a, b| a.0.cmp(&b.0));
        drawn.extend(members.into_iter().take(seats).map(|(_, row)| row));
    }
    drawn.sort_by_key(|row| row.id);
    drawn
}
