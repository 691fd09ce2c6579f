// Sharing in the mocked world: groups, consents, what was shared, the simulator.
import { randomUUID } from 'node:crypto';
import * as w from './world.mjs';

const DAY = 86_400_000;
const nameOf = (path) => w.TENANTS.find((tenant) => tenant.path === path)?.name ?? path;
const ENT = 'cn/32/ent/huayuan-water';
const PROVINCE = 'cn/32/miit';
const KINDS = [
  { kind: 'finding_report', fields: [['source', ['mask', 'hash', 'remove']], ['target', ['mask', 'hash', 'remove']], ['params', ['remove']], ['evidence', ['remove']], ['time', ['generalise', 'remove']]] },
  { kind: 'loop_summary', fields: [['number', ['remove']], ['recipient', ['generalise', 'hash', 'remove']], ['due', ['generalise', 'remove']]] },
].map(({ kind, fields }) => ({ kind, fields: fields.map(([name, treatments]) => ({ name, treatments })) }));

const groups = [
  { id: randomUUID(), revision: 1, owner: ENT, name: '水务行业互助组', purpose: '同行之间共享已确认的威胁线索', members: ['cn/32/ent/jinling-chem', 'cn/32/ent/e6'], rules: [{ region: '32', industry: '46' }], dissolved: false, said: { 'cn/32/ent/e6': 'joined' } },
  { id: randomUUID(), revision: 1, owner: PROVINCE, name: '省内重点企业', purpose: '向重点企业提供预警', members: [ENT], rules: [], dissolved: false, said: {} },
];
const consents = [{ id: randomUUID(), enterprise: ENT, authority: PROVINCE, subject: { kind: 'finding_report' }, receivers: { tenants: ['cn/32/ca'] }, until: Date.now() + 80 * DAY, state: 'asked', reason: '与通信管理局联合研判', note: '', asked: Date.now() - DAY }];
const revoked = new Map();
const sightings = new Map();

const standing = (group, path) => {
  const tenant = w.TENANTS.find((one) => one.path === path);
  const invited = group.members.includes(path) || group.rules.some((rule) => (!rule.region || path.startsWith(`cn/${rule.region}`)) && (!rule.industry || tenant?.industry === rule.industry) && (!rule.kind || tenant?.kind === rule.kind));
  if (!invited || path === group.owner) return undefined;
  return group.said[path] ? group.said[path] === 'joined' : tenant?.kind !== 'enterprise';
};
const roll = (group) => w.TENANTS.filter((tenant) => standing(group, tenant.path) !== undefined).map((tenant) => ({ tenant: tenant.path, tenant_name: tenant.name, kind: tenant.kind, by_path: group.members.includes(tenant.path), said: group.said[tenant.path], said_at: group.said[tenant.path] ? Date.now() - 2 * DAY : undefined, reached: Boolean(standing(group, tenant.path)) && !group.dissolved }));

function groupRow(group, who) {
  const own = group.owner === who.tenant;
  return { id: group.id, revision: group.revision, owner: group.owner, owner_name: nameOf(group.owner), name: group.name, purpose: group.purpose, dissolved: group.dissolved, own, said: group.said[who.tenant], ...(own ? { reaches: roll(group).filter((one) => one.reached).length } : {}) };
}

function reached(audience, owner) {
  const found = new Map();
  const add = (path, rule) => path !== owner && found.set(path, [...(found.get(path) ?? []), rule]);
  for (const path of audience.tenants ?? []) add(path, { by: 'tenant' });
  for (const tenant of w.TENANTS) {
    const authority = ['industry_authority', 'communications_administration'].includes(tenant.kind);
    if (['province', 'ministry'].includes(audience.level) && authority) add(tenant.path, { by: 'level', level: audience.level });
    if (audience.level === 'ministry' && tenant.kind === 'ministry') add(tenant.path, { by: 'level', level: 'ministry' });
    if (audience.level === 'all') add(tenant.path, { by: 'level', level: 'all' });
  }
  for (const id of audience.groups ?? []) roll(groups.find((group) => group.id === id)).filter((one) => one.reached).forEach((one) => add(one.tenant, { by: 'group', group: id }));
  return found;
}

function preview(body, query, who) {
  const policy = body.policy ? w.world.policies.find((one) => one.id === body.policy) : body.policy_draft;
  const audience = policy ? { tenants: policy.audience, groups: policy.groups, level: policy.level } : body.audience ?? {};
  const everybody = Object.fromEntries((policy?.redact ?? []).map((field) => [field, 'remove']));
  const receivers = new Map([...reached(audience, who.tenant)].map(([path, rules]) => [path, { rules, tiers: [''], treat: everybody }]));
  for (const tier of policy?.tiers ?? []) {
    for (const [path, rules] of reached(tier.audience, who.tenant)) {
      const known = receivers.get(path) ?? { rules: [], tiers: [], treat: everybody };
      receivers.set(path, { rules: [...known.rules, ...rules], tiers: [...known.tiers, tier.name], treat: { ...known.treat, ...tier.treat } });
    }
  }
  const views = [];
  const rows = [...receivers].map(([tenant, { rules, tiers, treat }]) => {
    const key = JSON.stringify(treat);
    let view = views.findIndex((one) => one.key === key);
    if (view < 0) view = views.push({ key, tenants: [], left_out: treat, body: { rule: 's7.plc_stop', severity: 'critical', source: treat.source ? (treat.source === 'mask' ? '10.20.2.0/24' : '') : '10.20.2.40', target: '10.20.1.10' } }) - 1;
    views[view].tenants.push(tenant);
    const at = w.TENANTS.find((one) => one.path === tenant)?.at;
    const node = w.NODES.find((one) => one.key === (at === 'enterprise' ? 'enterprise' : 'provincial'));
    return { tenant, tenant_name: nameOf(tenant), through: node.node, through_name: node.name, node: node.node, rules, tiers, view };
  });
  const why = (query.get('why') ?? '').split(',').filter(Boolean);
  const invited = (audience.groups ?? []).flatMap((id) => roll(groups.find((group) => group.id === id)).filter((one) => !one.reached).map((one) => ({ tenant: one.tenant, tenant_name: one.tenant_name, why: { reason: one.said === 'left' ? 'left' : 'not_joined', group: id } })));
  const excluded = [...invited, ...why.filter((path) => !receivers.has(path) && !invited.some((one) => one.tenant === path)).map((path) => ({ tenant: path, tenant_name: nameOf(path), why: { reason: path === who.tenant ? 'owner' : 'not_named' } }))];
  return { tlp: policy?.tlp ?? body.tlp ?? 'amber', receivers: rows, views: views.map(({ key, ...view }) => view), excluded };
}

const shared = (who) => w.world.reports.filter((row) => row.reporter === who.tenant || row.audience.includes(who.tenant));
const sharedRow = (row) => ({ id: row.id, kind: 'finding_report', revision: 1, owner: row.reporter, owner_name: row.reporter_name, statement: row.id, tlp: 'amber', said: row.reported, left_out: Object.fromEntries((row.body.redacted ?? []).map((field) => [field, 'remove'])), revoked: revoked.get(row.id) });

function figures(id) {
  const rows = sightings.get(id) ?? [];
  const count = (verdict) => rows.filter((row) => row.verdict === verdict).length;
  return { told: rows.length, true_positive: count('true_positive'), false_positive: count('false_positive'), not_seen: count('not_seen'), least: rows.reduce((sum, row) => sum + Number.parseInt(row.count, 10), 0), places: Object.fromEntries([...new Set(rows.map((row) => row.place))].map((place) => [place, rows.filter((row) => row.place === place).length])), rows };
}

export function routes({ page, announce, refuse }) {
  const find = (items, id) => {
    const item = items.find((one) => one.id === id);
    if (!item) throw refuse(404, 'not_found', 'object.not_found', '没有这个对象 / no such object');
    return item;
  };
  const object = (id, who) => {
    const row = find(shared(who), id);
    const own = row.reporter === who.tenant;
    return { ...sharedRow(row), body: revoked.has(id) ? undefined : row.body, receivers: own ? row.audience.map((tenant) => ({ tenant, tenant_name: nameOf(tenant), object: id, left_out: {}, state: 'applied' })) : [], sightings: own ? figures(id) : figures(''), sighted: own ? undefined : (sightings.get(id) ?? []).find((one) => one.tenant === who.tenant), passed_on: [] };
  };
  return {
    'GET /sharing/kinds': ({ query }) => page(KINDS, query),
    'POST /sharing-policies/:id/offers': () => ({ looked_at: 12, offered: 9, held_back: 3, more: false }),
    'GET /sharing/groups': ({ query, who }) => page(groups.filter((group) => group.owner === who.tenant || standing(group, who.tenant) !== undefined).map((group) => groupRow(group, who)), query),
    'POST /sharing/groups': ({ body, who }) => {
      groups.push({ rules: [], members: [], dissolved: false, ...body, id: randomUUID(), revision: 1, owner: who.tenant, said: {} });
      announce('policy');
      return { id: groups.at(-1).id };
    },
    'GET /sharing/groups/:id': ({ id, who }) => {
      const group = find(groups, id);
      return { ...groupRow(group, who), members: group.members, rules: group.rules, roll: group.owner === who.tenant ? roll(group) : [] };
    },
    'PUT /sharing/groups/:id': ({ id, body, who }) => {
      const group = Object.assign(find(groups, id), body);
      group.revision += 1;
      announce('policy');
      return { ...groupRow(group, who), members: group.members, rules: group.rules, roll: roll(group) };
    },
    'POST /sharing/groups/:id/membership': ({ id, body, who }) => {
      const group = find(groups, id);
      group.said[who.tenant] = body.state;
      announce('policy');
      return { ...groupRow(group, who), members: group.members, rules: group.rules, roll: [] };
    },
    'GET /sharing/consents': ({ query, who }) => page(consents.filter((row) => [row.enterprise, row.authority].includes(who.tenant) && (!query.get('state') || row.state === query.get('state'))).map((row) => ({ ...row, enterprise_name: nameOf(row.enterprise), authority_name: nameOf(row.authority) })), query),
    'POST /sharing/consents': ({ body, who }) => {
      consents.push({ ...body, id: randomUUID(), authority: who.tenant, state: 'asked', note: '', asked: Date.now() });
      announce('policy');
      return { id: consents.at(-1).id };
    },
    'POST /sharing/consents/:id/answer': ({ id, body }) => {
      const row = find(consents, id);
      announce('policy');
      return Object.assign(row, { state: { grant: 'granted', refuse: 'refused', withdraw: 'withdrawn' }[body.answer], note: body.note, answered: Date.now(), ...(body.until ? { until: body.until } : {}) });
    },
    'POST /sharing/preview': ({ body, query, who }) => preview(body, query, who),
    'GET /sharing/objects': ({ query, who }) => page(shared(who).filter((row) => !query.get('own') || (query.get('own') === 'true') === (row.reporter === who.tenant)).map(sharedRow), query),
    'GET /sharing/objects/:id': ({ id, who }) => object(id, who),
    'POST /sharing/objects/:id/sightings': ({ id, body, who }) => {
      const said = { ...body, id: randomUUID(), tenant: who.tenant, tenant_name: nameOf(who.tenant), said: Date.now() };
      sightings.set(id, [...(sightings.get(id) ?? []).filter((one) => one.tenant !== who.tenant), said]);
      announce('policy', 'report');
      return said;
    },
    'POST /sharing/objects/:id/revocation': ({ id, body, who }) => {
      revoked.set(id, { by: who.tenant, at: Date.now(), because: body.reason });
      announce('policy', 'report');
      return object(id, who);
    },
    'POST /sharing/objects/:id/passings': () => ({ id: randomUUID() }),
  };
}
