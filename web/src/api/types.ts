// Names for the schemas that the screens speak of, and the shapes that the document leaves open
// (`Object`): bodies of records and probe events, as crates/model and crates/contract define them.
import type { components } from './schema.gen';

type S = components['schemas'];

export type AssetRow = S['AssetRow'];
export type AssetDetail = S['AssetDetail'];
export type AssetGraph = S['AssetGraph'];
export type Conversation = S['Conversation'];
export type Fact = S['Fact'];
export type Evidence = S['Evidence'];
export type ObservationRow = S['ObservationRow'];
export type Series = S['Series'];
export type BaselineRow = S['BaselineRow'];
export type Probe = S['Probe'];
export type AuditRow = S['AuditRow'];
export type FindingRow = S['FindingRow'];
export type FindingDetail = S['FindingDetail'];
export type FindingState = S['FindingState'];
export type Severity = S['Severity'];
export type ReportRow = S['ReportRow'];
export type ReportDetail = S['ReportDetail'];
export type { LoopRow, LoopStatistics } from './loop';
export type ThisNode = S['ThisNode'];
export type NodeRow = S['NodeRow'];
export type NodeKeyRow = S['NodeKeyRow'];
export type NodeKind = S['NodeKind'];
export type EnrolmentRow = S['EnrolmentRow'];
export type EnrolmentDraft = S['EnrolmentDraft'];
export type DeliveryRow = S['DeliveryRow'];
export type NoticeRow = S['NoticeRow'];
export type NoticeDetail = S['NoticeDetail'];
export type NoticeDraft = S['NoticeDraft'];
export type AvailableStep = S['AvailableStep'];
export type StepRow = S['StepRow'];
export type Attachment = S['Attachment'];
export type Tenant = S['Tenant'];
export type TenantDraft = S['TenantDraft'];
export type TenantKind = S['TenantKind'];
export type User = S['User'];
export type UserDraft = S['UserDraft'];
export type UserCreated = S['UserCreated'];
export type Role = S['Role'];
export type Session = S['Session'];
export type { Policy, PolicyDraft } from './sharing';
export type Welcome = S['Welcome'];
export type ProbeHealthView = S['ProbeHealthView'];
export type HealthReport = S['ProbeHealth'];
export type HealthFault = S['HealthFault'];
export type NodeRules = S['NodeRules'];
export type HealthSample = S['HealthSample'];
export type ProtocolAccount = S['ProtocolHealth'];
export type ProtocolStatistics = S['ProtocolStatistics'];
export type ProtocolRow = S['ProtocolRow'];
export type OperationCount = S['OperationCount'];
export type ProtocolPoint = S['ProtocolPoint'];
export type ProtocolReference = S['ProtocolReference'];
export type ProgramRow = S['ProgramRow'];
export type ProgramVersion = S['ProgramVersion'];
export type ProgramDetail = S['ProgramDetail'];
export type ProgramDiff = S['ProgramDiff'];
export type DiffHunk = S['DiffHunk'];
export type FileRow = S['FileRow'];
export type MaintenanceWindow = S['MaintenanceWindow'];
export type MaintenanceDraft = S['MaintenanceDraft'];
export type RuleSetRow = S['RuleSetRow'];
export type RuleSetDetail = S['RuleSetDetail'];
export type RuleSetChange = S['RuleSetChange'];
export type RuleSetProbe = S['RuleSetProbe'];
export type Deviation = S['Deviation'];
export type EngineeredRow = S['EngineeredRow'];
export type EngineeredDetail = S['EngineeredDetail'];
export type EngineeredDevice = S['EngineeredDevice'];
export type EngineeredPublisher = S['EngineeredPublisher'];
export type CompileReport = S['CompileReport'];
export type Problem = S['Problem'];

/** `model::observation::Endpoint`. */
export interface Endpoint {
  mac: string;
  ip?: string | null;
  port?: number;
}

/** `model::observation::Observation`. */
export interface Observation {
  time: number;
  packet: number;
  flow: number;
  transport: string;
  vlan?: [number, number];
  source: Endpoint;
  target: Endpoint;
  protocol: string;
  kind: string;
  code: number;
  operation: string;
  risk: string;
  object?: { range?: { space: string; start: number; count: number }; named?: { space: string; name: string } } | null;
  outcome?: 'ok' | { error: { code: number; name: string } } | null;
  value_digest?: number | null;
  fields?: [string, boolean | number | string][];
  anomalies?: Anomaly[];
  count?: number;
}

/** `model::observation::Anomaly`. */
export interface Anomaly {
  code: string;
  offset: number;
  field?: string | null;
}

/** `model::event::FlowSummary`. */
export interface FlowSummary {
  flow: number;
  transport: string;
  vlan?: [number, number];
  client: Endpoint;
  server: Endpoint;
  first: number;
  last: number;
  packets: [number, number];
  bytes: [number, number];
  protocol: string;
  state: string;
  parsed: number;
  skipped: number;
  lost: number;
  anomalies?: Anomaly[];
  ended: boolean;
}

/** `model::event::SignatureAlert`. */
export interface SignatureAlert {
  time: number;
  packet: number;
  transport: string;
  source: Endpoint;
  target: Endpoint;
  protocol?: string;
  gid: number;
  sid: number;
  rev: number;
  message: string;
  class?: string;
  priority: number;
  action: string;
  references?: [string, string][];
}

/** `model::event::FileSeen`. */
export interface FileSeen {
  time: number;
  packet: number;
  transport: string;
  client: Endpoint;
  server: Endpoint;
  protocol: string;
  class: string;
  name: string;
  kind?: string;
  to_server: boolean;
  size: number;
  announced?: number | null;
  complete: boolean;
  sha256: string;
  sm3: string;
  md5?: string;
  magic?: string;
  matches?: string[];
}

/** `model::event::ProbeEvent`. */
export interface ProbeEvent {
  observation?: Observation;
  flow?: FlowSummary;
  alert?: SignatureAlert;
  file?: FileSeen;
  health?: HealthReport;
}

/** `contract::kinds::finding::Finding`. */
export interface FindingBody {
  pack: string;
  params?: Record<string, string>;
  evidence: Evidence[];
  observations: (ProbeEvent | Observation)[];
  note?: string;
}

/** `contract::kinds::finding_report::FindingReport`. */
export interface ReportBody {
  finding: string;
  policy: string;
  params?: Record<string, string>;
  evidence?: Evidence[];
  redacted?: string[];
  note: string;
}
