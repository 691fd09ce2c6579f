// Shapes of filings and packs: contract::rest::{filing, pack}, model::form. `FilingPaths` has the
// routes in the generated document's form, so that `call`, `useGet` and `useList` know them.
import type { Attachment, Role, StepRow } from './types';

/** `serde_json::Value`: an answer; shapes by field type are in docs/packs.md. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
/** Answers of one form by field id. */
export type Answers = Record<string, Value>;

export interface Text {
  zh: string;
  en: string;
}
export type Confidence = 'V' | 'S' | 'D' | 'M' | 'A';
export interface Source {
  document: string;
  article?: string;
  confidence: Confidence;
}
export type FieldType =
  | 'text' | 'long_text' | 'integer' | 'number' | 'date' | 'year' | 'boolean' | 'choice' | 'choices' | 'credit_code' | 'phone' | 'email'
  | 'table' | 'attachments' | 'item' | 'pledge' | 'computed';
export interface Check {
  id: string;
  that: string;
  else: Text;
  warning?: boolean;
  fields?: string[];
  source?: Source | null;
}
export interface Field {
  id: string;
  type: FieldType;
  title: Text;
  help?: Text | null;
  source?: Source | null;
  when?: string | null;
  required?: string | null;
  max_chars?: number | null;
  min_chars?: number | null;
  codes?: string | null;
  other?: string | null;
  unit?: Text | null;
  min?: number | null;
  max?: number | null;
  decimals?: number | null;
  prefill?: string | null;
  formula?: string | null;
  fields?: Field[];
  min_rows?: number | null;
  max_rows?: number | null;
  evidence?: Text[];
  accept?: string[];
  period?: string | null;
  checks?: Check[];
}
export interface Section {
  id: string;
  title: Text;
  help?: Text | null;
  source?: Source | null;
  when?: string | null;
  fields: Field[];
}
export interface Form {
  id: string;
  title: Text;
  source?: Source | null;
  notes?: Text[];
  sections: Section[];
  checks?: Check[];
}
export interface Code {
  code: string;
  title: Text;
  parent?: string | null;
  rank: number;
}
export interface CodeList {
  id: string;
  codes: Code[];
}

export interface FilingRow {
  id: string;
  procedure: string;
  procedure_title: Text;
  example: boolean;
  subject: string;
  period: string;
  applicant: string;
  applicant_name: string;
  state: string;
  state_title: Text;
  terminal: boolean;
  waiting_for: string[];
  party: string;
  results: Record<string, string>;
  score?: number | null;
  number: string;
  begun: number;
  changed: number;
  due?: number | null;
  overdue: boolean;
  signs: number;
}
export interface FilingDraft {
  procedure: string;
  period?: string;
  subject?: string;
  parties?: Record<string, string>;
  previous?: string | null;
}
export interface FilingParty {
  party: string;
  title: Text;
  tenant: string;
  tenant_name: string;
}
export interface FilingClock {
  clock: string;
  title: Text;
  party: string;
  started: number;
  due: number;
  stopped?: number | null;
  overdue: boolean;
  source: Source;
  extended: number;
}
export interface Remark {
  code: string;
  warning: boolean;
  params?: Record<string, string>;
  text?: Text | null;
  source?: Source | null;
}
export interface FilingAction {
  action: string;
  title: Text;
  to: string;
  requires: string[];
  optional: string[];
  forms: string[];
  obstacles: Remark[];
}
export interface FormSummary {
  form: string;
  title: Text;
  party: string;
  writable: boolean;
  judgeable: boolean;
  answered: number;
  asked: number;
  errors: number;
  warnings: number;
  comments: number;
}
export interface DocumentChoice {
  document: string;
  title: Text;
  formats: string[];
}
export interface ExportRow {
  id: string;
  code: string;
  document: string;
  format: string;
  digest: string;
  author: string;
  time: number;
  sealed?: Attachment | null;
  current: boolean;
}
export interface FilingDetail extends FilingRow {
  parties: FilingParty[];
  forms: FormSummary[];
  documents: DocumentChoice[];
  clocks: FilingClock[];
  steps: StepRow[];
  actions: FilingAction[];
  exports: ExportRow[];
  previous?: string | null;
}
export interface SectionState {
  visible: boolean;
  asked: number;
  answered: number;
  errors: number;
  warnings: number;
}
export interface FieldState {
  hidden: boolean;
  required: boolean;
  chars?: number | null;
  value?: Value;
  remarks?: Remark[];
}
export interface ScoredRule {
  rule: string;
  title: Text;
  points: number;
  most: number;
  fields: string[];
  source: Source;
}
export interface Score {
  score: string;
  title: Text;
  points: number;
  most: number;
  rules: ScoredRule[];
}
export interface ResultCode {
  result: string;
  title: Text;
  code: string;
  code_title: Text;
  rank: number;
  because: Text;
  source: Source;
}
export interface Move {
  field: string;
  field_title: Text;
  value: Value;
  value_title: Text;
  result: string;
  code: string;
  code_title: Text;
  points: number;
}
export interface Evaluation {
  sections: Record<string, SectionState>;
  fields: Record<string, FieldState>;
  remarks: Remark[];
  scores: Score[];
  results: ResultCode[];
  moves: Move[];
  complete: boolean;
}
export interface Verdict {
  verdict: string;
  note?: string;
}
export interface CommentRow {
  id: string;
  form: string;
  field: string;
  text: string;
  by: string;
  by_name: string;
  author: string;
  time: number;
}
export interface FormView {
  definition: Form;
  codes: CodeList[];
  answers: Answers;
  revisions: Record<string, number>;
  evaluation: Evaluation;
  previous?: Answers | null;
  /** As frozen by the last step. */
  submitted?: Answers | null;
  carried: Record<string, string>;
  verdicts: Record<string, Verdict>;
  comments: CommentRow[];
  writable: boolean;
  judgeable: boolean;
}
export interface SectionDraft {
  answers: Answers;
  revision: number;
  base?: Answers;
  carried?: Record<string, string>;
}
export interface SectionSaved {
  revision: number;
  answers: Answers;
  merged: string[];
  evaluation: Evaluation;
}
export interface PeerShare {
  value: string;
  filings: number;
}
export interface PeerDistribution {
  filings: number;
  fields: Record<string, PeerShare[]>;
}
export interface FilingStepDraft {
  action: string;
  text?: string;
  attachments?: Attachment[];
  fields?: Record<string, string>;
  seen?: string;
}
export interface BatchOutcome {
  filing: string;
  state: string;
  code: string;
  title?: string;
}
export interface SamplingDraft {
  procedure: string;
  period?: string;
  state?: string;
  size: number;
  by?: string;
  seed?: number | null;
}
export interface SamplingPlan {
  seed: number;
  population: number;
  method: string;
  drawn: FilingRow[];
}
export interface SignRow {
  filing: string;
  applicant: string;
  applicant_name: string;
  sign: string;
  others: string[];
  params: Record<string, string>;
}
export interface FunnelBar {
  id: string;
  title: Text;
  filings: number;
  by_result: Record<string, number>;
}
export interface Funnel {
  procedure: string;
  period: string;
  bars: FunnelBar[];
}
export interface SealedMatch {
  export: ExportRow;
  codes: string[];
}
export interface ImportedField {
  field: string;
  before?: Value;
  after?: Value;
  remarks: Remark[];
}
export interface ImportReview {
  fields: ImportedField[];
  answers: Answers;
}
export interface EvidenceRow {
  attachment: Attachment;
  author: string;
  time: number;
  used: number;
}
export interface ObligationRow {
  obligation: string;
  title: Text;
  due: number;
  overdue: boolean;
  because: Text;
  source: Source;
  procedure?: string | null;
  filing?: string | null;
  done: boolean;
}
export interface InboxRow {
  kind: string;
  object: string;
  title: string;
  action: Text;
  from: string;
  due?: number | null;
  overdue: boolean;
  since: number;
}
export interface IndicatorValue {
  indicator: string;
  title: Text;
  value?: number | null;
  named: boolean;
  source: Source;
}
export interface IndicatorName {
  object: string;
  name: string;
  detail: string;
}
/** The caller's own master record. */
export interface OrganisationView {
  tenant: string;
  given: Answers;
  facts: Answers;
  revision: number;
}
/** What may be begun: one row of `GET /api/v1/procedures`. */
export interface ProcedureRow {
  procedure: string;
  id: string;
  title: Text;
  example: boolean;
  subject_kind: string;
  subject_title?: Text | null;
  period_kind: string;
  periods: string[];
  parties: { party: string; title: Text; optional: boolean; choices: { tenant: string; name: string }[] }[];
}

export interface PackRow {
  id: string;
  version: string;
  kind: string;
  title: Text;
  digest: string;
  effective_from: string;
  example: boolean;
  publisher: string;
  state: string;
}
export interface UnverifiedRow {
  file: string;
  path: string;
  confidence: Confidence;
}
export interface MachineState {
  id: string;
  title: Text;
  terminal: boolean;
}
export interface MachineTransition {
  from: string;
  to: string;
  action: string;
  title: Text;
  party: string;
  roles: Role[];
  clock: string;
}
export interface Machine {
  initial: string;
  states: MachineState[];
  transitions: MachineTransition[];
}
export interface PackDetail extends PackRow {
  sources: Source[];
  unverified: UnverifiedRow[];
  machine?: Machine | null;
  forms: Record<string, Text>;
  documents: Record<string, Text>;
  filings: number;
}
export interface PackProblem {
  code: string;
  file: string;
  path: string;
  params: Record<string, string>;
  title?: string;
  way_out?: string;
}
export interface ExampleOutcome {
  example: string;
  passed: boolean;
  differences: string[];
}
export interface PackReport {
  pack?: PackRow | null;
  problems: PackProblem[];
  examples: ExampleOutcome[];
}
export interface ChangedResult {
  filing: string;
  applicant: string;
  applicant_name: string;
  result: string;
  before: string;
  after: string;
  score_before?: number | null;
  score_after?: number | null;
  filed: number;
}
export interface PackDiff {
  before: string;
  after: string;
  filings: number;
  changed: ChangedResult[];
  fields: Record<string, string>;
}

interface PageOf<T> {
  items: T[];
  next?: string | null;
  total: number;
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

/** Routes of filings and packs. */
export interface FilingPaths {
  '/api/v1/procedures': { get: Get<PageOf<ProcedureRow>> };
  '/api/v1/filings': { get: Get<PageOf<FilingRow>>; post: Send<FilingDraft, { id: string }> };
  '/api/v1/filings/batch': { post: Send<{ filings: string[]; step: FilingStepDraft }, BatchOutcome[]> };
  '/api/v1/filings/sampling': { post: Send<SamplingDraft, SamplingPlan> };
  '/api/v1/filings/signs': { get: Get<PageOf<SignRow>> };
  '/api/v1/filings/funnel': { get: Get<Funnel> };
  '/api/v1/filings/{id}': { get: Get<FilingDetail> };
  '/api/v1/filings/{id}/forms/{form}': { get: Get<FormView> };
  '/api/v1/filings/{id}/forms/{form}/sections/{section}': { put: Send<SectionDraft, SectionSaved> };
  '/api/v1/filings/{id}/forms/{form}/evaluate': { post: Send<{ answers: Answers }, Evaluation> };
  '/api/v1/filings/{id}/forms/{form}/verdicts': { put: Send<{ verdicts: Record<string, Verdict> }, unknown> };
  '/api/v1/filings/{id}/forms/{form}/peers': { get: Get<PeerDistribution> };
  '/api/v1/filings/{id}/comments': { post: Send<{ form: string; field: string; text: string }, { id: string }> };
  '/api/v1/filings/{id}/steps': { post: Send<FilingStepDraft, unknown> };
  '/api/v1/organisation': { get: Get<OrganisationView>; put: Send<{ facts: Answers; revision: number }, OrganisationView> };
  '/api/v1/evidence': { get: Get<PageOf<EvidenceRow>> };
  '/api/v1/packs': { get: Get<PageOf<PackRow>> };
  '/api/v1/packs/{id}/{version}': { get: Get<PackDetail> };
  '/api/v1/packs/{id}/{version}/publish': { post: Send<Record<string, never>, unknown> };
  '/api/v1/packs/{id}/{version}/diff': { get: Get<PackDiff> };
  '/api/v1/obligations': { get: Get<PageOf<ObligationRow>> };
  '/api/v1/obligations/feed': { get: Get<{ path: string }> };
  '/api/v1/inbox': { get: Get<PageOf<InboxRow>> };
  '/api/v1/indicators': { get: Get<PageOf<IndicatorValue>> };
  '/api/v1/indicators/{id}/list': { get: Get<PageOf<IndicatorName>> };
}
