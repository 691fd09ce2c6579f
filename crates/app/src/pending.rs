use crate::Caller;
use contract::Record;
use contract::intake::IntakeReceipt;
use contract::rest::{
    asset::*, audit::*, finding::*, home::*, node::*, notice::*, people::*, query::*, session::*,
    sharing::*, welcome::*, *,
};
use model::{ErrorKind, Fault, Id};
use std::sync::Arc;
type R<T> = Result<T, Fault>;
fn no<T>() -> R<T> {
    Err(Fault::new(ErrorKind::Unavailable, "app.pending"))
}
#[derive(Clone)]
pub struct App(Arc<AppConfig>);
pub struct AppConfig {
    pub secure_cookies: bool,
    pub node: Id,
    pub welcome: Welcome,
}
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSession {
    pub caller: Caller,
    pub session: Session,
}
impl OpenSession {
    pub fn csrf_matches(&self, _g: &str) -> bool {
        false
    }
}
pub struct Live;
impl Live {
    pub async fn next(&mut self) -> Option<LiveEvent> {
        None
    }
}
pub struct Opened {
    pub token: String,
    pub session: Session,
}
impl App {
    pub fn node(&self) -> Id {
        self.0.node
    }
    pub fn config(&self) -> &AppConfig {
        &self.0
    }
    pub fn welcome(&self) -> Welcome {
        self.0.welcome.clone()
    }
    pub fn live(&self, _c: &Caller) -> Live {
        Live
    }
    pub async fn session_create(&self, _l: &str, _p: &str, _a: &str) -> R<Opened> {
        no()
    }
    pub async fn session_resume(&self, _t: &str, _a: &str) -> R<OpenSession> {
        no()
    }
    pub async fn session_end(&self, _o: &OpenSession) -> R<()> {
        no()
    }
    pub async fn session_is_open(&self, _o: &OpenSession) -> bool {
        false
    }
    pub async fn session_password(&self, _o: &OpenSession, _c: &str, _n: &str) -> R<()> {
        no()
    }
    pub async fn evidence_add(&self, _c: &Caller, _n: &str, _b: bytes::Bytes) -> R<EvidenceStored> {
        no()
    }
    pub async fn evidence_view(&self, _c: &Caller, _d: &str) -> R<Vec<u8>> {
        no()
    }
    pub async fn intake(&self, _t: &str, _b: &str, _body: bytes::Bytes) -> R<IntakeReceipt> {
        no()
    }

    pub async fn asset_list(&self, _c: &Caller, _q: &AssetQuery) -> R<Page<AssetRow>> {
        no()
    }
    pub async fn asset_graph(&self, _c: &Caller) -> R<AssetGraph> {
        no()
    }
    pub async fn asset_view(&self, _c: &Caller, _i: Id) -> R<AssetDetail> {
        no()
    }
    pub async fn audit_list(&self, _c: &Caller, _q: &AuditQuery) -> R<Page<AuditRow>> {
        no()
    }
    pub async fn record_view(&self, _c: &Caller, _i: Id) -> R<Record> {
        no()
    }
    pub async fn baseline_view(&self, _c: &Caller) -> R<BaselineStatus> {
        no()
    }
    pub async fn baseline_change(&self, _c: &Caller, _d: BaselineChange) -> R<BaselineStatus> {
        no()
    }
    pub async fn baseline_entry_list(
        &self,
        _c: &Caller,
        _q: &BaselineQuery,
    ) -> R<Page<BaselineRow>> {
        no()
    }
    pub async fn finding_list(&self, _c: &Caller, _q: &FindingQuery) -> R<Page<FindingRow>> {
        no()
    }
    pub async fn finding_view(&self, _c: &Caller, _i: Id) -> R<FindingDetail> {
        no()
    }
    pub async fn finding_triage(&self, _c: &Caller, _i: Id, _d: Triage) -> R<FindingDetail> {
        no()
    }
    pub async fn finding_report(&self, _c: &Caller, _i: Id, _d: ReportDraft) -> R<Created> {
        no()
    }
    pub async fn home_view(&self, _c: &Caller) -> R<Home> {
        no()
    }
    pub async fn loop_list(&self, _c: &Caller, _q: &LoopQuery) -> R<Page<LoopRow>> {
        no()
    }
    pub async fn loop_statistics(&self, _c: &Caller) -> R<LoopStatistics> {
        no()
    }
    pub async fn node_self(&self, _c: &Caller) -> R<ThisNode> {
        no()
    }
    pub async fn node_list(&self, _c: &Caller, _q: &PageQuery) -> R<Page<NodeRow>> {
        no()
    }
    pub async fn node_change(&self, _c: &Caller, _i: Id, _d: NodeChange) -> R<NodeRow> {
        no()
    }
    pub async fn enrolment_list(&self, _c: &Caller, _q: &PageQuery) -> R<Page<EnrolmentRow>> {
        no()
    }
    pub async fn enrolment_create(&self, _c: &Caller, _d: EnrolmentDraft) -> R<EnrolmentCreated> {
        no()
    }
    pub async fn enrolment_withdraw(&self, _c: &Caller, _i: Id) -> R<()> {
        no()
    }
    pub async fn delivery_list(&self, _c: &Caller, _q: &DeliveryQuery) -> R<Page<DeliveryRow>> {
        no()
    }
    pub async fn notice_list(&self, _c: &Caller, _q: &NoticeQuery) -> R<Page<NoticeRow>> {
        no()
    }
    pub async fn notice_view(&self, _c: &Caller, _i: Id) -> R<NoticeDetail> {
        no()
    }
    pub async fn notice_preview(&self, _c: &Caller, _d: NoticeDraft) -> R<NoticePreview> {
        no()
    }
    pub async fn notice_issue(&self, _c: &Caller, _d: NoticeDraft) -> R<Created> {
        no()
    }
    pub async fn notice_step(&self, _c: &Caller, _i: Id, _d: StepDraft) -> R<NoticeDetail> {
        no()
    }
    pub async fn observation_list(
        &self,
        _c: &Caller,
        _q: &ObservationQuery,
    ) -> R<Page<ObservationRow>> {
        no()
    }
    pub async fn observation_series(&self, _c: &Caller, _q: &SeriesQuery) -> R<Series> {
        no()
    }
    pub async fn observation_view(&self, _c: &Caller, _p: &str) -> R<ObservationRow> {
        no()
    }
    pub async fn probe_list(&self, _c: &Caller, _q: &PageQuery) -> R<Page<Probe>> {
        no()
    }
    pub async fn probe_create(&self, _c: &Caller, _d: ProbeDraft) -> R<ProbeCreated> {
        no()
    }
    pub async fn probe_revoke(&self, _c: &Caller, _i: Id) -> R<()> {
        no()
    }
    pub async fn report_list(&self, _c: &Caller, _q: &ReportQuery) -> R<Page<ReportRow>> {
        no()
    }
    pub async fn report_view(&self, _c: &Caller, _i: Id) -> R<ReportDetail> {
        no()
    }
    pub async fn policy_list(&self, _c: &Caller, _q: &PageQuery) -> R<Page<Policy>> {
        no()
    }
    pub async fn policy_create(&self, _c: &Caller, _d: PolicyDraft) -> R<Created> {
        no()
    }
    pub async fn policy_change(&self, _c: &Caller, _i: Id, _d: PolicyDraft) -> R<Policy> {
        no()
    }
    pub async fn tenant_list(&self, _c: &Caller, _q: &TenantQuery) -> R<Page<Tenant>> {
        no()
    }
    pub async fn tenant_create(&self, _c: &Caller, _d: TenantDraft) -> R<Created> {
        no()
    }
    pub async fn user_list(&self, _c: &Caller, _q: &PageQuery) -> R<Page<User>> {
        no()
    }
    pub async fn user_create(&self, _c: &Caller, _d: UserDraft) -> R<UserCreated> {
        no()
    }
    pub async fn user_change(&self, _c: &Caller, _i: Id, _d: UserChange) -> R<User> {
        no()
    }
    pub async fn user_reset(&self, _c: &Caller, _i: Id) -> R<UserCreated> {
        no()
    }
}
impl App {
    pub async fn is_ready(&self) -> bool {
        false
    }
    pub async fn metrics_text(&self) -> String {
        String::new()
    }
    pub fn new_id(&self) -> Id {
        self.0.node
    }
    pub fn metrics(&self) -> M {
        M
    }
}
pub struct M;
impl M {
    pub fn http(&self, _m: &str, _r: &str, _s: u16) {}
}
