// Shapes and routes of sharing: policies with tiers, groups, consents, what was shared and what
// comes back (crates/contract/src/rest/sharing.rs).
import type { TenantKind } from './types';

export type Treatment = 'mask' | 'generalise' | 'hash' | 'remove';
export type Treatments = Record<string, Treatment>;
export type Level = 'own' | 'province' | 'ministry' | 'group' | 'all';
export type Tlp = 'red' | 'amber' | 'green' | 'clear';

export interface Audience {
  tenants?: string[];
  groups?: string[];
  level?: Level | null;
}
export interface Tier {
  name: string;
  audience: Audience;
  treat?: Treatments;
}
export type Retroactive = { offer: 'none' } | { offer: 'since'; since: number } | { offer: 'all' };

export interface PolicyDraft {
  name: string;
  kinds: string[];
  audience?: string[];
  groups?: string[];
  level?: Level | null;
  redact?: string[];
  tiers?: Tier[];
  tlp?: Tlp;
  retroactive?: Retroactive;
  enabled: boolean;
}
export interface Policy extends PolicyDraft {
  id: string;
  revision: number;
}
export interface KindRow {
  kind: string;
  fields: { name: string; treatments: Treatment[] }[];
}
export interface Offered {
  looked_at: number;
  offered: number;
  held_back: number;
  more: boolean;
}

export type MembershipState = 'joined' | 'left';
export interface MemberRule {
  region?: string | null;
  industry?: string | null;
  kind?: TenantKind | null;
}
export interface GroupRow {
  id: string;
  revision: number;
  owner: string;
  owner_name: string;
  name: string;
  purpose: string;
  dissolved: boolean;
  own: boolean;
  said?: MembershipState | null;
  reaches?: number | null;
}
export interface MemberRow {
  tenant: string;
  tenant_name: string;
  kind: TenantKind;
  by_path: boolean;
  said?: MembershipState | null;
  said_at?: number | null;
  reached: boolean;
}
export interface GroupDetail extends GroupRow {
  members: string[];
  rules: MemberRule[];
  roll: MemberRow[];
}
export interface GroupDraft {
  name: string;
  purpose: string;
  members?: string[];
  rules?: MemberRule[];
  dissolved?: boolean;
}

export interface ConsentSubject {
  kind?: string | null;
  object?: string | null;
}
export interface Receivers {
  tenants?: string[];
  level?: Level | null;
}
export interface ConsentRow {
  id: string;
  enterprise: string;
  enterprise_name: string;
  authority: string;
  authority_name: string;
  subject: ConsentSubject;
  receivers: Receivers;
  until: number;
  /** `asked`, `granted`, `refused`, `withdrawn`, `expired`. */
  state: string;
  reason: string;
  note: string;
  asked: number;
  answered?: number | null;
}
export interface ConsentAsk {
  enterprise: string;
  subject: ConsentSubject;
  receivers: Receivers;
  until: number;
  reason: string;
}
export interface ConsentAnswer {
  answer: 'grant' | 'refuse' | 'withdraw';
  until?: number | null;
  note?: string;
}

export interface SharingPreviewDraft {
  kind: string;
  object?: string | null;
  policy?: string | null;
  audience?: Audience | null;
  tlp?: Tlp | null;
  policy_draft?: PolicyDraft | null;
}
export type Rule = { by: 'tenant' } | { by: 'level'; level: Level } | { by: 'group'; group: string };
export interface WhyNot {
  reason: string;
  group?: string;
}
export interface PreviewReceiver {
  tenant: string;
  tenant_name: string;
  through?: string | null;
  through_name: string;
  node?: string | null;
  rules: Rule[];
  tiers: string[];
  view: number;
}
export interface PreviewView {
  tenants: string[];
  left_out: Treatments;
  body?: unknown;
}
export interface PreviewExcluded {
  tenant: string;
  tenant_name: string;
  why: WhyNot;
  code?: string;
}
export interface SharingPreview {
  tlp: Tlp;
  receivers: PreviewReceiver[];
  views: PreviewView[];
  excluded: PreviewExcluded[];
}

export interface SharedRow {
  id: string;
  kind: string;
  revision: number;
  owner: string;
  owner_name: string;
  statement: string;
  tlp: Tlp;
  said: number;
  left_out: Treatments;
  revoked?: { by: string; at: number; because: string } | null;
}
export interface SharedReceiver {
  tenant: string;
  tenant_name: string;
  object: string;
  left_out: Treatments;
  /** `local`, `queued`, `sent`, `applied`, `rejected`; `none` while no way to it is known. */
  state: string;
  through?: string | null;
}
export interface SightingDraft {
  verdict: string;
  place: string;
  count: string;
  first: number;
  last: number;
  note?: string;
}
export interface SightingRow extends SightingDraft {
  id: string;
  tenant: string;
  tenant_name: string;
  said: number;
}
export interface SightingFigures {
  told: number;
  true_positive: number;
  false_positive: number;
  not_seen: number;
  least: number;
  places: Record<string, number>;
  first?: number | null;
  last?: number | null;
  rows: SightingRow[];
}
export interface PassedOnRow {
  id: string;
  by: string;
  by_name: string;
  object: string;
  tenants: string[];
  consents: string[];
  note: string;
  at: number;
}
export interface PassingDraft {
  audience: Audience;
  treat?: Treatments;
  note?: string;
}
export interface SharedObject extends SharedRow {
  body?: unknown;
  receivers: SharedReceiver[];
  sightings: SightingFigures;
  sighted?: SightingRow | null;
  passed_on: PassedOnRow[];
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

/** Routes of sharing. */
export interface SharingPaths {
  '/api/v1/sharing-policies': { get: Get<Rows<Policy>>; post: Send<PolicyDraft, { id: string }> };
  '/api/v1/sharing-policies/{id}': { put: Send<PolicyDraft, Policy> };
  '/api/v1/sharing-policies/{id}/offers': { post: { responses: { 200: Json<Offered> } } };
  '/api/v1/sharing/kinds': { get: Get<Rows<KindRow>> };
  '/api/v1/sharing/groups': { get: Get<Rows<GroupRow>>; post: Send<GroupDraft, { id: string }> };
  '/api/v1/sharing/groups/{id}': { get: Get<GroupDetail>; put: Send<GroupDraft, GroupDetail> };
  '/api/v1/sharing/groups/{id}/membership': { post: Send<{ state: MembershipState; note?: string }, GroupDetail> };
  '/api/v1/sharing/consents': { get: Get<Rows<ConsentRow>>; post: Send<ConsentAsk, { id: string }> };
  '/api/v1/sharing/consents/{id}/answer': { post: Send<ConsentAnswer, ConsentRow> };
  '/api/v1/sharing/preview': { post: Send<SharingPreviewDraft, SharingPreview> };
  '/api/v1/sharing/objects': { get: Get<Rows<SharedRow>> };
  '/api/v1/sharing/objects/{id}': { get: Get<SharedObject> };
  '/api/v1/sharing/objects/{id}/sightings': { post: Send<SightingDraft, SightingRow> };
  '/api/v1/sharing/objects/{id}/revocation': { post: Send<{ reason: string }, SharedObject> };
  '/api/v1/sharing/objects/{id}/passings': { post: Send<PassingDraft, { id: string }> };
}
