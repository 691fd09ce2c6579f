// Values offered in filters. The API's own enumerations come from its document; the rest are the
// codes of today's detectors, which a filter in the address may always go beyond.
import type { FindingState, NodeKind, Role, Severity, TenantKind } from '../api/types';

export const SEVERITIES: Severity[] = ['critical', 'high', 'medium', 'low', 'info'];
export const FINDING_STATES: FindingState[] = ['open', 'confirmed', 'false_positive', 'closed'];
export const NODE_KINDS: NodeKind[] = ['national', 'provincial', 'industry', 'enterprise'];
export const TENANT_KINDS: TenantKind[] = ['ministry', 'industry_authority', 'communications_administration', 'enterprise'];
export const USER_ROLES: Role[] = ['ministry_operator', 'provincial_regulator', 'enterprise_officer', 'probe_operator', 'node_administrator', 'auditor'];
export const RISKS = ['link', 'read', 'identify', 'write', 'control', 'program', 'firmware', 'stop'];
export const ROLES_OF_ASSETS = ['controller', 'master', 'outstation', 'engineering_station', 'gateway', 'protection_relay'];
export const FILE_CLASSES = ['file', 'program', 'configuration', 'firmware'];
export const LOOP_STATES = ['open', 'issued', 'signed_for', 'planned', 'disputed', 'transfer_asked', 'replied', 'returned', 'reopened', 'closed', 'dismissed', 'transferred', 'withdrawn'];
export const DELIVERY_STATES = ['queued', 'sent', 'applied', 'rejected'];
export const RECORD_KINDS = [
  'access', 'baseline', 'engineered', 'enrolment', 'evidence', 'finding', 'finding_report', 'loop_summary', 'maintenance_window', 'node', 'notice', 'loop_step', 'pack', 'probe', 'rule_set', 'sharing_policy', 'tenant', 'user', 'hazard', 'task', 'circular', 'notice_draft', 'notice_series', 'forward_summary', 'sharing_group', 'membership', 'consent', 'consent_request', 'sighting', 'revocation', 'passed_on', 'assignment', 'deputy', 'node_key',
];
