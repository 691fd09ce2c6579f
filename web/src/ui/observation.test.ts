import { expect, it } from 'vitest';
import type { Observation } from '../api/types';
import { asEvent, endpoint, objectText, outcomeText } from './observation';

it('says what an operation acts on, and how it ended', () => {
  expect(objectText({ range: { space: 'holding_register', start: 0, count: 10 } })).toBe('holding_register 0–9');
  expect(objectText({ range: { space: 'ioa', start: 4001, count: 1 } })).toBe('ioa 4001');
  expect(objectText({ named: { space: 'block', name: 'OB1' } })).toBe('block OB1');
  expect([objectText(null), outcomeText(null), outcomeText('ok')]).toEqual(['', '', 'ok']);
  expect(outcomeText({ error: { code: 2, name: 'illegal_data_address' } })).toBe('illegal_data_address (2)');
});

it('names an end by its address, else by its hardware', () => {
  expect(endpoint({ mac: '00:00:00:00:00:01', ip: '10.0.0.1', port: 502 })).toBe('10.0.0.1:502');
  expect(endpoint({ mac: '00:00:00:00:00:01' })).toBe('00:00:00:00:00:01');
});

it('takes an observation bare or wrapped', () => {
  const bare = { protocol: 'modbus' } as Observation;
  expect(asEvent(bare)).toEqual({ observation: bare });
  expect(asEvent({ observation: bare })).toEqual({ observation: bare });
});
