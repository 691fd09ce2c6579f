// A small world for trying the console without a node: three nodes that share one state in memory.
// It answers in the API's shapes; it decides nothing that a test of the product could rely on.
import { createHash, randomUUID } from 'node:crypto';

const DAY = 86_400_000;
const START = Date.now() - 40 * 60_000;
const ns = (ms) => ms * 1_000_000;
const sha = (text) => createHash('sha256').update(text).digest('hex');

export const TENANTS = [
  { path: 'cn', name: '工业和信息化部', kind: 'ministry', at: 'national' },
  { path: 'cn/32/miit', name: '江苏省工业和信息化厅', kind: 'industry_authority', at: 'provincial' },
  { path: 'cn/32/ca', name: '江苏省通信管理局', kind: 'communications_administration', at: 'provincial' },
  { path: 'cn/32/ent/huayuan-water', name: '华源水务有限公司', kind: 'enterprise', at: 'enterprise', credit_code: '91320000EXAMPLE01X', industry: '46' },
  { path: 'cn/32/ent/jinling-chem', name: '金陵化工有限公司', kind: 'enterprise', at: 'provincial', credit_code: '91320000EXAMPLE02X', industry: '26' },
].map((tenant) => ({ ...tenant, id: randomUUID(), state: 'active', credit_code: tenant.credit_code ?? '', industry: tenant.industry ?? '' }));

export const NODES = [
  { key: 'national', name: '国家平台', kind: 'national' },
  { key: 'provincial', name: '江苏省平台', kind: 'provincial' },
  { key: 'enterprise', name: '华源水务平台', kind: 'enterprise' },
].map((node) => ({ ...node, node: randomUUID() }));

const MAY = {
  enterprise_officer: ['inbox_manage', 'group_read', 'group_write', 'consent_read', 'consent_give', 'shared_read', 'shared_revoke', 'sighting_add', 'filing_read', 'filing_write', 'pack_read', 'inbox_read', 'asset_read', 'observation_read', 'baseline_read', 'baseline_write', 'rules_read', 'rules_write', 'finding_read', 'finding_decide', 'report_read', 'notice_read', 'loop_read', 'loop_step', 'evidence_read', 'evidence_add', 'probe_read', 'policy_read', 'policy_write', 'delivery_read'],
  provincial_regulator: ['inbox_manage', 'group_read', 'group_write', 'consent_read', 'consent_ask', 'shared_read', 'shared_revoke', 'sighting_add', 'pass_on', 'filing_read', 'filing_write', 'pack_read', 'pack_manage', 'inbox_read', 'report_read', 'notice_read', 'notice_issue', 'loop_step', 'evidence_read', 'evidence_add', 'loop_read', 'policy_read', 'policy_write', 'delivery_read'],
  ministry_operator: ['inbox_manage', 'group_read', 'group_write', 'consent_read', 'consent_ask', 'shared_read', 'shared_revoke', 'sighting_add', 'pass_on', 'filing_read', 'filing_write', 'pack_read', 'pack_manage', 'inbox_read', 'report_read', 'notice_read', 'notice_issue', 'loop_step', 'evidence_read', 'evidence_add', 'loop_read', 'policy_read', 'policy_write', 'delivery_read'],
  node_administrator: ['inbox_read', 'inbox_manage', 'pack_read', 'pack_manage', 'tenant_manage', 'user_manage', 'probe_read', 'probe_manage', 'policy_read', 'node_manage', 'delivery_read', 'audit_read'],
  auditor: ['group_read', 'consent_read', 'shared_read', 'filing_read', 'pack_read', 'asset_read', 'observation_read', 'baseline_read', 'rules_read', 'finding_read', 'report_read', 'notice_read', 'evidence_read', 'loop_read', 'probe_read', 'policy_read', 'delivery_read', 'audit_read'],
};

export const ACCOUNTS = {
  national: [
    { login: 'ministry', name_zh: '部级运营员', name_en: 'Ministry operator', role: 'ministry_operator', tenant: 'cn' },
    { login: 'national-auditor', name_zh: '部级审计员', name_en: 'Ministry auditor', role: 'auditor', tenant: 'cn' },
  ],
  provincial: [
    { login: 'miit', name_zh: '省工信监管员', name_en: 'Industry regulator', role: 'provincial_regulator', tenant: 'cn/32/miit' },
    { login: 'ca', name_zh: '省通管监管员', name_en: 'Communications regulator', role: 'provincial_regulator', tenant: 'cn/32/ca' },
    { login: 'province-admin', name_zh: '省节点管理员', name_en: 'Province administrator', role: 'node_administrator', tenant: 'cn/32/miit' },
  ],
  enterprise: [
    { login: 'officer', name_zh: '企业安全员', name_en: 'Enterprise officer', role: 'enterprise_officer', tenant: 'cn/32/ent/huayuan-water' },
    { login: 'plant-admin', name_zh: '企业节点管理员', name_en: 'Plant administrator', role: 'node_administrator', tenant: 'cn/32/ent/huayuan-water' },
    { login: 'plant-auditor', name_zh: '企业审计员', name_en: 'Plant auditor', role: 'auditor', tenant: 'cn/32/ent/huayuan-water' },
  ],
};

export function mayOf(role) {
  return MAY[role];
}

/** What the neighbour above refused of a node's, a day ago. */
export function refusedAt(key) {
  if (key === 'national') return [];
  const peer = NODES[key === 'provincial' ? 0 : 1];
  const time = START - DAY;
  return [{ peer: peer.node, peer_name: peer.name, direction: 'out', number: 7, record: sha(key).slice(0, 36), object: `00000000-0000-7000-8000-0000000007${key === 'provincial' ? '32' : '01'}`, kind: 'loop_step', revision: 1, hash: sha(`refused${key}`), state: 'rejected', code: 'procedure.wrong_party', queued: time, sent: time + 40, receipted: time + 95, signed: true }];
}
export const refused = (who) => refusedAt(TENANTS.find((tenant) => tenant.path === who.tenant)?.at);

const nameOf = (path) => TENANTS.find((tenant) => tenant.path === path)?.name ?? path;

const HOSTS = [
  ['10.20.1.10', 'Siemens', 'controller', '6ES7 315-2EH14-0AB0', 'V3.2.6', '1', ['s7comm']],
  ['10.20.1.11', 'Siemens', 'controller', '6ES7 412-2XK07-0AB0', 'V7.0.1', '1', ['s7comm']],
  ['10.20.1.20', 'Schneider Electric', 'controller', 'TM221CE24R', '1.10', '1', ['modbus']],
  ['10.20.1.21', 'Schneider Electric', 'controller', 'BMX P34 2020', '2.70', '1', ['modbus']],
  ['10.20.1.30', '', 'outstation', 'RTU-560', '', '1', ['iec104']],
  ['00:30:a7:00:12:01', 'SEL', 'protection_relay', '', '', '1', ['goose']],
  ['10.20.2.5', 'Dell', 'master', '', '', '2', ['modbus', 's7comm']],
  ['10.20.2.6', 'HP', 'master', '', '', '2', ['iec104']],
  ['10.20.2.40', 'Lenovo', 'engineering_station', '', '', '2', ['s7comm']],
  ['10.20.3.77', '', '', '', '', '', ['modbus']],
];

export function assets() {
  return HOSTS.map(([host, vendor, role, model, firmware, level, protocols], index) => ({
    id: `00000000-0000-7000-8000-0000000000${10 + index}`, host, mac: host.includes(':') ? host : `00:1b:1b:00:00:${10 + index}`, vendor, role, model, firmware, level, protocols,
    confidence: role ? 85 : 0, first: ns(START), last: ns(Date.now() - index * 4000),
    findings: world.findings.filter((finding) => [finding.source, finding.target].includes(host) && ['open', 'confirmed'].includes(finding.state)).length,
  }));
}

const PAIRS = [
  ['10.20.2.5', '10.20.1.20', 'modbus', 18230, 420], ['10.20.2.5', '10.20.1.21', 'modbus', 15110, 0], ['10.20.2.5', '10.20.1.10', 's7comm', 9120, 0],
  ['10.20.2.5', '10.20.1.11', 's7comm', 8800, 12], ['10.20.2.6', '10.20.1.30', 'iec104', 3020, 6], ['10.20.2.40', '10.20.1.10', 's7comm', 96, 31], ['10.20.3.77', '10.20.1.20', 'modbus', 14, 9],
];

export function conversations() {
  return PAIRS.map(([client, server, protocol, messages, writes]) => ({ client, server, protocol, messages, writes, bytes: messages * 82, first: ns(START), last: ns(Date.now()) }));
}

export function observations() {
  return Array.from({ length: 60 }, (_, index) => {
    const [client, server, protocol] = PAIRS[index % PAIRS.length];
    const write = index % 9 === 0;
    const end = (ip) => ({ mac: '00:1b:1b:00:00:0a', ip, port: ip.startsWith('10.20.1') ? 502 : 49200 + index });
    return {
      reference: `20614.3.${600 - index}`, received: Date.now() - index * 900,
      event: { observation: {
        time: ns(Date.now() - index * 1000), packet: 90000 - index, flow: 7 + (index % 7), transport: 'tcp', source: end(client), target: end(server), protocol,
        kind: 'request', code: write ? 16 : 3, operation: write ? 'write_multiple_registers' : 'read_holding_registers', risk: write ? 'write' : 'read',
        object: { range: { space: 'holding_register', start: 40 + index, count: 8 } }, outcome: index % 13 === 0 ? { error: { code: 2, name: 'illegal_data_address' } } : 'ok',
        value_digest: 17293822569102704000 + index, fields: [['unit', 1], ['transaction', 4711 + index]], anomalies: index % 17 === 0 ? [{ code: 'modbus.length_mismatch', offset: 4, field: 'length' }] : [], count: 1 + (index % 4),
      } },
    };
  });
}

export function series() {
  const points = [];
  for (let step = 0; step < 48; step += 1) {
    for (const [index, protocol] of ['modbus', 's7comm', 'iec104', 'goose'].entries()) {
      points.push({ time: START + step * 50_000, protocol, messages: Math.round(300 / (index + 1) + 60 * Math.sin(step / 4 + index)) });
    }
  }
  return { step_ms: 50_000, points };
}

const RULES = [
  ['s7.plc_stop', '控制器被置于停止状态', 'Controller stopped', 'critical', ['T0858', 'T0816'], '10.20.2.40', '10.20.1.10', 's7comm', 'plc_stop'],
  ['s7.program_download', '向控制器下装程序', 'Program download to a controller', 'high', ['T0843', 'T0889'], '10.20.2.40', '10.20.1.10', 's7comm', 'request_download'],
  ['baseline.write_from_new_host', '陌生主机写控制设备', 'Write from a host not seen before', 'high', ['T0855', 'T0848'], '10.20.3.77', '10.20.1.20', 'modbus', 'write_multiple_registers'],
  ['scan.control_ports', '横向扫描工控端口', 'Horizontal scan of control ports', 'medium', ['T0846'], '10.20.3.77', '10.20.1.21', '', ''],
  ['baseline.new_master', '出现新的控制主站', 'New master', 'medium', ['T0848'], '10.20.2.6', '10.20.1.21', 'modbus', 'read_coils'],
  ['baseline.new_function', '出现新的功能', 'New function', 'low', ['T0855'], '10.20.2.5', '10.20.1.11', 's7comm', 'read_szl'],
  ['signature.urgent', '规则告警', 'Rule alert', 'high', ['T0869'], '10.20.3.77', '10.20.1.20', 'modbus', 'signature'],
];

function makeFindings() {
  return RULES.map(([rule, title_zh, title_en, severity, techniques, source, target, protocol, operation], index) => ({
    id: randomUUID(), revision: 1, message: rule.startsWith('signature.') ? 'Write to coil 1' : '', maintenance: rule === 'baseline.new_function', rule, title_zh, title_en, severity, techniques, source, target, protocol, operation,
    time: ns(START + index * 60_000), raised: START + index * 60_000 + 400, occurrences: 1 + index * 3, last_occurrence: ns(START + index * 90_000), state: 'open', report: null,
  }));
}

export const world = { findings: makeFindings(), reports: [], blobs: new Map(), audit: [], learning: true, users: [], probes: [], policies: [], enrolments: [] };
world.policies.push({ id: randomUUID(), revision: 1, name: '向省工信厅上报', kinds: ['finding_report'], audience: ['cn/32/miit'], redact: ['source'], tlp: 'amber', enabled: true, tenant: 'cn/32/ent/huayuan-water' });
world.probes.push({ id: randomUUID(), name: '一号水厂探针', place: '中控室核心交换机镜像口', state: 'active', last_batch: Date.now() - 3000, batches: 214, events: 41230, rejected: 0, health: { last_packet: ns(Date.now() - 60_000), received: Date.now() - 59_000, version: '0.3.0', loss_ppm: 17_300, packets: 8_412_000, dropped: 148_000, rules: 31_204, rules_failed: 17, alerts: 14 } });

/** Appends to the log. */
export function log(kind, object, tenant, author, body = {}) {
  const sequence = world.audit.length + 1;
  const previous = world.audit.at(-1)?.hash ?? '';
  const row = { record: randomUUID(), origin: NODES[2].node, sequence, object, kind, revision: 1, tenant, author, time: Date.now(), hash: sha(`${sequence}${previous}${kind}`), segment: sequence < 40 ? Math.ceil(sequence / 8) : null, sealed: kind.startsWith('notice') };
  world.audit.push({ ...row, previous, body });
  return row;
}
for (const tenant of TENANTS) log('tenant', tenant.id, tenant.path, 'system', { name: tenant.name });
for (const finding of world.findings) log('finding', finding.id, 'cn/32/ent/huayuan-water', 'system', { rule: finding.rule });

export function findingDetail(finding) {
  return {
    ...finding, acceptable: finding.rule.startsWith('baseline.') && finding.state !== 'closed', advice_zh: '立即通知值班人员确认工艺安全；查明来源主机；恢复运行前先核对程序。', advice_en: 'Tell the operators at once and confirm the process is safe; identify the source; check the program before running again.',
    body: { rule: finding.rule, pack: 'rules-ics-base@1.0.0', params: { function: finding.operation, object: 'OB1' }, note: finding.note ?? '',
      evidence: [{ event: '20614.3.600', time: finding.time, packet: 88121, summary: `${finding.protocol} ${finding.operation} ${finding.source} → ${finding.target}` }],
      observations: [observations()[0].event] },
  };
}

export function report(finding, policy, note, author) {
  const redacted = new Set(policy.redact);
  const row = { id: randomUUID(), reporter: 'cn/32/ent/huayuan-water', reporter_name: nameOf('cn/32/ent/huayuan-water'), rule: finding.rule, severity: finding.severity, techniques: finding.techniques,
    source: redacted.has('source') ? '' : finding.source, target: redacted.has('target') ? '' : finding.target, protocol: finding.protocol, operation: finding.operation, time: finding.time, reported: Date.now(), notice: null,
    audience: policy.audience, body: { finding: finding.id, policy: policy.id, redacted: policy.redact, note, params: { function: finding.operation }, evidence: findingDetail(finding).body.evidence } };
  world.reports.unshift(row);
  finding.report = row.id;
  log('finding_report', row.id, row.reporter, author, { note });
  return row;
}

export const DUE = { critical: 3, high: 5, medium: 10, low: 15, info: 20 };
