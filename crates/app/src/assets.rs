//! Assets and observations of the caller's tenant.

use contract::rest::Page;
use contract::rest::asset::{AssetDetail, AssetGraph, AssetRow, ObservationRow, Series};
use contract::rest::query::{AssetQuery, ObservationQuery, SeriesQuery};
use model::{CaptureTime, Fault, Id};
use store::events::EventFilter;
use store::views;

use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Assets, by address.
    pub async fn asset_list(
        &self,
        caller: &Caller,
        query: &AssetQuery,
    ) -> Result<Page<AssetRow>, Fault> {
        caller.may(Action::AssetRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::asset_list(&mut read, &scope, query).await?)
    }

    /// All assets and who talks to whom.
    pub async fn asset_graph(&self, caller: &Caller) -> Result<AssetGraph, Fault> {
        caller.may(Action::AssetRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::asset_graph(&mut read, &scope).await?)
    }

    /// One asset with its facts, their evidence, and its conversations.
    ///
    /// # Errors
    /// `asset.missing`.
    pub async fn asset_view(&self, caller: &Caller, id: Id) -> Result<AssetDetail, Fault> {
        caller.may(Action::AssetRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::asset_detail(&mut read, &scope, id).await?)
    }

    /// Observations, the last received first.
    ///
    /// # Errors
    /// `page.limit`, and those of the event store for a wrong filter or cursor.
    pub async fn observation_list(
        &self,
        caller: &Caller,
        query: &ObservationQuery,
    ) -> Result<Page<ObservationRow>, Fault> {
        caller.may(Action::ObservationRead)?;
        let limit = query.limit.unwrap_or(50);
        if !(1..=200).contains(&limit) {
            return Err(Fault::invalid("page.limit").with("least", 1).with("most", 200));
        }
        let filter = EventFilter::try_from(query)?;
        let cursor = query.cursor.as_deref();
        Ok(self.0.events.page(&caller.tenant, &filter, cursor, limit).await?)
    }

    /// Messages per step and protocol.
    pub async fn observation_series(
        &self,
        caller: &Caller,
        query: &SeriesQuery,
    ) -> Result<Series, Fault> {
        caller.may(Action::ObservationRead)?;
        let (from, to) = (query.from.map(CaptureTime), query.to.map(CaptureTime));
        Ok(self.0.events.series(&caller.tenant, from, to, None).await?)
    }

    /// One observation by its reference.
    pub async fn observation_view(
        &self,
        caller: &Caller,
        reference: &str,
    ) -> Result<ObservationRow, Fault> {
        caller.may(Action::ObservationRead)?;
        Ok(self.0.events.fetch(&caller.tenant, reference).await?)
    }
}
