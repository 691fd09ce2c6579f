// Every screen by its address, each loaded when first opened.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { readQuery } from './url';
import { Missing, RouteError, Shell } from './shell';

const root = createRootRoute({ component: Shell, notFoundComponent: Missing, errorComponent: RouteError });

const screen = <M extends Record<string, unknown>>(path: string, load: () => Promise<M>, name: keyof M & string) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load as never, name as never) });

export const SCREENS = [
  screen('/', () => import('./pages/home'), 'Home'),
  screen('/assets', () => import('./pages/assets'), 'Assets'),
  screen('/assets/graph', () => import('./pages/graph'), 'Graph'),
  screen('/assets/$id', () => import('./pages/asset'), 'Asset'),
  screen('/observations', () => import('./pages/observations'), 'Observations'),
  screen('/protocols', () => import('./pages/protocols'), 'Protocols'),
  screen('/protocols/$name', () => import('./pages/protocol'), 'Protocol'),
  screen('/programs', () => import('./pages/programs'), 'Programs'),
  screen('/programs/$id', () => import('./pages/program'), 'Program'),
  screen('/programs/$id/diff', () => import('./pages/program-diff'), 'Difference'),
  screen('/files', () => import('./pages/files'), 'Files'),
  screen('/baseline/review', () => import('./pages/review'), 'Review'),
  screen('/maintenance-windows', () => import('./pages/maintenance'), 'Maintenance'),
  screen('/engineered', () => import('./pages/engineered'), 'Engineered'),
  screen('/engineered/$id', () => import('./pages/engineered'), 'EngineeredFile'),
  screen('/baseline', () => import('./pages/baseline'), 'Baseline'),
  screen('/findings', () => import('./pages/findings'), 'Findings'),
  screen('/findings/$id', () => import('./pages/finding'), 'Finding'),
  screen('/reports', () => import('./pages/reports'), 'Reports'),
  screen('/reports/$id', () => import('./pages/report'), 'Report'),
  screen('/notices', () => import('./pages/notices/list'), 'Notices'),
  screen('/notices/$id', () => import('./pages/notices/notice'), 'Notice'),
  screen('/notice-drafts', () => import('./pages/notices/drafts'), 'Drafts'),
  screen('/notice-drafts/new', () => import('./pages/notices/compose'), 'NewLetter'),
  screen('/notice-drafts/$id', () => import('./pages/notices/compose'), 'Draft'),
  screen('/notice-series', () => import('./pages/notices/series'), 'Series'),
  screen('/circulars', () => import('./pages/notices/circulars'), 'Circulars'),
  screen('/circulars/$id', () => import('./pages/notices/circulars'), 'Circular'),
  screen('/loops', () => import('./pages/loops/board'), 'Loops'),
  screen('/loops/sampling', () => import('./pages/loops/sampling'), 'LoopSampling'),
  screen('/loops/$id', () => import('./pages/loops/loop'), 'Loop'),
  screen('/hazards/new', () => import('./pages/loops/hazard'), 'NewHazard'),
  screen('/tasks', () => import('./pages/tasks/list'), 'Tasks'),
  screen('/tasks/new', () => import('./pages/tasks/new'), 'NewTask'),
  screen('/tasks/dispatches', () => import('./pages/tasks/dispatches'), 'Dispatches'),
  screen('/tasks/dispatches/$id', () => import('./pages/tasks/dispatches'), 'Dispatch'),
  screen('/tasks/$id', () => import('./pages/tasks/task'), 'Task'),
  screen('/nodes', () => import('./pages/nodes'), 'Nodes'),
  screen('/nodes/scorecard', () => import('./pages/scorecard'), 'Scorecard'),
  screen('/nodes/enrolments', () => import('./pages/enrolments'), 'Enrolments'),
  screen('/deliveries', () => import('./pages/deliveries'), 'Deliveries'),
  screen('/sharing-policies', () => import('./pages/policies'), 'Policies'),
  screen('/tenants', () => import('./pages/tenants'), 'Tenants'),
  screen('/users', () => import('./pages/users'), 'Users'),
  screen('/sharing/groups', () => import('./pages/sharing/groups'), 'Groups'),
  screen('/sharing/groups/$id', () => import('./pages/sharing/groups'), 'Group'),
  screen('/sharing/consents', () => import('./pages/sharing/consents'), 'Consents'),
  screen('/sharing/objects', () => import('./pages/sharing/objects'), 'SharedObjects'),
  screen('/sharing/objects/$id', () => import('./pages/sharing/objects'), 'Shared'),
  screen('/sharing/preview', () => import('./pages/sharing/preview'), 'SharingSimulator'),
  screen('/probes', () => import('./pages/probes'), 'Probes'),
  screen('/probes/$id/health', () => import('./pages/probe'), 'ProbeHealth'),
  screen('/rule-sets', () => import('./pages/rule-sets'), 'RuleSets'),
  screen('/rule-sets/new', () => import('./pages/rule-set'), 'NewRuleSet'),
  screen('/rule-sets/$id', () => import('./pages/rule-set'), 'RuleSet'),
  screen('/inbox', () => import('./pages/inbox/inbox'), 'Inbox'),
  screen('/deputies', () => import('./pages/inbox/deputies'), 'Deputies'),
  screen('/obligations', () => import('./pages/obligations'), 'Obligations'),
  screen('/organisation', () => import('./pages/organisation'), 'Organisation'),
  screen('/evidence', () => import('./pages/evidence'), 'EvidenceLocker'),
  screen('/filings', () => import('./pages/filing/list'), 'Filings'),
  screen('/filings/funnel', () => import('./pages/filing/funnel'), 'FunnelPage'),
  screen('/filings/sampling', () => import('./pages/filing/sampling'), 'Sampling'),
  screen('/filings/signs', () => import('./pages/filing/signs'), 'Signs'),
  screen('/filings/$id', () => import('./pages/filing/filing'), 'Filing'),
  screen('/filings/$id/forms/$form', () => import('./pages/filing/form'), 'FilingForm'),
  screen('/filings/$id/forms/$form/verify', () => import('./pages/filing/verify'), 'Verify'),
  screen('/indicators', () => import('./pages/filing/indicators'), 'Indicators'),
  screen('/packs', () => import('./pages/packs'), 'Packs'),
  screen('/packs/$id/$version', () => import('./pages/pack'), 'Pack'),
  screen('/packs/$id/$version/diff', () => import('./pages/pack'), 'PackDifference'),
  screen('/audit', () => import('./pages/audit'), 'Audit'),
];

export const router = createRouter({
  routeTree: root.addChildren(SCREENS),
  defaultPreload: false,
  scrollRestoration: true,
  // Filters are plain text in the address: `?region=32` stays what it is.
  parseSearch: readQuery,
  stringifySearch: (search) => {
    const text = new URLSearchParams(search as Record<string, string>).toString();
    return text ? `?${text}` : '';
  },
});
