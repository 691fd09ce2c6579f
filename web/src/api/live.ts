// Live updates: one stream of server-sent events; each topic makes the queries it touches stale.
import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

const HOME = '/api/v1/home';

/** Topic → beginnings of the query paths that show it. */
export const TOPICS: Record<string, string[]> = {
  observation: ['/api/v1/observations', '/api/v1/protocols', '/api/v1/probes', '/api/v1/baseline', HOME],
  asset: ['/api/v1/assets', HOME],
  baseline: ['/api/v1/baseline'],
  finding: ['/api/v1/findings', '/api/v1/baseline/deviations', '/api/v1/assets', HOME],
  report: ['/api/v1/reports', '/api/v1/findings', HOME],
  notice: ['/api/v1/notices', '/api/v1/circulars', '/api/v1/notice-drafts', '/api/v1/notice-series', '/api/v1/reports', '/api/v1/loops', '/api/v1/inbox', HOME],
  loop: ['/api/v1/loops', '/api/v1/notices', '/api/v1/circulars', '/api/v1/tasks', '/api/v1/inbox', HOME],
  task: ['/api/v1/tasks', '/api/v1/loops', '/api/v1/inbox', HOME],
  inbox: ['/api/v1/inbox', '/api/v1/deputies'],
  delivery: ['/api/v1/deliveries', '/api/v1/nodes', HOME],
  node: ['/api/v1/node', '/api/v1/nodes', HOME],
  enrolment: ['/api/v1/nodes/enrolments'],
  probe: ['/api/v1/probes', HOME],
  policy: ['/api/v1/sharing-policies', '/api/v1/sharing', '/api/v1/inbox'],
  sharing_group: ['/api/v1/sharing'],
  membership: ['/api/v1/sharing'],
  consent_request: ['/api/v1/sharing', '/api/v1/inbox'],
  consent: ['/api/v1/sharing', '/api/v1/inbox'],
  sighting: ['/api/v1/sharing'],
  revocation: ['/api/v1/sharing', '/api/v1/reports', '/api/v1/loops'],
  passed_on: ['/api/v1/sharing'],
  circular: ['/api/v1/circulars', '/api/v1/notices'],
  notice_draft: ['/api/v1/notice-drafts', '/api/v1/inbox'],
  notice_series: ['/api/v1/notice-series'],
  node_key: ['/api/v1/nodes'],
  tenant: ['/api/v1/tenants', HOME],
  user: ['/api/v1/users', HOME],
  audit: ['/api/v1/audit'],
  program: ['/api/v1/programs'],
  file: ['/api/v1/files', '/api/v1/programs'],
  maintenance_window: ['/api/v1/maintenance-windows'],
  rule_set: ['/api/v1/rule-sets', '/api/v1/probes'],
  engineered: ['/api/v1/engineered'],
  filings: ['/api/v1/filings', '/api/v1/inbox', '/api/v1/obligations', '/api/v1/indicators', '/api/v1/organisation', HOME],
  pack: ['/api/v1/packs', '/api/v1/procedures'],
  evidence: ['/api/v1/evidence'],
};

/** Whether a query shows something of these topics. */
export function touches(path: unknown, topics: Iterable<string>): boolean {
  if (typeof path !== 'string') return false;
  for (const topic of topics) {
    if (TOPICS[topic]?.some((start) => path === start || path.startsWith(`${start}/`))) return true;
  }
  return false;
}

/** Delay before the n-th attempt to reconnect: 1 s, doubling, at most 30 s. */
export function backOff(attempt: number): number {
  return Math.min(30_000, 1000 * 2 ** Math.min(attempt, 5));
}

export type LiveState = 'connecting' | 'live' | 'lost';

/** Events are gathered this long, so that a flood of them costs one refresh a second. */
const GATHER_MS = 1000;

class Stream {
  private source?: EventSource;
  private attempt = 0;
  private timer?: ReturnType<typeof setTimeout>;
  private gather?: ReturnType<typeof setTimeout>;
  private readonly pending = new Set<string>();
  private closed = false;
  private interrupted = false;

  constructor(
    private readonly queries: QueryClient,
    private readonly report: (state: LiveState) => void,
  ) {
    this.open();
  }

  private open() {
    const source = new EventSource('/api/v1/live');
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
      this.report('live');
      // What changed while the stream was down was not announced.
      if (this.interrupted) void this.queries.invalidateQueries();
      this.interrupted = false;
    };
    source.onerror = () => this.lost();
    source.addEventListener('resync', () => void this.queries.invalidateQueries());
    source.addEventListener('session_over', () => void this.queries.invalidateQueries({ queryKey: ['/api/v1/session'] }));
    for (const topic of Object.keys(TOPICS)) source.addEventListener(topic, () => this.mark(topic));
  }

  private lost() {
    this.source?.close();
    if (this.closed) return;
    this.interrupted = true;
    this.report('lost');
    this.timer = setTimeout(() => this.open(), backOff(this.attempt));
    this.attempt += 1;
  }

  private mark(topic: string) {
    this.pending.add(topic);
    this.gather ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  private flush() {
    this.gather = undefined;
    const topics = new Set(this.pending);
    this.pending.clear();
    void this.queries.invalidateQueries({ predicate: (query: Query) => touches(query.queryKey[0], topics) });
  }

  close() {
    this.closed = true;
    this.source?.close();
    clearTimeout(this.timer);
    clearTimeout(this.gather);
  }
}

/** Keeps the console current while somebody is signed in. */
export function useLive(): LiveState {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const stream = new Stream(queries, setState);
    return () => stream.close();
  }, [queries]);
  return state;
}
