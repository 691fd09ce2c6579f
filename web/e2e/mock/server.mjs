// Three HTTP servers on loopback that answer like three nodes, from one world.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as f from './filing.mjs';
import * as l from './loop.mjs';
import * as p from './probe.mjs';
import * as share from './sharing.mjs';
import * as w from './world.mjs';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const streams = new Set();
/** The least that a viewer takes for a page. */
const PAPER = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>';

function announce(...topics) {
  for (const topic of [...topics, 'audit', 'delivery']) {
    for (const response of streams) response.write(`event: ${topic}\ndata: {"topic":"${topic}"}\n\n`);
  }
}

class Refusal extends Error {
  constructor(status, kind, code, title, way_out = '') {
    super(code);
    this.status = status;
    this.problem = { status, kind, code, title, way_out };
  }
}

const notFound = () => new Refusal(404, 'not_found', 'object.not_found', '没有这个对象 / no such object');

function page(items, query) {
  const limit = Number(query.get('limit') ?? 50);
  const start = Number(query.get('cursor') ?? 0);
  const next = start + limit < items.length ? String(start + limit) : undefined;
  return { items: items.slice(start, start + limit), total: items.length, ...(next ? { next } : {}) };
}

/** Keeps the items whose fields equal the filter's. */
function matching(items, query, fields) {
  return items.filter((item) => fields.every((field) => !query.get(field) || String(item[field]) === query.get(field)));
}

function within(items, query, fields) {
  const text = query.get('q');
  return text ? items.filter((item) => fields.some((field) => String(item[field]).includes(text))) : items;
}

const find = (items, id) => {
  const item = items.find((one) => one.id === id);
  if (!item) throw notFound();
  return item;
};

function reportsFor(who) {
  return w.world.reports.filter((row) => row.reporter === who.tenant || row.audience.includes(who.tenant));
}

function home(who) {
  const figure = (id, list, value) => ({ id, value, list: `/api/v1/${list}` });
  const open = (items) => items.filter((item) => !['closed', 'withdrawn'].includes(item.state));
  const notices = l.noticesOf(who);
  if (who.role === 'enterprise_officer' || who.role === 'auditor') {
    const findings = w.world.findings.filter((row) => row.state === 'open');
    return {
      figures: [figure('assets', 'assets', w.assets().length), figure('observations', 'observations', w.observations().length), figure('findings_open', 'findings?state=open', findings.length), figure('reports', 'reports', reportsFor(who).length), figure('notices_open', 'notices?state=open', open(notices).length), figure('notices_overdue', 'notices?overdue=true', 0)],
      waiting: [...open(notices).filter((row) => ['issued', 'signed_for', 'returned'].includes(row.state)).map((row) => ({ kind: 'notice', id: row.id, title: `${row.number} ${row.title}`, action: row.state === 'issued' ? 'sign_for' : 'reply', due: row.due })), ...findings.map((row) => ({ kind: 'finding', id: row.id, title: row.title_zh, title_en: row.title_en, action: 'triage' }))],
    };
  }
  if (who.role === 'node_administrator') return { figures: [figure('nodes', 'nodes', 3), figure('users', 'users', 2), figure('deliveries_rejected', 'deliveries?state=rejected', w.refused(who).length), figure('records', 'audit', w.world.audit.length)], waiting: [] };
  const loops = l.loopsOf(who);
  const figures = [figure('loops', 'loops', loops.length), figure('loops_open', 'loops?state=open', open(loops).length), figure('loops_closed', 'loops?state=closed', loops.filter((row) => row.state === 'closed').length), figure('nodes', 'nodes', 3)];
  if (who.role === 'ministry_operator') return { figures, waiting: [] };
  const fresh = reportsFor(who).filter((row) => !row.notice);
  return {
    figures: [figure('reports_new', 'reports?noticed=false', fresh.length), figure('notices_open', 'notices?state=open', open(notices).length), ...figures],
    waiting: [...notices.filter((row) => row.state === 'replied').map((row) => ({ kind: 'notice', id: row.id, title: `${row.number} ${row.title}`, action: 'close', due: row.due })), ...fresh.map((row) => ({ kind: 'report', id: row.id, title: `${row.reporter_name} · ${row.rule}`, action: 'review' }))],
  };
}

function nodeRows(here) {
  return w.NODES.map((node) => ({ node: node.node, name: node.name, kind: node.kind, parent: null, tenants: w.TENANTS.filter((tenant) => tenant.at === node.key).map((tenant) => tenant.path), relation: node.key === here ? 'self' : here === 'provincial' ? (node.key === 'national' ? 'parent' : 'child') : node.key === 'provincial' ? (here === 'national' ? 'child' : 'parent') : 'other',
    state: 'active', version: '0.1.0', last_seen: Date.now() - 4000, online: true, backlog: 0, lag_ms: 0, peer_backlog: 0, skew_ms: 12, certificate_expires: Date.now() + 300 * 86_400_000 }));
}

function deliveries(here) {
  const taken = w.world.audit.filter((row) => !['tenant', 'finding'].includes(row.kind)).map((row, index) => ({ peer: w.NODES[1].node, peer_name: w.NODES[1].name, direction: here === 'provincial' ? 'in' : 'out', number: index + 1, record: row.record, object: row.object, kind: row.kind, revision: row.revision, hash: row.hash, state: 'applied', code: null, queued: row.time, sent: row.time + 40, receipted: row.time + 95, signed: true }));
  return [...w.refusedAt(here), ...taken].reverse();
}

/** `METHOD /path` with `:name` for a part → handler(context). */
const ROUTES = {
  'GET /node': ({ here }) => ({ node: here.node, name: here.name, kind: here.kind, version: '0.1.0', suite: 'sm2-sm3', time: Date.now(), records: w.world.audit.length }),
  'GET /home': ({ who }) => home(who),
  'GET /assets': ({ query }) => page(within(w.assets().filter((row) => (!query.get('role') || row.role === query.get('role')) && (!query.get('protocol') || row.protocols.includes(query.get('protocol')))), query, ['host', 'vendor', 'model']), query),
  'GET /assets/graph': () => ({ nodes: w.assets(), edges: w.conversations() }),
  'GET /assets/:id': ({ id }) => {
    const row = find(w.assets(), id);
    const fact = (attribute, value, confidence, method) => ({ attribute, value, confidence, method, evidence: { event: '20614.3.600', time: row.first, packet: 88121, summary: `${row.protocols[0]} ${attribute}` }, first: row.first, last: row.last });
    return { ...row, facts: [fact('role', row.role, 85, 'behaviour'), fact('vendor', row.vendor, 90, 'oui'), fact('model', row.model, 95, 's7.szl'), fact('firmware', row.firmware, 95, 's7.szl')].filter((one) => one.value), conversations: w.conversations().filter((one) => one.client === row.host || one.server === row.host) };
  },
  'GET /observations': ({ query }) => page(w.observations().filter(({ event: { observation: o } }) => (!query.get('host') || [o.source.ip, o.target.ip].includes(query.get('host'))) && (!query.get('protocol') || o.protocol === query.get('protocol')) && (!query.get('risk') || o.risk === query.get('risk'))), query),
  'GET /observations/series': () => w.series(),
  'GET /observations/:id': ({ id }) => w.observations().find((row) => row.reference === id) ?? w.observations()[0],
  'GET /baseline': () => ({ learning: w.world.learning, learning_seconds: 1800, learning_until: (Date.now() + 600_000) * 1e6, entries: 7 }),
  'PUT /baseline': ({ body }) => {
    if (body.learning_until) w.world.learning = false;
    announce('baseline');
    return ROUTES['GET /baseline']();
  },
  'GET /baseline/entries': ({ query }) => page(w.conversations().map((one) => ({ key: `${one.client}|${one.server}`, client: one.client, server: one.server, protocol: one.protocol, operation: 'read_holding_registers', space: 'holding_register', range: [0, 124], count: one.messages, first: one.first, last: one.last, origin: one.writes > 400 ? 'accepted' : 'learned' })), query),
  'GET /findings': ({ query }) => page(within(matching(w.world.findings, query, ['state', 'severity', 'rule']), query, ['source', 'target', 'operation']), query),
  'GET /baseline/deviations': ({ query }) => {
    const rule = (row) => row.rule.startsWith(query.get('against') === 'engineered' ? 'engineered.' : 'baseline.');
    const all = within(matching(w.world.findings.filter(rule), query, ['state']), query, ['source', 'target', 'operation']);
    const kinds = [...new Set(w.world.findings.filter(rule).map((row) => row.rule))].map((name) => {
      const row = w.world.findings.find((one) => one.rule === name);
      return { rule: name, title_zh: row.title_zh, title_en: row.title_en, total: all.filter((one) => one.rule === name).length };
    });
    const items = matching(all, query, ['rule']).map((row) => ({ ...row, acceptable: row.rule.startsWith('baseline.') }));
    return { ...page(items, query), kinds };
  },
  'GET /engineered': ({ query }) => page(p.engineered, query),
  'GET /engineered/:id': ({ id }) => p.engineeredDetail(find(p.engineered, id)),
  'DELETE /engineered/:id': ({ id }) => void p.engineered.splice(p.engineered.indexOf(find(p.engineered, id)), 1),
  'GET /findings/:id': ({ id }) => w.findingDetail(find(w.world.findings, id)),
  'POST /findings/:id/triage': ({ id, body, who }) => {
    const finding = find(w.world.findings, id);
    if (finding.revision !== body.revision) throw new Refusal(409, 'conflict', 'record.revision', '已被他人修改', '请刷新后重试');
    Object.assign(finding, { state: body.state, note: body.note, revision: finding.revision + 1 });
    w.log('finding', id, who.tenant, who.login);
    announce('finding');
    return w.findingDetail(finding);
  },
  'POST /findings/:id/report': ({ id, body, who }) => {
    const row = w.report(find(w.world.findings, id), find(w.world.policies, body.policy), body.note, who.login);
    announce('report', 'finding');
    return { id: row.id };
  },
  'GET /reports': ({ query, who }) => page(within(matching(reportsFor(who), query, ['severity']).filter((row) => !query.get('noticed') || String(Boolean(row.notice)) === query.get('noticed')), query, ['source', 'target', 'operation']), query),
  'GET /reports/:id': ({ id, who }) => find(reportsFor(who), id),
  'GET /tenants': ({ query, here }) => page(within(matching(w.TENANTS.map((tenant) => ({ ...tenant, node: w.NODES.find((node) => node.key === tenant.at).node, local: tenant.at === here.key })), query, ['kind', 'local']), query, ['name', 'path']), query),
  'POST /tenants': ({ body, here }) => {
    w.TENANTS.push({ ...body, id: randomUUID(), at: here.key, state: 'active', credit_code: '', industry: '' });
    announce('tenant');
    return { id: w.TENANTS.at(-1).id };
  },
  'GET /users': ({ query, here }) => page([...w.ACCOUNTS[here.key], ...w.world.users].map((one) => ({ id: `${here.key}-${one.login}`, login: one.login, name: one.name_zh, role: one.role, tenant: one.tenant, state: one.state ?? 'active', last_sign_in: Date.now() - 60_000 })), query),
  'POST /users': ({ body, who }) => {
    const password = 'rust-amber-9127-quay';
    w.world.users.push({ login: body.login, name_zh: body.name, role: body.role, tenant: body.tenant ?? who.tenant, password, once: true });
    announce('user');
    return { id: randomUUID(), login: body.login, one_time_password: password };
  },
  'POST /users/:id/reset': ({ id }) => ({ id, login: id, one_time_password: 'lamp-delta-4410-fern' }),
  'PUT /users/:id': ({ id, body }) => ({ id, ...body }),
  'GET /probes': ({ query }) => page(w.world.probes, query),
  'GET /probes/:id/health': ({ id }) => p.health(find(w.world.probes, id)),
  'GET /protocols': () => p.protocols(),
  'GET /protocols/:id': ({ id }) => p.reference(id),
  'GET /programs': ({ query }) => page(within(matching(p.programRows(), query, ['host']), query, ['host', 'protocol', 'name']), query),
  'GET /programs/:id': ({ id }) => p.programOf(id) ?? find([], id),
  'GET /programs/:id/diff': () => p.difference(),
  'GET /files': ({ query }) => page(within(matching(p.FILES, query, ['class']).filter((row) => (!query.get('matched') || String(row.matches.length > 0) === query.get('matched')) && (!query.get('host') || [row.client, row.server].includes(query.get('host')))), query, ['client', 'server', 'name', 'sha256']), query),
  'POST /findings/:id/accept': ({ id, body, who }) => {
    const finding = find(w.world.findings, id);
    if (finding.revision !== body.revision) throw new Refusal(409, 'conflict', 'record.revision', '已被他人修改', '请刷新后重试');
    Object.assign(finding, { state: 'closed', note: body.reason, revision: finding.revision + 1 });
    w.log('baseline', id, who.tenant, who.login);
    announce('finding', 'baseline');
    return w.findingDetail(finding);
  },
  'GET /maintenance-windows': ({ query }) => page(p.windows, query),
  'POST /maintenance-windows': ({ body, who }) => {
    p.windows.unshift({ id: randomUUID(), ...body, state: body.from > Date.now() ? 'planned' : 'running', author: who.login });
    announce('maintenance_window');
    return { id: p.windows[0].id };
  },
  'DELETE /maintenance-windows/:id': ({ id }) => void (find(p.windows, id).state = 'withdrawn'),
  'GET /rule-sets': ({ query }) => page(p.ruleSets.map(({ text, report, ...row }) => row), query),
  'POST /rule-sets/check': ({ body }) => p.compile(body.text),
  'POST /rule-sets': ({ body, who }) => {
    p.ruleSets.unshift(p.ruleSet(body.name, body.text, who.login));
    announce('rule_set');
    return p.ruleSets[0];
  },
  'GET /rule-sets/:id': ({ id }) => find(p.ruleSets, id),
  'PUT /rule-sets/:id': ({ id, body }) => {
    const set = find(p.ruleSets, id);
    const { revision, ...change } = body;
    const report = p.compile(change.text ?? set.text);
    announce('rule_set');
    return Object.assign(set, change, { revision: revision + 1, total: report.total, compiled: report.compiled, report });
  },
  'DELETE /rule-sets/:id': ({ id }) => void p.ruleSets.splice(p.ruleSets.indexOf(find(p.ruleSets, id)), 1),
  'POST /probes': ({ body }) => {
    w.world.probes.push({ id: randomUUID(), place: '', ...body, state: 'active', last_batch: null, batches: 0, events: 0, rejected: 0 });
    return { id: w.world.probes.at(-1).id, token: 'hhp_2f9c0c1f7ab84e1e9d1d6c6f0a1b2c3d' };
  },
  'DELETE /probes/:id': ({ id }) => void (find(w.world.probes, id).state = 'revoked'),
  'GET /sharing-policies': ({ query, who }) => page(w.world.policies.filter((one) => one.tenant === who.tenant), query),
  'POST /sharing-policies': ({ body, who }) => {
    w.world.policies.push({ ...body, id: randomUUID(), revision: 1, tenant: who.tenant });
    return { id: w.world.policies.at(-1).id };
  },
  'PUT /sharing-policies/:id': ({ id, body }) => Object.assign(find(w.world.policies, id), body),
  'GET /nodes': ({ query, here }) => page(nodeRows(here.key), query),
  'GET /nodes/enrolments': ({ query }) => page(w.world.enrolments, query),
  'POST /nodes/enrolments': ({ body }) => {
    const { valid_days, ...rest } = body;
    const made = { ...rest, id: randomUUID(), expires: Date.now() + valid_days * 86_400_000, state: 'open' };
    w.world.enrolments.push(made);
    return { id: made.id, invitation: 'huhang1:127.0.0.1:7443:3f6a…:Zk1v8q2TqYdM0c9X', expires: made.expires };
  },
  'DELETE /nodes/enrolments/:id': ({ id }) => void (find(w.world.enrolments, id).state = 'withdrawn'),
  'GET /deliveries': ({ query, here }) => page(matching(deliveries(here.key), query, ['peer', 'state', 'object', 'direction']), query),
  'GET /audit': ({ query }) => page(matching([...w.world.audit].reverse(), query, ['author', 'kind', 'object']), query),
  'GET /records/:id': ({ id }) => w.world.audit.find((row) => row.record === id) ?? notFound(),
};

const tools = { page, announce, refuse: (...args) => new Refusal(...args) };
Object.assign(ROUTES, f.routes(tools), l.routes({ ...tools, filings: f.waiting }), share.routes(tools));

const COMPILED = Object.entries(ROUTES).map(([route, run]) => {
  const [method, path] = route.split(' ');
  return { method, run, exact: !path.includes(':'), pattern: new RegExp(`^/api/v1${path.replace(/:\w+/g, '([^/]+)')}$`) };
}).sort((a, b) => Number(b.exact) - Number(a.exact));

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function statics(path, response) {
  const file = join(DIST, path);
  const found = path !== '/' && existsSync(file) && extname(file) ? file : join(DIST, 'index.html');
  response.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream' }).end(readFileSync(found));
}

function node(here, urls) {
  const sessions = new Map();
  const cookie = `huhang_session_${here.node.slice(0, 8)}`;
  const accounts = w.ACCOUNTS[here.key].map((account) => ({ ...account, password: `demo-${account.login}-2026` }));

  function session(request) {
    const token = new RegExp(`${cookie}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1];
    return sessions.get(token);
  }

  function open(who, response) {
    const token = randomUUID();
    const made = { user: randomUUID(), login: who.login, name: who.name_zh, role: who.role, tenant: who.tenant, tenant_name: w.TENANTS.find((one) => one.path === who.tenant).name, csrf: randomUUID(), expires: Date.now() + 8 * 3_600_000, must_change_password: Boolean(who.once), may: w.mayOf(who.role) };
    sessions.set(token, made);
    response.setHeader('set-cookie', `${cookie}=${token}; Path=/; HttpOnly; SameSite=Strict`);
    return made;
  }

  async function api(request, response, url) {
    const path = url.pathname;
    if (path === '/api/v1/welcome') return { node_name: here.name, kind: here.kind, demo: true, accounts: accounts.map(({ tenant, ...shown }) => shown), peers: w.NODES.filter((other) => other !== here).map((other) => ({ name: other.name, url: urls[other.key] })) };
    if (path === '/api/v1/session' && request.method === 'POST') {
      const given = JSON.parse(await read(request));
      const account = [...accounts, ...w.world.users].find((one) => one.login === given.login && one.password === given.password);
      if (!account) throw new Refusal(401, 'unauthenticated', 'session.credentials', '账号或密码不正确', '请检查后重试；忘记密码请联系节点管理员');
      return open(account, response);
    }
    const who = session(request);
    if (!who) throw new Refusal(401, 'unauthenticated', 'session.none', '尚未登录', '请登录');
    if (request.method !== 'GET' && request.headers['huhang-csrf'] !== who.csrf) throw new Refusal(403, 'forbidden', 'session.csrf', '请求缺少防伪令牌', '请刷新页面');
    if (path === '/api/v1/session') {
      if (request.method === 'GET') return who;
      sessions.forEach((value, key) => value === who && sessions.delete(key));
      return undefined;
    }
    if (path === '/api/v1/session/password') {
      who.must_change_password = false;
      return undefined;
    }
    if (path === '/api/v1/evidence' && request.method === 'POST') {
      const bytes = await read(request);
      const digest = createHash('sha256').update(bytes).digest('hex');
      w.world.blobs.set(digest, bytes);
      return { attachment: { name: url.searchParams.get('name'), digest, size_bytes: bytes.length, media_type: 'text/plain' } };
    }
    const route = COMPILED.find((one) => one.method === request.method && one.pattern.test(path));
    if (!route) throw notFound();
    const args = route.pattern.exec(path).slice(1).map(decodeURIComponent);
    const raw = request.method === 'GET' ? Buffer.alloc(0) : await read(request);
    const bytes = request.headers['content-type'] !== 'application/json';
    return route.run({ here, who, id: args[0] ?? '', args, query: url.searchParams, body: bytes ? raw : raw.length > 0 ? JSON.parse(raw) : undefined });
  }

  return createServer((request, response) => {
    const url = new URL(request.url, 'http://node');
    if (!url.pathname.startsWith('/api/')) return statics(url.pathname, response);
    if (url.pathname === '/api/v1/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ready\ndata: {"topic":"ready"}\n\n');
      streams.add(response);
      request.on('close', () => streams.delete(response));
      return undefined;
    }
    if (url.pathname === '/api/v1/baseline/suricata') return response.writeHead(200, { 'content-type': 'text/plain' }).end('# baseline\npass tcp 10.20.2.5 any -> 10.20.1.20 502 (msg:"read_holding_registers"; sid:9000001;)\n');
    if (/\/(document|receipt)$/.test(url.pathname)) return response.writeHead(200, { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="paper.${url.searchParams.get('format')}"` }).end(PAPER);
    if (/^\/api\/v1\/evidence\/\w+$/.test(url.pathname)) return response.end(w.world.blobs.get(url.pathname.split('/').at(-1)) ?? '');
    return api(request, response, url).then(
      (answer) => (answer === undefined ? response.writeHead(204).end() : response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))),
      (error) => response.writeHead(error.status ?? 500, { 'content-type': 'application/problem+json' }).end(JSON.stringify(error.problem ?? { status: 500, kind: 'internal', code: 'mock.defect', title: String(error) })),
    );
  });
}

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/`)));

/** Starts the three nodes; gives their addresses and a way to stop them. */
export async function start() {
  const urls = {};
  const servers = w.NODES.map((here) => node(here, urls));
  for (const [index, here] of w.NODES.entries()) urls[here.key] = await listen(servers[index]);
  const stop = () => {
    streams.forEach((response) => response.end());
    servers.forEach((server) => server.close());
  };
  return { urls, stop };
}
