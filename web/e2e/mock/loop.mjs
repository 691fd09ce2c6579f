// Loops, letters, tasks and the inbox of the mocked world, and their routes. The course is a table;
// what follows from it here proves nothing of the product.
import { createHash, randomUUID } from 'node:crypto';
import * as w from './world.mjs';

const DAY = 86_400_000;
const sha = (text) => createHash('sha256').update(text).digest('hex');
const both = (zh, en) => ({ zh, en });
const nameOf = (path) => w.TENANTS.find((tenant) => tenant.path === path)?.name ?? path;
const ENT = 'cn/32/ent/huayuan-water';
const PROVINCE = 'cn/32/miit';
const FINAL = ['closed', 'done', 'withdrawn', 'dismissed'];

const days = (most) => ({ name: 'days', kind: 'days', required: true, most, title: both('天数', 'Days') });
const OPEN = ['issued', 'signed_for', 'planned', 'replied', 'returned'];
const WORK = ['signed_for', 'planned', 'returned'];

/** action, party, from, to, requires, fields, effects */
const STEPS = [
  ['sign_for', 'recipient', ['issued'], 'signed_for', [], [], [], '签收', 'Sign for'],
  ['plan', 'recipient', ['signed_for', 'returned'], 'planned', ['text'], [{ name: 'date', kind: 'date', required: false, title: both('计划完成日期', 'Planned for') }], [], '制定方案', 'Plan'],
  ['reply', 'recipient', WORK, 'replied', ['text'], [], [], '反馈处置情况', 'Reply'],
  ['ask_extension', 'recipient', WORK, 'stay', ['text'], [days(30)], ['asks:extension'], '申请延期', 'Ask for more time'],
  ['dispute', 'recipient', WORK, 'stay', ['text'], [], ['asks:dispute'], '误报申诉', 'Dispute'],
  ['ask_transfer', 'recipient', WORK, 'stay', ['text'], [{ name: 'to', kind: 'tenant', required: true, title: both('转往单位', 'To') }], ['asks:transfer'], '申请转办', 'Ask for transfer'],
  ['grant_extension', 'issuer', WORK, 'stay', [], [days(30)], ['answers:extension', 'extends'], '同意延期', 'Grant more time'],
  ['refuse_extension', 'issuer', WORK, 'stay', ['text'], [], ['answers:extension'], '不同意延期', 'Refuse more time'],
  ['accept_dispute', 'issuer', WORK, 'dismissed', ['text'], [], ['answers:dispute'], '认可误报', 'Accept the dispute'],
  ['refuse_dispute', 'issuer', WORK, 'stay', ['text'], [], ['answers:dispute'], '不认可误报', 'Refuse the dispute'],
  ['refuse_transfer', 'issuer', WORK, 'stay', ['text'], [], ['answers:transfer'], '不同意转办', 'Refuse the transfer'],
  ['return', 'issuer', ['replied'], 'returned', ['text'], [], [], '退回', 'Send back'],
  ['close', 'issuer', ['replied'], 'closed', ['text'], [], [], '复核销号', 'Re-check and close'],
  ['reopen', 'issuer', ['closed'], 'returned', ['text'], [], ['reopens'], '重开', 'Reopen'],
  ['urge', 'issuer', ['issued', ...WORK], 'stay', [], [], ['urges'], '催办', 'Urge'],
  ['withdraw', 'issuer', OPEN, 'withdrawn', ['text'], [], [], '撤回', 'Withdraw'],
].map(([action, party, from, to, requires, fields, effects, zh, en]) => ({ action, party, from, to, requires, fields, effects, title: both(zh, en) }));

const nodeKeys = new Map();
const keysOf = (node) => {
  if (!nodeKeys.has(node)) nodeKeys.set(node, [{ key: sha(`${node}0`), state: 'former', last_segment: 18 }, { key: sha(node), state: 'present' }]);
  return nodeKeys.get(node);
};

/** The course of a notice, and what of it a hazard and a task call otherwise or do not have. */
const NAMED = { notice: {}, hazard: { issued: 'registered', signed_for: 'registered' }, task: { signed_for: 'accepted', replied: 'reported', closed: 'done' } };
const WITHOUT = { notice: [], hazard: ['sign_for', 'ask_transfer', 'refuse_transfer'], task: ['dispute', 'accept_dispute', 'refuse_dispute', 'ask_transfer', 'refuse_transfer', 'reopen'] };
const STATES = {
  notice: [['issued', '已签发', 'Issued'], ['signed_for', '已签收', 'Signed for'], ['planned', '已制定方案', 'Planned'], ['replied', '已反馈', 'Replied'], ['returned', '已退回', 'Sent back'], ['closed', '已销号', 'Closed'], ['dismissed', '误报结案', 'Dismissed'], ['withdrawn', '已撤回', 'Withdrawn']],
  hazard: [['registered', '待整改', 'Open'], ['planned', '整改中', 'Being rectified'], ['replied', '已整改待复核', 'Handed in'], ['returned', '已退回', 'Returned'], ['closed', '已销号', 'Closed'], ['dismissed', '误报销号', 'Dismissed as false'], ['withdrawn', '已撤销', 'Withdrawn']],
  task: [['issued', '已下达', 'Issued'], ['accepted', '已接收', 'Taken on'], ['planned', '已报计划', 'Planned'], ['reported', '已报完成', 'Reported'], ['returned', '已退回', 'Returned'], ['done', '已验收', 'Done'], ['withdrawn', '已撤销', 'Withdrawn']],
};
const WAITS = { issued: 'recipient', registered: 'recipient', signed_for: 'recipient', accepted: 'recipient', planned: 'recipient', returned: 'recipient', replied: 'issuer', reported: 'issuer' };
const HAZARD = 'loop-hazard@0.2.0';
const TASK = 'loop-task@0.1.1';

const courseOf = (source) => (source in NAMED ? source : 'hazard');
const named = (course, state) => NAMED[course][state] ?? state;
const COURSES = Object.fromEntries(Object.keys(NAMED).map((course) => [course, STEPS.filter((step) => !WITHOUT[course].includes(step.action)).map((step) => ({ ...step, from: [...new Set(step.from.map((state) => named(course, state)))], to: named(course, step.to) }))]));

const titleOf = (loop) => {
  const [, zh, en] = STATES[courseOf(loop.source)].find(([id]) => id === loop.state);
  return both(zh, en);
};

const loops = new Map();
const circulars = new Map();
const drafts = new Map();
const dispatches = new Map();
const series = [
  { id: randomUUID(), revision: 1, tenant: PROVINCE, name: '风险通报', genres: ['notice', 'correction'], number: '苏工信网安通〔{year}〕{n}号', issue: '第{issue}期', review: false, red_head: '江苏省工业和信息化厅文件', paper: '', enabled: true, n: 0 },
  { id: randomUUID(), revision: 1, tenant: PROVINCE, name: '预警', genres: ['warning', 'advice'], number: '苏工信网安警〔{year}〕{n}号', issue: '', review: true, red_head: '', paper: '', enabled: true, n: 6 },
];
const people = [{ login: 'officer', name: '企业安全员' }, { login: 'chen.gong', name: '陈工' }, { login: 'li.wei', name: '李伟' }];
const deputies = [];
const assigned = new Map();

function put(fields) {
  const loop = {
    id: randomUUID(), source: 'notice', number: '', title: '', text: '', severity: 'medium', techniques: [], issuer: PROVINCE, recipient: ENT, state: 'issued', issued: Date.now(), steps: [], asks: [], returned: 0, reopened: 0, extended: 0, escalated: 0, supervised: false, signed: null, replied: null, closed: null,
    rechecked: null, hazard: '', conditions: [], attachments: [], tlp: 'amber', mark: '', genre: 'notice', issue: null, circular: null, report: null, procedure: 'loop-notice@0.2.0', region: '32', industry: '46', ...fields,
  };
  loop.state = named(courseOf(loop.source), loop.state);
  loop.due ??= loop.issued + w.DUE[loop.severity] * DAY;
  loops.set(loop.id, loop);
  return loop;
}

function partyOf(loop, tenant) {
  if (loop.issuer === tenant) return 'issuer';
  if (loop.recipient === tenant) return 'recipient';
  return loop.supervised && tenant === 'cn' ? 'supervisor' : '';
}
const isOpen = (loop) => !FINAL.includes(loop.state);
const isLate = (loop) => isOpen(loop) && loop.due < Date.now();
const sees = (loop, who) => partyOf(loop, who.tenant) !== '' || (who.tenant === 'cn' && loop.issuer !== loop.recipient) || (who.tenant === PROVINCE && loop.recipient.startsWith('cn/32'));

function row(loop, who) {
  const party = partyOf(loop, who.tenant);
  const also = loop.hazard && party ? [...loops.values()].filter((other) => other !== loop && other.hazard === loop.hazard && other.recipient === loop.recipient && isOpen(other)) : [];
  const { steps, asks, text, conditions, attachments, ...rest } = loop;
  return { ...rest, title: party ? loop.title : '', issuer_name: nameOf(loop.issuer), recipient_name: nameOf(loop.recipient), open: isOpen(loop), overdue: isLate(loop), party, also: also.map((other) => ({ id: other.id, issuer: other.issuer, issuer_name: nameOf(other.issuer), number: other.number })) };
}

function allowed(loop, who) {
  const party = partyOf(loop, who.tenant);
  if (!w.mayOf(who.role).includes('loop_step')) return [];
  const waiting = (ask) => loop.asks.some((one) => one.ask === ask);
  return COURSES[courseOf(loop.source)].filter((step) => {
    const both = loop.issuer === loop.recipient && ['issuer', 'recipient'].includes(party);
    if (step.party !== party && !both) return false;
    if (!step.from.includes(loop.state)) return false;
    const answers = step.effects.find((effect) => effect.startsWith('answers:'))?.slice(8);
    if (answers) return waiting(answers);
    const asks = step.effects.find((effect) => effect.startsWith('asks:'))?.slice(5);
    return !asks || !waiting(asks);
  });
}

function detail(loop, who) {
  const party = partyOf(loop, who.tenant);
  const waiting = [WAITS[loop.state] ?? []].flat();
  return {
    ...row(loop, who), text: party ? loop.text : '', conditions: party ? loop.conditions : [], procedure: loop.procedure,
    standing: { state: loop.state, title: titleOf(loop), urged: loop.steps.filter((step) => step.action === 'urge').length, disputed: 0, read: readAt(loop), came_back: loop.state === 'closed' && loop.steps.at(-1)?.action === 'recheck', closed: ['closed', 'done'].includes(loop.state), terminal: FINAL.includes(loop.state), due: isOpen(loop) ? loop.due : null, final_due: loop.due, waiting: [...waiting, ...(loop.asks.length > 0 && !waiting.includes('issuer') ? ['issuer'] : [])], asks: loop.asks },
    steps: party ? loop.steps : [], actions: allowed(loop, who).map(({ action, title, requires, fields, to, effects }) => ({ action, title, requires, takes: ['text', 'attachments'].filter((what) => !requires.includes(what)), fields, awaited: to !== 'stay' || effects.some((effect) => effect.startsWith('answers')) })),
  };
}

function seen(loop, outcome) {
  return loop.conditions.map((condition, index) => ({ condition, outcome: outcome ?? (index === 0 ? 'held' : index === 1 ? 'failed' : 'unknown'), at: Date.now(), since: loop.issued, seen: condition.check === 'port_closed' ? { host: condition.address } : {} }));
}

function write(loop, step, draft, who, checks = []) {
  loop.steps.push({
    id: randomUUID(), action: step.action, title: step.title ?? both({ read: '阅知', recheck: '机器复核', supervise: '督办' }[step.action] ?? step.action, { read: 'Read', recheck: 'Re-check by machine', supervise: 'Supervise' }[step.action] ?? step.action), party: step.party, by: who.tenant, by_name: nameOf(who.tenant), author: who.login, on_behalf_of: '', time: Date.now(), state: loop.state, text: draft.text ?? '', fields: draft.fields ?? {}, checks, attachments: draft.attachments ?? [],
    seal: { suite: 'sm2-sm3', key: sha(who.tenant), signature: Buffer.from(sha(`${loop.id}${step.action}`)).toString('base64') },
  });
  w.log('loop_step', loop.id, who.tenant, who.login, { action: step.action });
}

/** Takes a step, or tells why not. */
function take(loop, draft, who) {
  const step = allowed(loop, who).find((one) => one.action === draft.action);
  if (!step) return 'procedure.step';
  if (step.fields.some((field) => field.required && !(draft.fields ?? {})[field.name])) return 'procedure.field';
  if (step.requires.includes('text') && !draft.text) return 'procedure.field';
  const before = loop.state;
  if (step.to !== 'stay') loop.state = step.to;
  if (step.action === 'return') loop.returned += 1;
  if (step.effects.includes('reopens')) Object.assign(loop, { reopened: loop.reopened + 1, closed: null });
  if (['closed', 'done'].includes(loop.state)) loop.closed = Date.now();
  if (before === 'issued' && step.action === 'sign_for') loop.signed = Date.now();
  if (step.action === 'reply') loop.replied ??= Date.now();
  for (const effect of step.effects) {
    const [name, ask] = effect.split(':');
    if (name === 'asks') loop.asks.push({ ask, step: randomUUID(), at: Date.now(), fields: draft.fields ?? {} });
    if (name === 'answers') loop.asks = loop.asks.filter((one) => one.ask !== ask);
    if (name === 'extends') Object.assign(loop, { due: loop.due + Number(draft.fields.days) * DAY, extended: loop.extended + 1 });
  }
  const checks = step.action === 'reply' ? seen(loop) : [];
  if (checks.length > 0) loop.rechecked = checks.some((check) => check.outcome === 'failed') ? 'failed' : 'held';
  write(loop, step, draft, who, checks);
  return undefined;
}

// What is there at the beginning.

const SAMPLE = [
  ['vulnerability', '可编程控制器弱口令（CNVD-2026-11842）', 'high', 'registered', 'vuln:CNVD-2026-11842@10.20.1.20', -2],
  ['assessment_risk', '控制网与办公网之间无单向隔离', 'high', 'planned', 'item:protection-assess/self/zone_3', 12],
  ['assessment_risk', '工程师站未关闭 USB 端口', 'medium', 'registered', 'item:protection-assess/self/host_7', 8],
  ['data_risk', '工艺配方文件未加密存放', 'medium', 'replied', 'text:5f3c', 5],
  ['drill_gap', '应急演练：断网后切换超过 30 分钟', 'low', 'closed', 'drill:2026-06/3', 20],
  ['finding', '陌生主机写控制设备 10.20.1.21', 'critical', 'registered', 'rule:baseline.write_from_new_host@10.20.1.21', 1],
];
for (const [source, title, severity, state, hazard, due] of SAMPLE) {
  put({ source, title, severity, state, hazard, issuer: ENT, recipient: ENT, procedure: HAZARD, issued: Date.now() - 6 * DAY, due: Date.now() + due * DAY, text: `${title}。请制定方案、落实整改并提交证明材料。`, closed: state === 'closed' ? Date.now() - DAY : null, conditions: source === 'vulnerability' ? [{ check: 'port_closed', address: '10.20.1.20', port: 502 }, { check: 'firmware_at_least', address: '10.20.1.20', version: '1.12' }] : [] });
}
const OTHERS = ['金陵化工有限公司', '江海钢铁有限公司', '太湖热电有限公司', '扬子电子有限公司', '淮上水泥有限公司', '云帆船舶有限公司', '清源环保有限公司', '瑞宁汽车零部件有限公司'];
for (const [at, name] of OTHERS.entries()) {
  const path = at === 0 ? 'cn/32/ent/jinling-chem' : `cn/32/ent/e${at}`;
  if (at > 0) w.TENANTS.push({ path, name, kind: 'enterprise', at: 'provincial', id: randomUUID(), state: 'active', credit_code: '', industry: ['31', '44', '39', '30', '37', '46', '36'][at - 1] });
  for (const [nth, state] of ['issued', 'signed_for', 'replied', 'closed', 'closed'].slice(0, 2 + (at % 4)).entries()) {
    const issued = Date.now() - (3 + nth * 9 + at) * DAY;
    const closed = state === 'closed' ? issued + (2 + at + nth) * DAY : null;
    put({ number: `苏工信网安通〔2026〕${101 + at * 4 + nth}号`, title: ['关于远程维护通道未授权访问风险的通报', '关于组态软件高危漏洞的通报', '关于工控设备弱口令的通报'][(at + nth) % 3], text: '请核查处置并反馈。', severity: ['critical', 'high', 'medium', 'low'][(at + nth) % 4], recipient: path, industry: w.TENANTS.find((tenant) => tenant.path === path).industry, state, issued, due: issued + 12 * DAY, signed: state === 'issued' ? null : issued + (4 + at) * 3_600_000, replied: ['replied', 'closed'].includes(state) ? issued + (1 + at) * DAY : null, closed, returned: at % 3 === 2 ? 1 : 0, reopened: at === 4 && nth === 3 ? 1 : 0, escalated: at === 2 && nth === 0 ? 1 : 0, supervised: at === 2 && nth === 0, techniques: [['T0859', 'T0866'], ['T0819'], ['T0812']][(at + nth) % 3], rechecked: ['replied', 'closed'].includes(state) ? ['held', 'failed', 'unknown'][at % 3] : null });
  }
}

// Letters.

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
const numbersOf = (one, n = one.n + 1) => ({ number: fill(one.number, { year: 2026, n, name: nameOf(one.tenant) }), issue: fill(one.issue ?? '', { issue: n }) });
const seriesOf = (letter) => series.find((one) => one.id === letter.series) ?? series.find((one) => one.enabled && one.genres.includes(letter.genre)) ?? series[0];

function resolve(letter, issuer) {
  const { tenants = [], rules = [], without = [] } = letter.recipients;
  const found = new Map(tenants.map((path) => [path, letter.report ? 'report' : 'named']));
  for (const rule of rules) {
    const said = Object.keys(rule).filter((key) => key !== 'name');
    if (said.length === 0) continue;
    for (const tenant of w.TENANTS) {
      if ((rule.region && !tenant.path.startsWith(`cn/${rule.region}`)) || (rule.industry && !tenant.industry.startsWith(rule.industry)) || (rule.kind && tenant.kind !== rule.kind)) continue;
      if (!found.has(tenant.path)) found.set(tenant.path, rule.name || 'query');
    }
  }
  const receivers = [];
  const excluded = [];
  for (const [tenant, rule] of found) {
    const why = without.includes(tenant) ? 'by_hand' : tenant === issuer ? 'itself' : tenant === 'cn' ? 'jurisdiction' : !w.TENANTS.some((one) => one.path === tenant) ? 'unknown' : undefined;
    if (why) excluded.push({ tenant, tenant_name: nameOf(tenant), reason: why, rule });
    else receivers.push({ tenant, rule });
  }
  return { receivers, excluded };
}

const throughOf = (tenant) => (w.TENANTS.find((one) => one.path === tenant)?.at === 'enterprise' ? w.NODES[2] : undefined);

function preview(letter, issuer) {
  const { receivers, excluded } = resolve(letter, issuer);
  const one = seriesOf(letter);
  const nodes = new Map();
  for (const { tenant } of receivers) {
    const node = throughOf(tenant);
    const key = node?.node ?? '';
    nodes.set(key, { node: node?.node ?? null, name: node?.name ?? '', recipients: (nodes.get(key)?.recipients ?? 0) + 1 });
  }
  return {
    ...numbersOf(one), due: letter.due ?? Date.now() + w.DUE[letter.severity] * DAY, due_by: letter.due ? 'given' : 'loop-notice@0.2.0#reply', review: one.review, excluded, through: [...nodes.values()],
    deliveries: [...receivers.map(({ tenant, rule }) => ({ tenant, tenant_name: nameOf(tenant), sees: 'notice', rule, through: throughOf(tenant)?.node ?? null })), ...(receivers.length > 0 ? [{ tenant: 'cn', tenant_name: nameOf('cn'), sees: 'loop_summary', rule: '向部级共享闭环摘要', through: w.NODES[0].node }] : [])],
    duplicates: letter.hazard ? [...loops.values()].filter((loop) => isOpen(loop) && loop.hazard !== '' && loop.hazard.startsWith(letter.hazard) && receivers.some(({ tenant }) => tenant === loop.recipient)).map((loop) => ({ recipient: loop.recipient, recipient_name: nameOf(loop.recipient), number: loop.number || loop.title, issuer: loop.issuer, state: loop.state })) : [],
  };
}

function issue(letter, who, reviewed_by = '') {
  const shown = preview(letter, who.tenant);
  const one = seriesOf(letter);
  one.n += 1;
  const circular = { id: randomUUID(), number: shown.number, issue: shown.issue, title: letter.title, genre: letter.genre, severity: letter.severity, series: one.id, issued: Date.now(), due: shown.due, forwarded_number: letter.forwards ? loops.get(letter.forwards)?.number ?? '' : '', letter, author: who.login, reviewed_by, forwards: letter.forwards, corrects: letter.corrects, tenant: who.tenant, copies: [] };
  circulars.set(circular.id, circular);
  for (const { tenant, rule } of resolve(letter, who.tenant).receivers) {
    const loop = put({ number: shown.number, title: letter.title, text: letter.text, severity: letter.severity, techniques: letter.techniques ?? [], issuer: who.tenant, recipient: tenant, due: shown.due, report: letter.report ?? null, hazard: letter.hazard?.endsWith('@') ? `${letter.hazard}${tenant}` : letter.hazard ?? '', conditions: letter.checks ?? [], attachments: letter.attachments ?? [], tlp: letter.tlp, mark: letter.mark, genre: letter.genre, issue: one.n, circular: circular.id, forwards: letter.forwards ?? null, industry: w.TENANTS.find((each) => each.path === tenant).industry });
    circular.copies.push({ notice: loop.id, recipient: tenant, rule });
    w.log('notice', loop.id, who.tenant, who.login, { number: loop.number });
  }
  const source = w.world.reports.find((each) => each.id === letter.report);
  if (source) source.notice = circular.copies[0]?.notice;
  const old = circulars.get(letter.corrects);
  if (old) Object.assign(old, { corrected_by: circular.id }) && old.copies.forEach(({ notice }) => isOpen(loops.get(notice)) && Object.assign(loops.get(notice), { state: 'withdrawn', corrected_by: circular.copies.find((copy) => copy.recipient === loops.get(notice).recipient)?.notice }));
  return circular;
}

const readAt = (loop) => loop.steps.find((step) => step.action === 'read')?.time ?? null;
const copyRow = ({ notice, recipient, rule }) => {
  const loop = loops.get(notice);
  return { notice, recipient, recipient_name: nameOf(recipient), kind: 'enterprise', rule, state: loop.state, overdue: isLate(loop), delivery: throughOf(recipient) ? 'applied' : 'local', delivered: loop.issued + 200, read: readAt(loop), signed: loop.signed, replied: loop.replied, closed: loop.closed };
};
function figures(circular) {
  const rows = circular.copies.map(copyRow);
  const some = (test) => rows.filter(test).length;
  return { recipients: rows.length, written: rows.length, delivered: rows.length, read: some((each) => each.read), signed: some((each) => each.signed), replied: some((each) => each.replied), closed: some((each) => each.closed), withdrawn: some((each) => each.state === 'withdrawn'), overdue: some((each) => each.overdue) };
}
const circularRow = ({ copies, letter, tenant, ...rest }) => ({ ...rest, figures: figures({ copies }) });

function noticeDetail(loop, who) {
  const forwarded = [...circulars.values()].filter((one) => one.forwards === loop.id).map((one) => ({ circular: one.id, number: one.number, by: one.tenant, by_name: nameOf(one.tenant), issued: one.issued, figures: figures(one), counted: Date.now() }));
  return { ...row(loop, who), text: loop.text, procedure: loop.procedure, report: loop.report, attachments: loop.attachments, tlp: loop.tlp ?? 'amber', mark: loop.mark ?? '', forwards: loop.forwards, forwarded_number: loop.forwards ? loops.get(loop.forwards)?.number : '', corrects: loop.corrects, corrected_by: loop.corrected_by, forwarded, may_forward: partyOf(loop, who.tenant) === 'recipient' && who.role === 'provincial_regulator', paper_code: `HH-${loop.id.slice(0, 8).toUpperCase()}` };
}

function draftRow({ letter, tenant, ...rest }) {
  return { ...rest, title: letter.title, genre: letter.genre, severity: letter.severity };
}
function draftDetail(draft, who) {
  const two = seriesOf(draft.letter).review;
  const another = draft.written_by !== who.login;
  const actions = { writing: ['save', ...(two ? ['submit'] : ['issue']), 'discard'], returned: ['save', ...(two ? ['submit'] : ['issue']), 'discard'], submitted: another ? ['approve', 'return'] : ['discard'], approved: ['issue', 'return'] }[draft.state] ?? [];
  return { ...draftRow(draft), letter: draft.letter, actions };
}

// Tasks: a dispatch and a loop for each recipient.

function taskRow(loop, who) {
  const parts = [...loops.values()].filter((one) => one.part_of === loop.id);
  return { ...row(loop, who), dispatch: loop.dispatch ?? null, part_of: loop.part_of ?? null, parts: parts.length, parts_done: parts.filter((one) => !isOpen(one)).length };
}
function taskFigures(all) {
  const states = new Map();
  for (const loop of all) states.set(loop.state, (states.get(loop.state) ?? 0) + 1);
  return { total: all.length, open: all.filter(isOpen).length, overdue: all.filter(isLate).length, by_state: [...states].map(([key, count]) => ({ key, count })) };
}
const tasksOf = (dispatch) => [...loops.values()].filter((loop) => loop.dispatch === dispatch);

function dispatch(draft, who) {
  const recipients = resolve({ recipients: { tenants: draft.recipients, rules: draft.query ? [{ name: 'query', ...draft.query }] : [], without: draft.without } }, who.tenant).receivers;
  const made = { id: randomUUID(), number: `苏工信网安任〔2026〕${dispatches.size + 1}号`, title: draft.title, text: draft.text, severity: draft.severity, issued: Date.now(), due: draft.due ?? Date.now() + w.DUE[draft.severity] * DAY, part_of: draft.part_of ?? null, tenant: who.tenant };
  dispatches.set(made.id, made);
  const tasks = recipients.map(({ tenant }) => put({ source: 'task', number: made.number, title: made.title, text: made.text, severity: made.severity, issuer: who.tenant, recipient: tenant, due: made.due, dispatch: made.id, part_of: made.part_of, procedure: TASK, attachments: draft.attachments ?? [] }).id);
  return { dispatch: made.id, number: made.number, tasks };
}
dispatch({ title: '开展重点行业工控安全自查', text: '请于月底前完成自查并报送结果，发现的问题同步登记。', severity: 'medium', recipients: ['cn/32/miit'] }, { tenant: 'cn' });
dispatch({ title: '核查远程维护通道', text: '逐台核查远程维护通道的启用情况，停用不必要的通道。', severity: 'high', recipients: [ENT, 'cn/32/ent/jinling-chem', 'cn/32/ent/e2'] }, { tenant: PROVINCE });

// Figures.

function spread(values) {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const at = (share) => (sorted.length > 0 ? sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] : null);
  return { count: sorted.length, p50_ms: at(0.5), p90_ms: at(0.9) };
}
const timesOf = (rows) => ({ sign: spread(rows.map((each) => each.signed - each.issued)), reply: spread(rows.map((each) => each.replied - each.issued)), close: spread(rows.map((each) => each.closed - each.issued)) });

export function statistics(who, query = new URLSearchParams()) {
  const rows = [...loops.values()].filter((loop) => sees(loop, who)).map((loop) => row(loop, who)).filter((each) => ['region', 'industry', 'severity', 'source', 'issuer'].every((name) => !query.get(name) || each[name] === query.get(name)));
  const by = (keys, from = rows) => {
    const counts = new Map();
    for (const each of from) for (const key of [keys(each)].flat()) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts].map(([key, count]) => ({ key, count }));
  };
  const late = rows.filter((each) => each.overdue);
  const times = (key) => [...new Set(rows.map((each) => each[key]))].map((value) => ({ key: value, ...timesOf(rows.filter((each) => each[key] === value)) }));
  const all = timesOf(rows);
  const some = (test) => rows.filter(test).length;
  return {
    total: rows.length, open: some((each) => each.open), overdue: late.length, reopened: some((each) => each.reopened > 0), returned: some((each) => each.returned > 0), extended: some((each) => each.extended > 0), escalated: some((each) => each.escalated > 0), supervised: some((each) => each.supervised),
    by_state: by((each) => each.state), by_source: by((each) => each.source), by_region: by((each) => each.region), by_industry: by((each) => each.industry), by_severity: by((each) => each.severity), by_technique: by((each) => each.techniques), by_authority: by((each) => each.issuer),
    overdue_by_region: by((each) => each.region, late), overdue_by_industry: by((each) => each.industry, late), overdue_by_severity: by((each) => each.severity, late), overdue_by_authority: by((each) => each.issuer, late),
    times: all, times_by_authority: times('issuer'), times_by_industry: times('industry'), times_by_severity: times('severity'), times_by_region: times('region'), close_p50_ms: all.close.p50_ms, close_p90_ms: all.close.p90_ms,
  };
}

/** What other parts of the mock show of loops. */
export function noticesOf(who) {
  return [...loops.values()].filter((loop) => loop.source === 'notice' && ['issuer', 'recipient'].includes(partyOf(loop, who.tenant))).sort((a, b) => b.issued - a.issued).map((loop) => row(loop, who));
}
export function loopsOf(who) {
  return [...loops.values()].filter((loop) => sees(loop, who)).map((loop) => row(loop, who));
}

const SEVERITY = ['critical', 'high', 'medium', 'low', 'info'];
const SORTS = { due: (a, b) => (a.due ?? 9e15) - (b.due ?? 9e15), since: (a, b) => a.since - b.since, '-since': (a, b) => b.since - a.since, '-severity': (a, b) => SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity), kind: (a, b) => a.kind.localeCompare(b.kind), '-issued': (a, b) => b.issued - a.issued, severity: (a, b) => SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity), '-changed': (a, b) => (b.steps?.at(-1)?.time ?? b.issued) - (a.steps?.at(-1)?.time ?? a.issued) };

function inbox(who, filings) {
  const mine = [...loops.values()].flatMap((loop) => {
    const party = partyOf(loop, who.tenant);
    const waits = WAITS[loop.state];
    const self = loop.issuer === loop.recipient;
    if (!['issuer', 'recipient'].includes(party) || !w.mayOf(who.role).includes('loop_step')) return [];
    const ask = loop.asks[0] && (party === 'issuer' || self);
    if (!ask && waits !== party && !self) return [];
    if (!waits) return [];
    const actions = allowed(loop, who).filter((step) => step.to !== 'stay' || ask).slice(0, 2);
    const kind = ask ? 'ask' : loop.source === 'notice' ? 'notice' : loop.source === 'task' ? 'task' : 'hazard';
    return [{ kind, object: loop.id, title: `${loop.number} ${loop.title}`.trim(), action: both(actions.map((step) => step.title.zh).join('、'), actions.map((step) => step.title.en).join(', ')), actions: actions.map((step) => step.action), from: nameOf(party === 'issuer' && !self ? loop.recipient : loop.issuer), due: loop.due, overdue: isLate(loop), since: loop.steps.at(-1)?.time ?? loop.issued, severity: loop.severity, group: loop.circular ?? loop.dispatch ?? '', group_size: 1, example: true }];
  });
  const review = [...drafts.values()].filter((draft) => draft.tenant === who.tenant && draft.state === 'submitted' && draft.written_by !== who.login).map((draft) => ({ kind: 'draft', object: draft.id, title: draft.letter.title, action: both('审核', 'Review'), actions: [], from: draft.written_by, due: null, overdue: false, since: draft.changed, severity: draft.letter.severity, group: '', group_size: 1, example: false }));
  const refused = who.role === 'node_administrator' ? w.refused(who).map((each) => ({ kind: 'quarantine', object: `${each.direction}.${each.peer}`, title: `${each.peer_name}拒收本节点发出的 1 项`, title_en: `${each.peer_name} refused 1 items of this node`, action: both('查明原因，改正后重新发出', 'Find out why, mend it, say it again'), actions: ['mend'], from: each.peer_name, code: each.code, due: null, overdue: false, since: each.queued })) : [];
  const all = [...mine, ...review, ...[...filings, ...refused].map((each) => ({ actions: [], group: '', group_size: 1, example: false, severity: null, ...each }))];
  return all.map((each) => {
    const to = assigned.get(`${who.tenant}/${each.kind}/${each.object}`);
    return { ...each, group_size: each.group ? all.filter((other) => other.group === each.group).length : 1, assignee: to ? people.find((one) => one.login === to) ?? { login: to, name: to } : null, mine: to === who.login };
  });
}

function counts(rows) {
  const by = (key) => [...new Set(rows.map((each) => each[key]).filter(Boolean))].map((value) => ({ key: value, count: rows.filter((each) => each[key] === value).length, overdue: rows.filter((each) => each[key] === value && each.overdue).length }));
  return { total: rows.length, overdue: rows.filter((each) => each.overdue).length, mine: rows.filter((each) => each.mine).length, unassigned: rows.filter((each) => !each.assignee).length, by_kind: by('kind'), by_severity: by('severity') };
}

export function routes({ page, announce, refuse, filings }) {
  const notFound = () => refuse(404, 'not_found', 'object.not_found', '没有这个对象 / no such object');
  const one = (id, who) => {
    const loop = loops.get(id);
    if (!loop || !sees(loop, who)) throw notFound();
    return loop;
  };
  const get = (map, id) => {
    const found = map.get(id);
    if (!found) throw notFound();
    return found;
  };
  const act = (loop, body, who) => {
    const also = body.for_all ? row(loop, who).also.map(({ id }) => loops.get(id)) : [];
    const code = take(loop, body, who);
    if (code) throw refuse(409, 'conflict', code, '现在不能办理这一步', '请刷新后查看当前状态');
    also.forEach((other) => take(other, body, who));
    announce('notice', 'loop');
    return detail(loop, who);
  };
  const listed = (rows, query, sort) => page([...rows].sort(SORTS[query.get('sort') ?? sort] ?? SORTS[sort]), query);
  const inboxOf = (who) => inbox(who, filings(who));
  const outcome = (items, run) => {
    const done = items.map((item) => ({ ...item, code: run(item) }));
    return { done: done.filter((each) => !each.code).length, refused: done.filter((each) => each.code).length, items: done.map(({ code, ...item }) => ({ ...item, done: !code, ...(code ? { code } : {}) })) };
  };
  const loopFilter = (query) => (each) => {
    const is = (name) => !query.get(name) || String(each[name]) === query.get(name);
    const state = query.get('state');
    return ['region', 'industry', 'severity', 'source', 'issuer', 'recipient', 'hazard', 'rechecked'].every(is) && (!state || (state === 'open' ? each.open : each.state === state)) && (query.get('overdue') !== 'true' || each.overdue) && (query.get('reopened') !== 'true' || each.reopened > 0) && (query.get('supervised') !== 'true' || each.supervised) && (query.get('escalated') !== 'true' || each.escalated > 0) && (!query.get('technique') || each.techniques.includes(query.get('technique'))) && (!query.get('q') || `${each.number}${each.title}${each.issuer_name}${each.recipient_name}`.includes(query.get('q')));
  };
  return {
    'GET /loops': ({ query, who }) => listed(loopsOf(who).filter(loopFilter(query)), query, 'due'),
    'GET /loops/statistics': ({ who, query }) => statistics(who, query),
    'GET /loops/:id': ({ id, who }) => detail(one(id, who), who),
    'POST /loops/:id/steps': ({ id, body, who }) => act(one(id, who), body, who),
    'POST /loops/steps': ({ body, who }) => {
      const outcomes = body.loops.map((id) => ({ loop: id, code: take(one(id, who), body.step, who) }));
      announce('loop', 'notice');
      return outcomes;
    },
    'POST /loops/:id/recheck': ({ id, who }) => {
      const loop = one(id, who);
      const checks = seen(loop);
      loop.rechecked = 'failed';
      write(loop, { action: 'recheck', party: 'recipient' }, {}, { ...who, login: 'system' }, checks);
      announce('loop');
      return detail(loop, who);
    },
    'POST /loops/:id/supervise': ({ id, body, who }) => {
      const loop = one(id, who);
      loop.supervised = true;
      write(loop, { action: 'supervise', party: 'supervisor' }, body, who);
      announce('loop');
      return detail(loop, who);
    },
    'POST /loops/sampling': ({ body, who }) => {
      const seed = body.seed || sha(String(Date.now())).slice(0, 16);
      const closed = loopsOf(who).filter((each) => each.state === 'closed' && each.party === 'issuer');
      return { seed, population: closed.length, items: [...closed].sort((a, b) => sha(seed + a.id).localeCompare(sha(seed + b.id))).slice(0, body.size) };
    },
    'GET /loops/procedures/:id': ({ id }) => {
      const course = /^loop-(hazard|task)/.exec(id)?.[1] ?? 'notice';
      return { procedure: id, states: STATES[course].map(([state, zh, en]) => ({ id: state, title: both(zh, en), closed: ['closed', 'done'].includes(state), terminal: FINAL.includes(state) })), steps: COURSES[course].map(({ action, title, from, to, party }) => ({ action, title, from, to, party })), dot: 'digraph {}' };
    },
    'POST /hazards': ({ body, who }) => {
      const loop = put({ ...body, conditions: body.checks ?? [], issuer: who.tenant, recipient: body.recipient ?? who.tenant, procedure: HAZARD });
      announce('loop');
      return { id: loop.id };
    },
    'POST /findings/:id/hazard': ({ id, who }) => {
      const finding = w.world.findings.find((each) => each.id === id);
      const hazard = `rule:${finding.rule}@${finding.target}`;
      const known = [...loops.values()].find((loop) => loop.hazard === hazard && loop.recipient === who.tenant && isOpen(loop));
      const loop = known ?? put({ source: 'finding', title: finding.title_zh, text: finding.title_zh, severity: finding.severity, techniques: finding.techniques, issuer: who.tenant, recipient: who.tenant, hazard, conditions: [{ check: 'traffic_gone', rule: finding.rule, source: finding.source, target: finding.target }], procedure: HAZARD });
      announce('loop');
      return { id: loop.id };
    },
    'GET /notices': ({ query, who }) => page(noticesOf(who).filter((each) => (!query.get('state') || (query.get('state') === 'open' ? each.open : each.state === query.get('state'))) && (!query.get('genre') || each.genre === query.get('genre')) && (!query.get('side') || (query.get('side') === 'issued') === (each.party === 'issuer')) && (!query.get('overdue') || String(each.overdue) === query.get('overdue')) && (!query.get('q') || `${each.number}${each.title}`.includes(query.get('q')))), query),
    'GET /notices/:id': ({ id, who }) => noticeDetail(one(id, who), who),
    'POST /notices/:id/read': ({ id, who }) => {
      const loop = one(id, who);
      if (!readAt(loop)) write(loop, { action: 'read', party: 'recipient' }, {}, who);
      announce('loop');
      return noticeDetail(loop, who);
    },
    'GET /notice-series': ({ who }) => series.filter((each) => each.tenant === who.tenant).map(({ n, tenant, ...rest }) => ({ ...rest, next: numbersOf({ ...rest, n, tenant }).number, next_issue: numbersOf({ ...rest, n, tenant }).issue })),
    'POST /notice-series': ({ body, who }) => {
      series.push({ ...body.series, id: randomUUID(), revision: 1, tenant: who.tenant, n: 0 });
      return { id: series.at(-1).id };
    },
    'PUT /notice-series/:id': ({ id, body }) => Object.assign(series.find((each) => each.id === id), body.series, { revision: body.revision + 1 }),
    'GET /notice-templates': () => [
      { id: 'notice-papers/finding', title_zh: '监测发现点对点通报', title_en: 'Notice of a finding', genre: 'notice', source: 'report', blanks: [], example: true },
      { id: 'notice-papers/vulnerability', title_zh: '漏洞风险通报', title_en: 'Notice of a vulnerability', genre: 'notice', source: 'vulnerability', blanks: [{ id: 'vulnerability', title_zh: '漏洞编号', title_en: 'Vulnerability' }, { id: 'product', title_zh: '产品', title_en: 'Product' }], example: true },
    ],
    'POST /notice-templates/fill': ({ body }) => ({ template: body.template, unfilled: ['vulnerability', 'product'].filter((name) => !body.values?.[name]), letter: { genre: 'notice', title: `关于${body.values?.product || '＿＿'}漏洞风险的通报`, text: `近日，${body.values?.product || '＿＿'}被发现存在安全漏洞（${body.values?.vulnerability || '＿＿'}）。请立即核查是否使用受影响版本，及时处置，并在时限内反馈。`, severity: 'high', hazard: body.values?.vulnerability ? `vuln:${body.values.vulnerability}@` : '', recipients: {} } }),
    'GET /reports/:id/notice-draft': ({ id }) => {
      const report = w.world.reports.find((each) => each.id === id);
      if (!report) throw notFound();
      const finding = w.world.findings.find((each) => each.rule === report.rule);
      return { template: 'notice-papers/finding', unfilled: [], letter: { genre: 'notice', title: `关于“${finding.title_zh}”风险的通报`, text: `${report.reporter_name}：\n\n根据你单位上报的信息，你单位工业控制网络存在“${finding.title_zh}”风险。请及时签收、核查处置，并在时限内反馈处置情况和证明材料。`, severity: report.severity, techniques: report.techniques, report: id, hazard: `rule:${report.rule}@${report.target}`, checks: report.target ? [{ check: 'traffic_gone', rule: report.rule, source: '', target: report.target }] : [], tlp: 'amber', recipients: { tenants: [report.reporter] } } };
    },
    'GET /notices/:id/forward-draft': ({ id, who }) => {
      const loop = one(id, who);
      return { template: '', unfilled: [], letter: { genre: 'notice', title: `转发${loop.issuer_name ?? nameOf(loop.issuer)}${loop.title}`, text: loop.text, severity: loop.severity, forwards: id, recipients: {} } };
    },
    'GET /circulars/:id/correction-draft': ({ id }) => {
      const { letter } = get(circulars, id);
      return { template: '', unfilled: [], letter: { ...letter, genre: 'correction', corrects: id, report: undefined } };
    },
    'GET /notice-drafts': ({ query, who }) => page([...drafts.values()].filter((draft) => draft.tenant === who.tenant && (!query.get('state') || (query.get('state') === 'open' ? !['issued', 'discarded'].includes(draft.state) : draft.state === query.get('state')))).reverse().map(draftRow), query),
    'POST /notice-drafts': ({ body, who }) => {
      const draft = { id: randomUUID(), revision: 1, tenant: who.tenant, letter: body.letter, state: 'writing', written_by: who.login, reviewed_by: '', note: '', changed: Date.now(), circular: null };
      drafts.set(draft.id, draft);
      return draftDetail(draft, who);
    },
    'POST /notice-drafts/preview': ({ body, who }) => preview(body, who.tenant),
    'GET /notice-drafts/:id': ({ id, who }) => draftDetail(get(drafts, id), who),
    'PUT /notice-drafts/:id': ({ id, body, who }) => draftDetail(Object.assign(get(drafts, id), { letter: body.letter, revision: body.revision + 1, changed: Date.now(), written_by: who.login }), who),
    'POST /notice-drafts/:id/review': ({ id, body, who }) => {
      const draft = get(drafts, id);
      const state = { submit: 'submitted', approve: 'approved', return: 'returned', discard: 'discarded' }[body.action];
      Object.assign(draft, { state, revision: draft.revision + 1, changed: Date.now(), note: body.note, ...(['approve', 'return'].includes(body.action) ? { reviewed_by: who.login } : {}) });
      announce('notice', 'filings');
      return draftDetail(draft, who);
    },
    'POST /notice-drafts/:id/issue': ({ id, who }) => {
      const draft = get(drafts, id);
      const circular = issue(draft.letter, who, draft.reviewed_by);
      Object.assign(draft, { state: 'issued', circular: circular.id, revision: draft.revision + 1 });
      announce('notice', 'loop', 'report');
      return { circular: circular.id, number: circular.number, issue: circular.issue, notices: circular.copies.length };
    },
    'GET /circulars': ({ query, who }) => page([...circulars.values()].filter((each) => each.tenant === who.tenant && (!query.get('genre') || each.genre === query.get('genre')) && (!query.get('q') || `${each.number}${each.title}`.includes(query.get('q')))).reverse().map(circularRow), query),
    'GET /circulars/:id': ({ id }) => {
      const circular = get(circulars, id);
      return { ...circularRow(circular), letter: circular.letter, corrects_number: circulars.get(circular.corrects)?.number ?? '', seal: { suite: 'sm2-sm3', key: sha(circular.tenant), signature: Buffer.from(sha(id)).toString('base64') }, paper_code: `HH-${id.slice(0, 8).toUpperCase()}`, actions: circular.corrected_by ? [] : ['withdraw', 'correct'] };
    },
    'GET /circulars/:id/copies': ({ id, query }) => {
      const is = query.get('is') ?? '';
      const not = is.startsWith('-');
      const name = not ? is.slice(1) : is;
      const has = (each) => (name === 'withdrawn' ? each.state === 'withdrawn' : name === 'overdue' ? each.overdue : ['delivered', 'written'].includes(name) || Boolean(each[name]));
      return page(get(circulars, id).copies.map(copyRow).filter((each) => (!name || has(each) !== not) && (!query.get('q') || each.recipient_name.includes(query.get('q')))), query);
    },
    'POST /circulars/:id/withdraw': ({ id, body, who }) => {
      let withdrawn = 0;
      for (const { notice } of get(circulars, id).copies) if (!take(loops.get(notice), { action: 'withdraw', text: body.reason }, who)) withdrawn += 1;
      announce('notice', 'loop');
      return { withdrawn, over: 0 };
    },
    'GET /tasks': ({ query, who }) => page([...loops.values()].filter((loop) => loop.source === 'task' && ['issuer', 'recipient'].includes(partyOf(loop, who.tenant))).map((loop) => taskRow(loop, who)).filter((each) => (!query.get('dispatch') || each.dispatch === query.get('dispatch')) && (!query.get('part_of') || each.part_of === query.get('part_of')) && (!query.get('state') || (query.get('state') === 'open' ? each.open : each.state === query.get('state'))) && (!query.get('overdue') || String(each.overdue) === query.get('overdue')) && (!query.get('side') || (query.get('side') === 'issued') === (each.party === 'issuer'))), query),
    'POST /tasks': ({ body, who }) => {
      const made = dispatch(body, who);
      announce('loop', 'notice');
      return made;
    },
    'POST /tasks/preview': ({ body, who }) => ({ number: `苏工信网安任〔2026〕${dispatches.size + 1}号`, due: body.due ?? Date.now() + w.DUE[body.severity] * DAY, due_by: body.due ? 'given' : 'loop-task@0.1.1#reply', recipients: resolve({ recipients: { tenants: body.recipients, rules: body.query ? [{ name: 'query', ...body.query }] : [], without: body.without } }, who.tenant).receivers.map(({ tenant, rule }) => ({ tenant, name: nameOf(tenant), rule, through: throughOf(tenant)?.node ?? null })) }),
    'GET /tasks/dispatches': ({ query, who }) => page([...dispatches.values()].filter((each) => each.tenant === who.tenant).map((each) => ({ ...each, ...taskFigures(tasksOf(each.id)) })), query),
    'GET /tasks/dispatches/:id': ({ id }) => {
      const made = get(dispatches, id);
      const tasks = tasksOf(id);
      return { ...made, figures: taskFigures(tasks), urged: tasks.reduce((sum, loop) => sum + loop.steps.filter((step) => step.action === 'urge').length, 0), below: taskFigures([...loops.values()].filter((loop) => tasks.some((task) => task.id === loop.part_of))) };
    },
    'GET /tasks/:id': ({ id, who }) => {
      const loop = one(id, who);
      return { ...taskRow(loop, who), text: loop.text, procedure: loop.procedure, attachments: loop.attachments, below: taskFigures([...loops.values()].filter((other) => other.part_of === id)) };
    },
    'GET /inbox': ({ query, who }) => listed(inboxOf(who).filter((each) => (!query.get('kind') || each.kind === query.get('kind')) && (!query.get('severity') || each.severity === query.get('severity')) && (query.get('overdue') !== 'true' || each.overdue) && (!query.get('group') || each.group === query.get('group')) && (!query.get('q') || `${each.title}${each.from}`.includes(query.get('q'))) && (!query.get('assigned') || (query.get('assigned') === 'mine' ? each.mine : query.get('assigned') === 'nobody' ? !each.assignee : each.assignee?.login === query.get('assigned')))), query, 'due'),
    'GET /inbox/counts': ({ who }) => counts(inboxOf(who)),
    'GET /inbox/people': ({ query, who }) => page([...new Map([{ login: who.login, name: who.name }, ...people].map((person) => [person.login, person])).values()], query),
    'POST /inbox/assign': ({ body, who }) => {
      const result = outcome(body.items, (item) => void (body.to ? assigned.set(`${who.tenant}/${item.kind}/${item.object}`, body.to) : assigned.delete(`${who.tenant}/${item.kind}/${item.object}`)));
      announce('filings');
      return result;
    },
    'POST /inbox/steps': ({ body, who }) => {
      const result = outcome(body.items, (item) => (loops.has(item.object) ? take(loops.get(item.object), body, who) : 'procedure.step'));
      announce('loop', 'notice');
      return result;
    },
    'GET /deputies': ({ query }) => page(deputies, query),
    'POST /deputies': ({ body, who }) => {
      deputies.push({ id: randomUUID(), person: { login: who.login, name: who.name }, deputy: people.find((person) => person.login === body.deputy), from: body.from, until: body.until, kinds: body.kinds ?? [], state: 'active', revision: 1 });
      return { id: deputies.at(-1).id };
    },
    'DELETE /deputies/:id': ({ id }) => void (deputies.find((each) => each.id === id).state = 'withdrawn'),
    'GET /nodes/:id/keys': ({ id }) => keysOf(id),
    'POST /node/key': ({ here }) => {
      const keys = keysOf(here.node);
      Object.assign(keys.at(-1), { state: 'former', last_segment: 19 + keys.length });
      keys.push({ key: sha(`${here.node}${keys.length}`), state: 'present' });
      return keys;
    },
  };
}
