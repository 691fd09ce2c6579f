// What the mocked probe tells: health, protocols, programs, files, maintenance windows, rule sets.
import { createHash, randomUUID } from 'node:crypto';

const MINUTE = 60_000;
const NOW = Date.now();
const ns = (ms) => ms * 1_000_000;
const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');

const account = (name, messages, flows, parsed, skipped = 0, lost = 0, panics = 0) => ({ name, messages, flows, parsed, skipped, lost, panics });

export function health(probe) {
  const samples = Array.from({ length: 90 }, (_, index) => {
    const busy = index > 60 && index < 68;
    return {
      time: ns(NOW - (90 - index) * MINUTE), received: NOW - (90 - index) * MINUTE + 400, started: index === 0, packets: Math.round(92_000 + 24_000 * Math.sin(index / 9) + (busy ? 160_000 : 0)), bytes: 18_000_000,
      dropped: busy ? 4200 + 300 * index : 0, undecoded: index % 11, lost: busy ? 180_000 : index % 7 === 0 ? 1460 : 0, gaps: busy ? 40 : 1, sent: 620, merged: 4100, suppressed: busy ? 3800 : 0, anomalies: index % 5, alerts: index % 13 === 0 ? 2 : 0, files: index % 17 === 0 ? 1 : 0,
      memory: 148_000_000 + index * 210_000,
    };
  });
  const sum = (field) => samples.reduce((total, one) => total + one[field], 0);
  const report = {
    time: samples.at(-1).time, run: ns(NOW - 91 * MINUTE), version: '0.3.0', sources: ['eno2'], packets: sum('packets'), bytes: sum('bytes'), dropped: sum('dropped'), undecoded: sum('undecoded'), lost: sum('lost'), gaps: sum('gaps'), flows: 8120, evicted: 0,
    sent: sum('sent'), merged: sum('merged'), suppressed: sum('suppressed'), anomalies: sum('anomalies'), memory: samples.at(-1).memory, rules: 31_204, rules_failed: 17, alerts: sum('alerts'), files: sum('files'),
    protocols: [account('modbus', 412_220, 38, 61_200_000, 1200, 88_000), account('s7comm', 180_310, 22, 40_800_000, 40_100, 1_400_000), account('iec104', 61_020, 6, 5_100_000), account('goose', 24_100, 4, 3_000_000), account('http', 2040, 210, 19_300_000, 2_100_000, 12_000), account('dns', 1911, 1911, 240_000), account('', 0, 340, 0, 22_000_000)],
  };
  report.node_rules = { tag: 't', sets: ruleSets.filter((set) => set.enabled).map(({ digest, total, compiled }) => ({ digest, total, compiled })), failed: [], cached: false, trouble: '', detail: '' };
  const dropped = Math.round((report.dropped / (report.packets + report.dropped)) * 1e6);
  const verdict = [{ code: 'dropped', grave: dropped >= 10_000, value: dropped, unit: 'ppm', limit: 100 }, { code: 'rules_failed', grave: false, value: report.rules_failed, unit: 'count', limit: 1 }];
  return { probe, report, verdict, samples };
}

const OPERATIONS = {
  modbus: [['read_holding_registers', 'read', 380_100], ['read_coils', 'read', 21_000], ['write_multiple_registers', 'write', 10_900], ['write_single_coil', 'control', 180], ['read_device_identification', 'identify', 40]],
  s7comm: [['read_var', 'read', 171_000], ['write_var', 'write', 8800], ['setup_communication', 'link', 410], ['request_download', 'program', 62], ['download_block', 'program', 31], ['plc_stop', 'stop', 3], ['read_szl', 'identify', 4]],
  iec104: [['m_me_nc_1', 'read', 58_000], ['c_ic_na_1', 'read', 2900], ['c_sc_na_1', 'control', 120]],
  goose: [['goose_message', 'read', 24_100]],
  http: [['get', 'read', 1830], ['post', 'write', 210]],
  dns: [['query', 'read', 1911]],
};
const SILENT = ['bacnet', 'cip', 'dnp3', 'ethernet_ip', 'ftp', 'mms', 'mqtt', 'opcua', 'profinet_dcp', 'snmp', 'ssh', 'tls'];

export function protocols() {
  const rows = Object.entries(OPERATIONS).map(([name, operations]) => ({ name, described: true, messages: operations.reduce((sum, [, , count]) => sum + count, 0), bytes: operations[0][2] * 84, operations: operations.map(([operation, risk, messages]) => ({ operation, risk, messages })) }));
  const points = [];
  for (let step = 0; step < 40; step += 1) {
    for (const { name, operations } of rows) {
      const risks = new Map();
      for (const { risk, messages } of operations) risks.set(risk, (risks.get(risk) ?? 0) + messages);
      for (const [risk, messages] of risks) points.push({ time: NOW - (40 - step) * MINUTE, protocol: name, risk, messages: Math.round((messages / 40) * (1 + 0.4 * Math.sin(step / 5 + name.length))) });
    }
  }
  return { step_ms: MINUTE, protocols: [...rows, ...SILENT.map((name) => ({ name, described: true, messages: 0, bytes: 0, operations: [] }))], points };
}

const TABLE = [[1, 'read_coils', 'read'], [2, 'read_discrete_inputs', 'read'], [3, 'read_holding_registers', 'read'], [4, 'read_input_registers', 'read'], [5, 'write_single_coil', 'control'], [6, 'write_single_register', 'write'], [8, 'diagnostics', 'stop'], [15, 'write_multiple_coils', 'control'], [16, 'write_multiple_registers', 'write'], [23, 'read_write_multiple_registers', 'write'], [43, 'read_device_identification', 'identify'], [90, 'unity_program', 'program']];
const FIELDS = [['transaction', 'u16', '', 'MBAP header, Modbus Messaging on TCP/IP V1.0b, 3.1.3'], ['unit', 'u8', '', 'MBAP header, 3.1.3'], ['vendor', 'text', '', 'Modbus Application Protocol V1.1b3, 6.21'], ['product', 'text', '', 'V1.1b3, 6.21'], ['firmware', 'text', '', 'V1.1b3, 6.21'], ['quantity', 'u16', '', 'V1.1b3, 6.3']];

export function reference(name) {
  return { name, also: name === 's7comm' ? ['s7comm_plus'] : [], ports: [{ kind: 'tcp', number: name === 's7comm' ? 102 : 502 }], longest: 260, operations: TABLE.map(([code, operation, risk]) => ({ code, name: operation, risk })), further: ['exception'], fields: FIELDS.map(([field, kind, unit, source]) => ({ name: field, kind, unit, source })) };
}

const OLD = Buffer.from(Array.from({ length: 420 }, (_, index) => (index < 2 ? 0x70 : (index * 37 + (index >> 3)) & 0xff)));
OLD.write('HUAYUAN PUMP STATION 1', 64);
const NEW = Buffer.concat([OLD.subarray(0, 128), Buffer.from('0a1b2c3d', 'hex'), OLD.subarray(132, 300), Buffer.from('deadbeef00112233445566778899aabbccddeeff', 'hex'), OLD.subarray(300, 400)]);

const version = (number, bytes, minutes, by, direction, content = true) => ({ number, sha256: sha(bytes), sm3: sha(`sm3${sha(bytes)}`), size: bytes.length, complete: content, first: ns(NOW - minutes * MINUTE), last: ns(NOW - (minutes - 4) * MINUTE), transfers: number, by, direction, content, reference: '20614.3.600' });
const HISTORY = [version(3, NEW, 18, '10.20.2.40', 'download'), version(2, OLD, 900, '10.20.2.40', 'upload'), version(1, OLD.subarray(0, 380), 90_000, '10.20.2.5', 'download', false)];

const program = (index, host, protocol, cls, name, kind, history) => ({ id: `00000000-0000-7000-8000-0000000001${10 + index}`, host, protocol, class: cls, name, kind, versions: history.length, transfers: 3 + index, first: history.at(-1).first, last: history[0].last, latest: history[0], history });
const PROGRAMS = [
  program(0, '10.20.1.10', 's7comm', 'program', 'OB1', 'OB', HISTORY),
  program(1, '10.20.1.10', 's7comm', 'program', 'FC12', 'FC', HISTORY.slice(1)),
  program(2, '10.20.1.11', 's7comm', 'configuration', 'SDB0', 'SDB', HISTORY.slice(2)),
  program(3, '10.20.1.21', 'modbus', 'firmware', 'BMXP342020_270.ldx', '', HISTORY.slice(2)),
];

export const programRows = () => PROGRAMS.map(({ history, ...row }) => row);
export const programOf = (id) => PROGRAMS.find((row) => row.id === id);

export function difference() {
  const hunk = (op, from, to, bytes) => ({ op, from, to, length: bytes.length, bytes: bytes.toString('hex') });
  const hunks = [
    hunk('same', 0, 0, OLD.subarray(0, 128)), hunk('removed', 128, 128, OLD.subarray(128, 132)), hunk('added', 132, 128, NEW.subarray(128, 132)), hunk('same', 132, 132, OLD.subarray(132, 300)),
    hunk('added', 300, 300, NEW.subarray(300, 320)), hunk('same', 300, 320, OLD.subarray(300, 400)), hunk('removed', 400, 420, OLD.subarray(400)),
  ];
  const of = (op) => hunks.filter((one) => one.op === op).reduce((sum, one) => sum + one.length, 0);
  return { from: HISTORY[1], to: HISTORY[0], hunks, same: of('same'), removed: of('removed'), added: of('added') };
}

const file = (index, client, server, protocol, cls, name, to_server, size, magic, matches, more = {}) => ({ id: randomUUID(), time: ns(NOW - index * 7 * MINUTE), client, server, protocol, class: cls, name, kind: '', to_server, size, announced: size, complete: true, sha256: sha(name), sm3: sha(`sm3${name}`), md5: sha(name).slice(0, 32), magic, matches, reference: '20614.3.600', ...more });
export const FILES = [
  file(1, '10.20.2.40', '10.20.1.10', 's7comm', 'program', 'OB1', true, NEW.length, '', [], { program: PROGRAMS[0].id, kind: 'OB' }),
  file(2, '10.20.3.77', '10.20.2.5', 'smb', 'file', 'update.exe', true, 912_384, 'application/x-dosexec', ['packed_executable', 'ics_wiper_strings']),
  file(3, '10.20.2.5', '10.20.1.21', 'ftp', 'firmware', 'BMXP342020_270.ldx', true, 3_512_000, '', [], { complete: false, announced: 4_194_304, program: PROGRAMS[3].id }),
  file(4, '10.20.2.6', '10.20.4.2', 'http', 'file', 'report-2026-11.pdf', false, 48_122, 'application/pdf', []),
];

export const windows = [
  { id: randomUUID(), from: NOW - 30 * MINUTE, to: NOW + 90 * MINUTE, hosts: ['10.20.1.10', '10.20.1.11'], reason: '二号泵站控制器程序升级，工作票 2026-118', state: 'running', author: 'officer' },
  { id: randomUUID(), from: NOW + 1440 * MINUTE, to: NOW + 1680 * MINUTE, hosts: [], reason: '全厂年度停产检修', state: 'planned', author: 'officer' },
  { id: randomUUID(), from: NOW - 9000 * MINUTE, to: NOW - 8880 * MINUTE, hosts: ['10.20.1.30'], reason: '更换远动装置电源', state: 'over', author: 'officer' },
];

/** Not a compiler: enough of one to show a report. A rule without a sid does not compile here. */
export function compile(text) {
  const rules = text.split('\n').map((line, index) => ({ line: index + 1, text: line.trim() })).filter((one) => one.text && !one.text.startsWith('#'));
  const failed = rules.filter((one) => !/sid:\d+;/.test(one.text) || /nosuch/.test(one.text)).map((one) => ({ line: one.line, sid: Number(/sid:(\d+);/.exec(one.text)?.[1] ?? 0), reason: /nosuch/.test(one.text) ? 'unknown keyword: nosuch' : 'the rule has no sid' }));
  return { total: rules.length, compiled: rules.length - failed.length, failed };
}

const TEXT = ['# plant rules', 'alert tcp any any -> any 502 (msg:"Write to coil 1"; content:"|05 00 01|"; offset:7; depth:3; sid:1000001; rev:1;)', 'alert tcp any any -> any 102 (msg:"Stop"; content:"|29|"; sid:1000002; rev:2;)', 'alert tcp any any -> any 102 (msg:"Broken"; nosuch:1; sid:1000003;)', 'alert udp any any -> any any (msg:"No sid";)'].join('\n');

export function ruleSet(name, text, author) {
  const report = compile(text);
  return { id: randomUUID(), revision: 1, name, enabled: true, digest: sha(text), size: Buffer.byteLength(text), total: report.total, compiled: report.compiled, author, changed: Date.now(), text, report, probes: 2, running: 1, on_probes: [{ probe: randomUUID(), name: '1号探针', received: NOW, runs: { digest: sha(text), total: report.total, compiled: report.compiled }, trouble: '' }, { probe: randomUUID(), name: '2号探针', trouble: 'unreachable' }] };
}
export const ruleSets = [ruleSet('厂内自有规则', TEXT, 'officer')];

export const engineered = [{ id: randomUUID(), name: 'bay-110kV.scd', digest: sha('scd'), size: 412_880, devices: 2, publishers: 1, author: 'officer', changed: NOW - 40 * MINUTE }];

export function engineeredDetail(row) {
  const device = { name: 'PROT1', vendor: 'Example', model: 'P1', addresses: ['10.9.0.11'], clients: ['GATE'] };
  const publisher = { kind: 'goose', device: 'PROT1', reference: 'PROT1LD0/LLN0$GO$gcbTrip', data_set: 'dsTrip', conf_rev: 3, mac: '01:0c:cd:01:00:01', appid: 1, vlan: 10 };
  return { ...row, device_list: [device, { ...device, name: 'GATE', addresses: ['10.9.0.2'], clients: [] }], publisher_list: [publisher] };
}
