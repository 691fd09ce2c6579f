import { describe, expect, it } from 'vitest';
import type { NodeRow } from '../api/types';
import { troubles } from '../pages/scorecard';
import { fieldsOf } from '../ui/audience';
import { forPage } from '../ui/keys';
import { loopPage, waitingPage } from '../url';
import { blanksOf, isWhole } from './conditions';
import { closedAgainst, course } from './steps';

describe('conditions', () => {
  it('ask for what they need, and no more', () => {
    expect(blanksOf({ check: 'port_closed', address: '', port: 1 })).toEqual(['address', 'port']);
    expect(blanksOf({ check: 'traffic_gone', rule: '' })).toEqual(['rule', 'source', 'target']);
  });

  it('are whole when only ends that may be any are empty', () => {
    expect(isWhole({ check: 'traffic_gone', rule: 'scan', source: '', target: '' })).toBe(true);
    expect(isWhole({ check: 'traffic_gone', rule: '', target: '10.0.0.1' })).toBe(false);
    expect(isWhole({ check: 'firmware_at_least', address: '10.0.0.1', version: '' })).toBe(false);
  });
});

describe('steps', () => {
  it('go on, back, or stand beside', () => {
    expect(['sign_for', 'reply', 'close'].map(course)).toEqual(['on', 'on', 'on']);
    expect(['return', 'withdraw', 'reopen', 'refuse_extension'].map(course)).toEqual(['back', 'back', 'back', 'back']);
    expect(['urge', 'supervise', 'something_of_a_pack'].map(course)).toEqual(['beside', 'beside', 'beside']);
  });
});

describe('a close against the machine', () => {
  const step = (id: string, action: string, outcome?: 'held' | 'failed', state = 'x') => ({ id, action, state, checks: outcome ? [{ outcome }] : [] }) as unknown as Parameters<typeof closedAgainst>[0][number];

  it('is told by the last look before it', () => {
    expect(closedAgainst([step('1', 'reply', 'failed'), step('2', 'close')], '2')).toBe(true);
    expect(closedAgainst([step('1', 'reply', 'failed'), step('2', 'recheck', 'held'), step('3', 'close')], '3')).toBe(false);
    expect(closedAgainst([step('1', 'reply', 'held'), step('2', 'close'), step('3', 'recheck', 'failed')], '2')).toBe(false);
    expect(closedAgainst([step('1', 'reply', 'failed'), step('2', 'close', undefined, 'refused')], '2')).toBe(false);
    expect(closedAgainst([step('1', 'reply', 'failed'), step('2', 'return')], '2')).toBe(false);
  });
});

describe('keys of a page', () => {
  const place = (selector: string | null) => ({ closest: (asked: string) => (selector !== null && asked.includes(selector) ? {} : null) }) as unknown as EventTarget;
  const press = (target: EventTarget | null, more: object = {}) => forPage({ altKey: false, ctrlKey: false, metaKey: false, target, ...more });

  it('leave fields, dialogs and the browser alone', () => {
    expect(press(place(null))).toBe(true);
    expect(press(place('textarea'))).toBe(false);
    expect(press(place('[role=dialog]'))).toBe(false);
    expect(press(place(null), { ctrlKey: true })).toBe(false);
  });
});

describe('a node needs a hand', () => {
  const well = { relation: 'child', state: 'active', online: true, lag_ms: 0, skew_ms: 10, version: '1', certificate_expires: 1e13 } as unknown as NodeRow;

  it('for each thing that is not as it should be', () => {
    expect(troubles(well, '1', 0)).toEqual([]);
    expect(troubles({ ...well, online: false, lag_ms: 700_000, skew_ms: -6_000, version: '0' }, '1', 0)).toEqual(['offline', 'lag', 'skew', 'version']);
    expect(troubles({ ...well, certificate_expires: 1_000 }, '1', 500)).toEqual(['certificate']);
    expect(troubles({ ...well, relation: 'other', online: false }, '1', 0)).toEqual([]);
  });
});

describe('pages of what waits and of loops', () => {
  it('open where something can be done', () => {
    expect(['notice', 'hazard', 'task', 'draft', 'ask', 'enrolment'].map((kind) => waitingPage(kind, 'x'))).toEqual(['/notices/x', '/loops/x', '/tasks/x', '/notice-drafts/x', '/loops/x', '/nodes/enrolments']);
    expect(loopPage('notice', 'x')).toBe('/notices/x');
    expect(loopPage('vulnerability', 'x')).toBe('/loops/x');
  });
});

describe('fields that a policy can treat', () => {
  it('are those of the kinds chosen, with every treatment that one of them admits', () => {
    const kinds = [{ kind: 'a', fields: [{ name: 'source', treatments: ['mask' as const] }] }, { kind: 'b', fields: [{ name: 'source', treatments: ['remove' as const] }, { name: 'due', treatments: ['remove' as const] }] }];
    expect([...fieldsOf(kinds, ['a', 'b'])]).toEqual([['source', ['mask', 'remove']], ['due', ['remove']]]);
    expect([...fieldsOf(kinds, [])]).toEqual([]);
  });
});
