import { describe, expect, it } from 'vitest';
import { protocolsOption } from '../charts/lines';
import { joined } from './library';

describe("a protocol's function table", () => {
  it('counts what was seen, and adds what the table has no single code for', () => {
    const table = [{ code: 3, name: 'read', risk: 'read' }, { code: 5, name: 'write', risk: 'write' }, { code: 6, name: 'write', risk: 'write' }];
    const seen = [{ operation: 'write', risk: 'write', messages: 7 }, { operation: 'other', risk: 'stop', messages: 1 }];
    expect(joined(table, seen).map((row) => [row.code, row.name, row.messages])).toEqual([[3, 'read', 0], [5, 'write', 7], [6, 'write', 0], [undefined, 'other', 1]]);
  });
});

describe('messages over time', () => {
  const points = [
    { time: 0, protocol: 'modbus', risk: 'stop', messages: 1 }, { time: 0, protocol: 'modbus', risk: 'read', messages: 5 },
    { time: 1000, protocol: 's7comm', risk: 'read', messages: 2 }, { time: 0, protocol: 's7comm', risk: 'read', messages: 3 },
  ];
  const series = (by: 'risk' | 'protocol') => (protocolsOption(points, 1000, by, (key) => key).series as { id: string; data: number[][] }[]).map((one) => [one.id, ...one.data.map((pair) => pair[1])]);

  it('stack by risk from harmless to dangerous, or by protocol', () => {
    expect(series('risk')).toEqual([['read', 8, 2], ['stop', 1, 0]]);
    expect(series('protocol')).toEqual([['modbus', 6, 0], ['s7comm', 3, 2]]);
  });
});
