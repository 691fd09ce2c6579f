// Names for the shapes of filings and packs. They come from the API's document; where it says only
// `Object` (answers are any JSON), the values are named here, and so are routes that carry them.
import type { components } from './schema.gen';
import type { Attachment } from './types';

type S = components['schemas'];
/** A generated shape with some of its fields told more exactly. */
type With<T, K> = Omit<T, keyof K> & K;

/** `serde_json::Value`: an answer; shapes by field type are in docs/packs.md. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
/** Answers of one form by field id. */
export type Answers = Record<string, Value>;

export type Text = S['Text'];
export type Confidence = S['Confidence'];
export type Source = S['Source'];
export type FieldType = S['FieldType'];
export type Field = S['Field'];
export type Section = S['Section'];
export type Form = S['Form'];
export type Code = S['Code'];
export type CodeList = S['CodeList'];

export type FilingRow = S['FilingRow'];
export type FilingDraft = S['FilingDraft'];
export type FilingClock = S['FilingClock'];
export type FilingAction = S['FilingAction'];
export type HandedStep = S['HandedStep'];
export type FilingDetail = S['FilingDetail'];
export type FormSummary = S['FormSummary'];
export type DocumentChoice = S['DocumentChoice'];
export type ExportRow = S['ExportRow'];
export type Remark = S['Remark'];
export type SectionState = S['SectionState'];
export type FieldState = With<S['FieldState'], { value?: Value }>;
export type Score = S['Score'];
export type ScoredRule = S['ScoredRule'];
export type ResultCode = S['ResultCode'];
export type Move = With<S['Move'], { value: Value }>;
export type Evaluation = With<S['Evaluation'], { fields: Record<string, FieldState>; moves: Move[] }>;
export type Verdict = S['Verdict'];
export type CommentRow = S['CommentRow'];
export type FormView = With<S['FormView'], { answers: Answers; previous?: Answers | null; submitted?: Answers | null; evaluation: Evaluation }>;
export type SectionDraft = With<S['SectionDraft'], { answers: Answers; base?: Answers }>;
export type SectionSaved = With<S['SectionSaved'], { answers: Answers; evaluation: Evaluation }>;
export type PeerShare = S['PeerShare'];
export type PeerDistribution = S['PeerDistribution'];
export type BatchOutcome = S['BatchOutcome'];
export type ResultTitles = S['ResultTitles'];
export type SamplingPlan = S['SamplingPlan'];
export type SignRow = S['SignRow'];
export type FunnelBar = S['FunnelBar'];
export type Funnel = S['Funnel'];
export type EvidenceRow = S['EvidenceRow'];
export type IndicatorValue = S['IndicatorValue'];
export type IndicatorName = S['IndicatorName'];
export type ProcedureRow = S['ProcedureRow'];
export type OrganisationView = With<S['OrganisationView'], { given: Answers; facts: Answers }>;

export type PackRow = S['PackRow'];
export type PackDetail = S['PackDetail'];
export type Machine = S['Machine'];
export type MachineTransition = S['MachineTransition'];
export type PackProblem = S['PackProblem'];
export type PackReport = S['PackReport'];
export type ChangedResult = S['ChangedResult'];
export type PackDiff = S['PackDiff'];

export type SealedMatch = S['SealedMatch'];
export type ImportedField = With<S['ImportedField'], { before?: Value; after?: Value }>;
export type ImportReview = With<S['ImportReview'], { fields: ImportedField[]; answers: Answers }>;
export type ObligationRow = S['ObligationRow'];
/** A file among the answers: an attachment with its day and kind. */
export interface Evidence extends Attachment {
  dated?: string;
  kind?: string;
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

/** Routes whose bodies hold answers. */
export interface FilingPaths {
  '/api/v1/filings/{id}/forms/{form}': { get: Get<FormView> };
  '/api/v1/filings/{id}/forms/{form}/sections/{section}': { put: Send<SectionDraft, SectionSaved> };
  '/api/v1/filings/{id}/forms/{form}/evaluate': { post: Send<{ answers: Answers }, Evaluation> };
  '/api/v1/organisation': { get: Get<OrganisationView>; put: Send<{ facts: Answers; revision: number }, OrganisationView> };
}
