// Addresses. A console path is the API path without `/api/v1`, with the same query, so that every
// figure's list opens as it stands.

/** The console's page of an API list: `/api/v1/notices?state=open` → `/notices?state=open`. */
export function pageOf(list: string): string {
  return list.replace(/^\/api\/v\d+/, '') || '/';
}

/** A page with a filter; empty values are left out. */
export function page(path: string, filter: Record<string, string | number | boolean | null | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** The page of one object. */
export function objectPage(kind: 'assets' | 'findings' | 'reports' | 'notices' | 'programs' | 'protocols' | 'rule-sets' | 'engineered' | 'filings' | 'loops' | 'tasks' | 'circulars' | 'notice-drafts', id: string): string {
  return `/${kind}/${encodeURIComponent(id)}`;
}

/** The page of one form of a filing; to verify it, or to fill and read it. */
export function formPage(filing: string, form: string, verify = false): string {
  return `${objectPage('filings', filing)}/forms/${encodeURIComponent(form)}${verify ? '/verify' : ''}`;
}

/** The page of a pack by its name `id@version`. */
export function packPage(name: string): string {
  const [id = '', version = ''] = name.split('@');
  return `/packs/${encodeURIComponent(id)}/${encodeURIComponent(version)}`;
}

/** The page of something that waits, by its kind. */
export function waitingPage(kind: string, id: string): string {
  if (kind === 'finding') return objectPage('findings', id);
  if (kind === 'report') return objectPage('reports', id);
  if (kind === 'filing') return objectPage('filings', id);
  if (kind === 'task') return objectPage('tasks', id);
  if (kind === 'draft') return objectPage('notice-drafts', id);
  if (kind === 'hazard' || kind === 'ask' || kind === 'supervision') return objectPage('loops', id);
  if (kind === 'consent') return '/sharing/consents';
  if (kind === 'quarantine') {
    const [direction, peer] = id.split('.');
    return page('/deliveries', { state: 'rejected', direction, peer });
  }
  if (kind === 'enrolment') return '/nodes/enrolments';
  if (kind === 'obligation') return '/obligations';
  return objectPage('notices', id);
}

/** The page of a loop by what it is about. */
export function loopPage(source: string, id: string): string {
  if (source === 'notice') return objectPage('notices', id);
  return source === 'task' ? objectPage('tasks', id) : objectPage('loops', id);
}

/** Reads a query string into plain strings. */
export function readQuery(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}
