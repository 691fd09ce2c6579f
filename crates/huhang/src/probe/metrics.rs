//! Prometheus metrics of a probe: the last health report, served on an address of the user's.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use model::event::ProbeHealth;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

/// The media type of OpenMetrics 1.0.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Where the last report is found.
#[derive(Clone, Default)]
pub(super) struct Metrics(Arc<Mutex<ProbeHealth>>);

impl Metrics {
    /// Serves `/metrics` on a thread of its own for as long as the process lives.
    pub(super) fn serve(address: SocketAddr) -> anyhow::Result<Self> {
        let metrics = Self::default();
        let listener = std::net::TcpListener::bind(address).with_context(|| {
            format!("probe.metrics: 无法监听 {address} / cannot listen on {address}")
        })?;
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let shared = metrics.clone();
        let text = move || {
            let shared = shared.clone();
            async move { ([(CONTENT_TYPE, OPENMETRICS)], shared.text()).into_response() }
        };
        let router = Router::new().route("/metrics", get(text));
        std::thread::Builder::new().name("metrics".to_owned()).spawn(move || {
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                axum::serve(listener, router).await
            })
        })?;
        Ok(metrics)
    }

    pub(super) fn set(&self, health: &ProbeHealth) {
        health.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn text(&self) -> String {
        let health = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut text = String::new();
        match encode(&mut text, &registry(&health)) {
            Ok(()) => text,
            // Writing to a string does not fail.
            Err(_) => String::new(),
        }
    }
}

/// The report as gauges: the values are totals of the run already.
fn registry(health: &ProbeHealth) -> Registry {
    let mut registry = Registry::with_prefix("huhang_probe");
    let mut gauge = |name: &str, help: &str, value: u64| {
        let gauge: Gauge = Gauge::default();
        gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        registry.register(name, help, gauge);
    };
    gauge("packets", "Packets read", health.packets);
    gauge("dropped_packets", "Packets that the kernel could not hand over", health.dropped);
    gauge("undecoded_packets", "Packets not read down to a flow", health.undecoded);
    gauge("lost_stream_bytes", "Stream bytes that never came", health.lost);
    gauge("stream_gaps", "Holes in streams", health.gaps);
    gauge("flows", "Flows seen", health.flows);
    gauge("evicted_flows", "Flows ended because the table was full", health.evicted);
    gauge("observations_sent", "Observations told", health.sent);
    gauge("observations_merged", "Observations merged into others", health.merged);
    gauge("observations_suppressed", "Observations only counted", health.suppressed);
    gauge("anomalies", "Anomalies seen", health.anomalies);
    gauge("rules_loaded", "Rules that compiled", health.rules);
    gauge("rules_failed", "Rules that did not compile", health.rules_failed);
    gauge("alerts", "Alerts of rules", health.alerts);
    gauge("files", "Files and programs put together", health.files);
    let bytes: Gauge = Gauge::default();
    bytes.set(i64::try_from(health.bytes).unwrap_or(i64::MAX));
    registry.register_with_unit("wire", "Bytes on the wire", Unit::Bytes, bytes);
    let memory: Gauge = Gauge::default();
    memory.set(i64::try_from(health.memory).unwrap_or(i64::MAX));
    registry.register_with_unit("resident_memory", "Resident memory", Unit::Bytes, memory);
    protocols(&mut registry, health);
    registry
}

type ByProtocol = Family<[(&'static str, String); 1], Gauge>;

fn protocols(registry: &mut Registry, health: &ProbeHealth) {
    type Value = fn(&model::event::ProtocolHealth) -> u64;
    let families: [(&str, &str, Value); 6] = [
        ("protocol_messages", "Messages of a protocol", |p| p.messages),
        ("protocol_flows", "Flows that speak it", |p| p.flows),
        ("protocol_parsed_bytes", "Payload bytes parsed", |p| p.parsed),
        ("protocol_skipped_bytes", "Payload bytes that made no sense", |p| p.skipped),
        ("protocol_lost_bytes", "Payload bytes lost to gaps", |p| p.lost),
        ("protocol_panics", "Flow steps lost to defects of the parser", |p| p.panics),
    ];
    for (name, help, value) in families {
        let family = ByProtocol::default();
        for protocol in &health.protocols {
            let gauge = family.get_or_create(&[("protocol", protocol.name.clone())]).clone();
            gauge.set(i64::try_from(value(protocol)).unwrap_or(i64::MAX));
        }
        registry.register(name, help, family);
    }
}
