//! What the node counts, for `/metrics` (OpenMetrics text): the unit is in the name, labels are few
//! and bounded.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Http {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByKind {
    kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct BySeverity {
    severity: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByTenant {
    tenant: String,
}

/// The node's counters.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    http: Family<Http, Counter>,
    pub(crate) intake_events: Counter,
    pub(crate) intake_batches: Counter,
    pub(crate) intake_duplicates: Counter,
    pub(crate) intake_rejected: Counter,
    pub(crate) intake_refused: Counter,
    lag: Family<ByTenant, Gauge>,
    pub(crate) detection_failures: Counter,
    findings: Family<BySeverity, Counter>,
    records: Family<ByKind, Counter>,
    pub(crate) sign_ins: Counter,
    pub(crate) sign_in_failures: Counter,
    pub(crate) exchanges: Counter,
    pub(crate) exchange_failures: Counter,
    pub(crate) deliveries_queued: Gauge<i64>,
    pub(crate) log_sequence: Gauge<u64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("huhang");
        let metrics = Self {
            http: family(&mut registry, "http_requests", "Requests by route and status"),
            intake_events: counter(&mut registry, "intake_events", "Events stored"),
            intake_batches: counter(&mut registry, "intake_batches", "Batches stored"),
            intake_duplicates: counter(&mut registry, "intake_duplicates", "Batches sent again"),
            intake_rejected: counter(&mut registry, "intake_rejected_lines", "Lines not an event"),
            intake_refused: counter(&mut registry, "intake_refused_batches", "Batches refused"),
            lag: family(&mut registry, "detection_lag_blocks", "Stored blocks not yet detected"),
            detection_failures: counter(
                &mut registry,
                "detection_failures",
                "Blocks that could not be processed and are tried again",
            ),
            findings: family(&mut registry, "findings", "Findings raised"),
            records: family(&mut registry, "records", "Records appended here, by kind"),
            sign_ins: counter(&mut registry, "sign_ins", "People signed in"),
            sign_in_failures: counter(&mut registry, "sign_in_failures", "Sign-ins refused"),
            exchanges: counter(&mut registry, "federation_exchanges", "Exchanges completed"),
            exchange_failures: counter(
                &mut registry,
                "federation_exchange_failures",
                "Exchanges that failed",
            ),
            deliveries_queued: Gauge::default(),
            log_sequence: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register(
            "deliveries_queued",
            "Records waiting for a neighbour's receipt",
            metrics.deliveries_queued.clone(),
        );
        registry.register(
            "log_sequence",
            "Highest sequence of the log",
            metrics.log_sequence.clone(),
        );
        Self { registry, ..metrics }
    }
}

fn counter(registry: &mut Registry, name: &str, help: &str) -> Counter {
    let counter = Counter::default();
    registry.register(name, help, counter.clone());
    counter
}

fn family<L, M>(registry: &mut Registry, name: &str, help: &str) -> Family<L, M>
where
    Family<L, M>: prometheus_client::registry::Metric + Default + Clone,
{
    let family = Family::<L, M>::default();
    registry.register(name, help, family.clone());
    family
}

impl Metrics {
    /// A request was answered.
    pub fn http(&self, method: &str, route: &str, status: u16) {
        let labels = Http { method: method.to_owned(), route: route.to_owned(), status };
        self.http.get_or_create(&labels).inc();
    }

    pub(crate) fn finding(&self, severity: &str) {
        self.findings.get_or_create(&BySeverity { severity: severity.to_owned() }).inc();
    }

    pub(crate) fn record(&self, kind: &str) {
        self.records.get_or_create(&ByKind { kind: kind.to_owned() }).inc();
    }

    pub(crate) fn lag(&self, tenant: &str, blocks: i64) {
        self.lag.get_or_create(&ByTenant { tenant: tenant.to_owned() }).set(blocks);
    }

    /// OpenMetrics text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string fails only if a metric's own encoding does.
        if encode(&mut text, &self.registry).is_err() {
            text.clear();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_things_appear_by_name_and_label() {
        let metrics = Metrics::default();
        metrics.http("GET", "/api/v1/home", 200);
        metrics.finding("high");
        metrics.intake_events.inc_by(3);
        let text = metrics.text();
        for line in [
            "huhang_http_requests_total{method=\"GET\",route=\"/api/v1/home\",status=\"200\"} 1",
            "huhang_findings_total{severity=\"high\"} 1",
            "huhang_intake_events_total 3",
            "huhang_deliveries_queued 0",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}
