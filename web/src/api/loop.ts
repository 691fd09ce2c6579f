// Shapes and routes of the closed loop, of letters, of tasks and of the inbox, as
// crates/contract/src/{loops,letters}.rs and rest/{loops,notice,inbox,task,loop_figures}.rs have them.
import type { Text } from './filing';
import type { Tlp } from './sharing';
import type { Attachment, Severity, TenantKind } from './types';

export interface Count {
  key: string;
  count: number;
}

/** What a machine can look at to see whether a hazard is gone. */
export type Condition =
  | { check: 'port_closed'; address: string; port: number }
  | { check: 'firmware_changed'; address: string; was: string }
  | { check: 'firmware_at_least'; address: string; version: string }
  | { check: 'traffic_gone'; rule: string; source?: string; target?: string }
  | { check: 'finding_quiet'; finding: string };
export type CheckOutcome = 'held' | 'failed' | 'unknown';
export interface CheckResult {
  condition: Condition;
  outcome: CheckOutcome;
  at: number;
  since: number;
  seen?: Record<string, string>;
}
export type LoopSource = 'notice' | 'finding' | 'vulnerability' | 'assessment_risk' | 'data_risk' | 'drill_gap' | 'task';
export type Genre = 'notice' | 'warning' | 'advice' | 'correction';

/** A loop as lists and the tier above see it. */
export interface LoopRow {
  id: string;
  source: LoopSource;
  number: string;
  /** Empty for a bystander. */
  title: string;
  issuer: string;
  issuer_name: string;
  recipient: string;
  recipient_name: string;
  region: string;
  industry: string;
  severity: Severity;
  techniques: string[];
  state: string;
  open: boolean;
  overdue: boolean;
  issued: number;
  due: number;
  signed?: number | null;
  replied?: number | null;
  closed?: number | null;
  returned: number;
  reopened: number;
  extended: number;
  escalated: number;
  supervised: boolean;
  rechecked?: CheckOutcome | null;
  hazard: string;
  /** `issuer`, `recipient`, `supervisor`; empty for a bystander. */
  party: string;
  also: GroupMember[];
}
export interface GroupMember {
  id: string;
  issuer: string;
  issuer_name: string;
  number: string;
}

/** A typed field of a step. */
export interface StepField {
  name: string;
  title: Text;
  /** `days`, `date`, `tenant`, `number`, `text`. */
  kind: string;
  required: boolean;
  most?: number | null;
}
export interface LoopAction {
  action: string;
  title: Text;
  /** Of `text` and `attachments`, those that must be given. */
  requires: string[];
  /** Of `text` and `attachments`, those that may be given besides. */
  takes: string[];
  fields: StepField[];
  /** Whether somebody waits for it. */
  awaited: boolean;
}
export interface LoopStep {
  id: string;
  action: string;
  title: Text;
  party: string;
  by: string;
  by_name: string;
  author: string;
  on_behalf_of?: string;
  time: number;
  /** State after it; `refused` for a step that does not count. */
  state: string;
  text: string;
  fields?: Record<string, string>;
  checks?: CheckResult[];
  attachments: Attachment[];
  seal?: { suite: string; key: string; signature: string } | null;
}
/** A request that waits for its answer. */
export interface LoopAsk {
  /** `extension`, `dispute`, `transfer`. */
  ask: string;
  step: string;
  at: number;
  fields?: Record<string, string>;
}
export interface LoopStanding {
  state: string;
  title: Text;
  closed: boolean;
  terminal: boolean;
  /** Of the next step. */
  due?: number | null;
  final_due: number;
  waiting: string[];
  asks: LoopAsk[];
  urged: number;
  disputed: number;
  read?: number | null;
  /** A machine saw the hazard again after it was closed. */
  came_back: boolean;
}
export interface LoopDetail extends LoopRow {
  text: string;
  procedure: string;
  conditions: Condition[];
  standing: LoopStanding;
  steps: LoopStep[];
  actions: LoopAction[];
}
export interface LoopStepDraft {
  action: string;
  text?: string;
  attachments?: Attachment[];
  fields?: Record<string, string>;
  /** Also on every open loop of the same hazard that allows it. */
  for_all?: boolean;
}
export interface LoopBatch {
  loops: string[];
  step: LoopStepDraft;
}
export interface LoopOutcome {
  loop: string;
  code?: string | null;
  params?: Record<string, string>;
}
export interface LoopSampling {
  size: number;
  seed?: string;
  since?: number;
  /** Mark what is drawn with a `sample` step. */
  mark?: boolean;
}
export interface LoopSample {
  seed: string;
  population: number;
  items: LoopRow[];
}
export interface LoopMachine {
  procedure: string;
  states: { id: string; title: Text; closed: boolean; terminal: boolean }[];
  steps: { action: string; title: Text; from: string[]; to: string; party: string }[];
  dot: string;
}
export interface HazardDraft {
  source: LoopSource;
  hazard?: string;
  title: string;
  text?: string;
  severity: Severity;
  techniques?: string[];
  due?: number;
  checks?: Condition[];
}

export interface Spread {
  count: number;
  p50_ms?: number | null;
  p90_ms?: number | null;
}
export interface LoopTimes {
  sign: Spread;
  reply: Spread;
  close: Spread;
}
export type LoopTimesOf = LoopTimes & { key: string };
export interface LoopStatistics {
  total: number;
  open: number;
  overdue: number;
  reopened: number;
  returned: number;
  extended: number;
  escalated: number;
  supervised: number;
  by_state: Count[];
  by_source: Count[];
  by_region: Count[];
  by_industry: Count[];
  by_severity: Count[];
  by_technique: Count[];
  by_authority: Count[];
  overdue_by_region: Count[];
  overdue_by_industry: Count[];
  overdue_by_severity: Count[];
  overdue_by_authority: Count[];
  times: LoopTimes;
  times_by_authority: LoopTimesOf[];
  times_by_industry: LoopTimesOf[];
  times_by_severity: LoopTimesOf[];
  times_by_region: LoopTimesOf[];
  close_p50_ms?: number | null;
  close_p90_ms?: number | null;
}

// The inbox.

export interface Person {
  login: string;
  name: string;
}
export interface InboxRow {
  kind: string;
  object: string;
  title: string;
  title_en?: string;
  action: Text;
  actions: string[];
  from: string;
  due?: number | null;
  overdue: boolean;
  since: number;
  severity?: Severity | null;
  assignee?: Person | null;
  mine: boolean;
  group?: string;
  group_size: number;
  example: boolean;
}
export interface InboxCount {
  key: string;
  count: number;
  overdue: number;
}
export interface InboxCounts {
  total: number;
  overdue: number;
  mine: number;
  unassigned: number;
  by_kind: InboxCount[];
  by_severity: InboxCount[];
}
export interface InboxItem {
  kind: string;
  object: string;
}
export interface BatchSteps {
  items: InboxItem[];
  action: string;
  text?: string;
  attachments?: Attachment[];
  fields?: Record<string, string>;
}
export interface ItemOutcome extends InboxItem {
  done: boolean;
  code?: string | null;
  params?: Record<string, string>;
}
export interface ItemsOutcome {
  done: number;
  refused: number;
  items: ItemOutcome[];
}
export interface DeputyRow {
  id: string;
  person: Person;
  deputy: Person;
  from: number;
  until: number;
  kinds: string[];
  /** `coming`, `active`, `past`, `withdrawn`. */
  state: string;
  revision: number;
}
export interface DeputyDraft {
  person?: string;
  deputy: string;
  from: number;
  until: number;
  kinds?: string[];
}

// Tasks.

export interface TaskRow {
  id: string;
  number: string;
  title: string;
  severity: Severity;
  issuer: string;
  issuer_name: string;
  recipient: string;
  recipient_name: string;
  state: string;
  issued: number;
  due: number;
  overdue: boolean;
  party: string;
  dispatch?: string | null;
  part_of?: string | null;
  parts: number;
  parts_done: number;
}
export interface TaskFigures {
  total: number;
  open: number;
  overdue: number;
  by_state: Count[];
}
export interface TaskDetail extends TaskRow {
  text: string;
  procedure: string;
  attachments: Attachment[];
  below: TaskFigures;
}
export interface DispatchRow {
  id: string;
  number: string;
  title: string;
  severity: Severity;
  issued: number;
  due: number;
  total: number;
  open: number;
  overdue: number;
}
export interface DispatchBoard {
  id: string;
  number: string;
  title: string;
  text: string;
  severity: Severity;
  issued: number;
  due: number;
  part_of?: string | null;
  figures: TaskFigures;
  urged: number;
  below: TaskFigures;
}
export interface RecipientQuery {
  region?: string;
  industry?: string;
  kind?: TenantKind;
}
export interface TaskDraft {
  title: string;
  text: string;
  severity: Severity;
  due?: number;
  recipients?: string[];
  query?: RecipientQuery;
  without?: string[];
  part_of?: string;
  attachments?: Attachment[];
}
export interface TaskPreview {
  number: string;
  due: number;
  due_by: string;
  recipients: { tenant: string; name: string; rule: string; through?: string | null }[];
}
export interface Dispatched {
  dispatch: string;
  number: string;
  tasks: string[];
}

// Letters.

export interface FilingRule {
  procedure: string;
  period?: string;
  state?: string;
  result?: string;
  names?: string;
}
export interface ListRule {
  procedure: string;
  period?: string;
  state: string;
}
export interface ReportedRule {
  rule?: string;
  protocol?: string;
  technique?: string;
  since?: number;
}
/** All conditions given must hold. */
export interface RecipientRule {
  name?: string;
  region?: string;
  industry?: string;
  kind?: TenantKind;
  filing?: FilingRule;
  listed?: ListRule;
  reported?: ReportedRule;
}
export interface Recipients {
  tenants?: string[];
  rules?: RecipientRule[];
  without?: string[];
}
export interface Letter {
  series?: string;
  genre: Genre;
  title: string;
  text: string;
  severity: Severity;
  techniques?: string[];
  due?: number;
  report?: string;
  hazard?: string;
  checks?: Condition[];
  attachments?: Attachment[];
  tlp?: Tlp;
  mark?: string;
  copies_to?: string;
  forwards?: string;
  corrects?: string;
  recipients: Recipients;
}
export interface NoticeSeries {
  name: string;
  genres: Genre[];
  number: string;
  issue?: string;
  review?: boolean;
  red_head?: string;
  paper?: string;
  enabled?: boolean;
}
export interface SeriesRow extends NoticeSeries {
  id: string;
  revision: number;
  next: string;
  next_issue: string;
}
export interface TemplateRow {
  id: string;
  title_zh: string;
  title_en: string;
  genre: Genre;
  severity?: Severity | null;
  /** `report`, `vulnerability`, `plain`. */
  source: string;
  blanks: { id: string; title_zh: string; title_en: string }[];
  example: boolean;
}
export interface TemplateFill {
  template: string;
  language?: string;
  report?: string;
  values?: Record<string, string>;
}
export interface FilledLetter {
  letter: Letter;
  template: string;
  unfilled: string[];
}
export interface DraftRow {
  id: string;
  revision: number;
  title: string;
  genre: Genre;
  severity: Severity;
  /** `writing`, `submitted`, `approved`, `returned`, `issued`, `discarded`. */
  state: string;
  written_by: string;
  reviewed_by: string;
  note: string;
  changed: number;
  circular?: string | null;
}
export interface DraftDetail extends DraftRow {
  letter: Letter;
  /** `save`, `submit`, `approve`, `return`, `discard`, `issue`. */
  actions: string[];
}
export interface Issued {
  circular: string;
  number: string;
  issue: string;
  notices: number;
}
export interface CircularFigures {
  recipients: number;
  written: number;
  delivered: number;
  read: number;
  signed: number;
  replied: number;
  closed: number;
  withdrawn: number;
  overdue: number;
}
export interface CircularRow {
  id: string;
  number: string;
  issue: string;
  title: string;
  genre: Genre;
  severity: Severity;
  series?: string | null;
  issued: number;
  due: number;
  forwarded_number: string;
  figures: CircularFigures;
}
export interface CircularDetail extends CircularRow {
  letter: Letter;
  author: string;
  reviewed_by: string;
  forwards?: string | null;
  corrects?: string | null;
  corrects_number?: string;
  corrected_by?: string | null;
  seal?: LoopStep['seal'];
  paper_code: string;
  /** `withdraw`, `correct`. */
  actions: string[];
}
export interface CopyRow {
  notice: string;
  recipient: string;
  recipient_name: string;
  kind?: TenantKind | null;
  rule: string;
  state: string;
  overdue: boolean;
  delivery: string;
  delivery_code?: string | null;
  delivered?: number | null;
  read?: number | null;
  signed?: number | null;
  replied?: number | null;
  closed?: number | null;
}
export interface LetterPreview {
  number: string;
  due: number;
  due_by: string;
  deliveries: { tenant: string; tenant_name: string; sees: string; rule: string; through?: string | null }[];
  issue: string;
  review: boolean;
  excluded: { tenant: string; tenant_name: string; reason: string; rule: string }[];
  duplicates: { recipient: string; recipient_name: string; number: string; issuer: string; state: string }[];
  through: { node?: string | null; name: string; recipients: number }[];
}
export interface ForwardRow {
  circular: string;
  number: string;
  by: string;
  by_name: string;
  issued: number;
  figures: CircularFigures;
  counted: number;
}

export interface NoticeRow {
  id: string;
  number: string;
  title: string;
  severity: Severity;
  issuer: string;
  issuer_name: string;
  recipient: string;
  recipient_name: string;
  state: string;
  issued: number;
  due: number;
  overdue: boolean;
  party: string;
  genre: Genre;
  issue?: number | null;
  circular?: string | null;
}
export interface NoticeDetail extends NoticeRow {
  text: string;
  techniques: string[];
  procedure: string;
  report?: string | null;
  attachments: Attachment[];
  tlp: Tlp;
  mark: string;
  forwards?: string | null;
  forwarded_number?: string;
  corrects?: string | null;
  corrected_by?: string | null;
  forwarded?: ForwardRow[];
  may_forward: boolean;
  paper_code: string;
}

interface Json<T> {
  content: { 'application/json': T };
}
interface Get<T> {
  responses: { 200: Json<T> };
}
interface Send<B, T> {
  requestBody: Json<B>;
  responses: { 200: Json<T> };
}
interface Rows<T> {
  items: T[];
  next?: string | null;
  total: number;
}

/** A key that signs a node's records. */
export interface NodeKeyRow {
  key: string;
  /** `present`, `former`, `revoked`. */
  state: string;
  last_segment?: number | null;
}

/** Routes of what is above. */
export interface LoopPaths {
  '/api/v1/inbox': { get: Get<Rows<InboxRow>> };
  '/api/v1/inbox/counts': { get: Get<InboxCounts> };
  '/api/v1/inbox/people': { get: Get<Rows<Person>> };
  '/api/v1/inbox/assign': { post: Send<{ items: InboxItem[]; to?: string; note?: string }, ItemsOutcome> };
  '/api/v1/inbox/steps': { post: Send<BatchSteps, ItemsOutcome> };
  '/api/v1/deputies': { get: Get<Rows<DeputyRow>>; post: Send<DeputyDraft, { id: string }> };
  '/api/v1/deputies/{id}': { delete: { responses: { 204: undefined } } };
  '/api/v1/tasks': { get: Get<Rows<TaskRow>>; post: Send<TaskDraft, Dispatched> };
  '/api/v1/tasks/preview': { post: Send<TaskDraft, TaskPreview> };
  '/api/v1/tasks/dispatches': { get: Get<Rows<DispatchRow>> };
  '/api/v1/tasks/dispatches/{id}': { get: Get<DispatchBoard> };
  '/api/v1/tasks/{id}': { get: Get<TaskDetail> };
  '/api/v1/notice-series': { get: Get<SeriesRow[]>; post: Send<{ revision: number; series: NoticeSeries }, { id: string }> };
  '/api/v1/notice-series/{id}': { put: Send<{ revision: number; series: NoticeSeries }, SeriesRow> };
  '/api/v1/notice-templates': { get: Get<TemplateRow[]> };
  '/api/v1/notice-templates/fill': { post: Send<TemplateFill, FilledLetter> };
  '/api/v1/reports/{id}/notice-draft': { get: Get<FilledLetter> };
  '/api/v1/notices/{id}/forward-draft': { get: Get<FilledLetter> };
  '/api/v1/circulars/{id}/correction-draft': { get: Get<FilledLetter> };
  '/api/v1/notice-drafts': { get: Get<Rows<DraftRow>>; post: Send<{ revision: number; letter: Letter }, DraftDetail> };
  '/api/v1/notice-drafts/preview': { post: Send<Letter, LetterPreview> };
  '/api/v1/notice-drafts/{id}': { get: Get<DraftDetail>; put: Send<{ revision: number; letter: Letter }, DraftDetail> };
  '/api/v1/notice-drafts/{id}/review': { post: Send<{ revision: number; action: string; note?: string }, DraftDetail> };
  '/api/v1/notice-drafts/{id}/issue': { post: Send<{ revision: number }, Issued> };
  '/api/v1/circulars': { get: Get<Rows<CircularRow>> };
  '/api/v1/circulars/{id}': { get: Get<CircularDetail> };
  '/api/v1/circulars/{id}/copies': { get: Get<Rows<CopyRow>> };
  '/api/v1/circulars/{id}/withdraw': { post: Send<{ reason: string; tenants?: string[] }, { withdrawn: number; over: number }> };
  '/api/v1/notices': { get: Get<Rows<NoticeRow>> };
  '/api/v1/notices/{id}': { get: Get<NoticeDetail> };
  '/api/v1/notices/{id}/read': { post: { responses: { 200: Json<NoticeDetail> } } };
  '/api/v1/loops': { get: Get<Rows<LoopRow>> };
  '/api/v1/loops/statistics': { get: Get<LoopStatistics> };
  '/api/v1/loops/{id}': { get: Get<LoopDetail> };
  '/api/v1/loops/{id}/steps': { post: Send<LoopStepDraft, LoopDetail> };
  '/api/v1/loops/steps': { post: Send<LoopBatch, LoopOutcome[]> };
  '/api/v1/loops/{id}/recheck': { post: { responses: { 200: Json<CheckResult[]> } } };
  '/api/v1/loops/{id}/supervise': { post: Send<{ text: string }, LoopDetail> };
  '/api/v1/loops/sampling': { post: Send<LoopSampling, LoopSample> };
  '/api/v1/loops/procedures/{id}': { get: Get<LoopMachine> };
  '/api/v1/hazards': { get: Get<Rows<LoopRow>>; post: Send<HazardDraft, { id: string }> };
  '/api/v1/findings/{id}/hazard': { post: { responses: { 200: Json<{ id: string }> } } };
  '/api/v1/nodes/{id}/keys': { get: Get<NodeKeyRow[]> };
  '/api/v1/nodes/{id}/keys/revocation': { post: Send<{ reason: string }, NodeKeyRow[]> };
}
