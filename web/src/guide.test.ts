import { expect, it } from 'vitest';
import { furthest } from './guide';

it('a loop is as far as its furthest step, and being sent back undoes none', () => {
  expect(furthest([])).toBe(0);
  expect(furthest(['issued', 'signed_for'])).toBe(2);
  expect(furthest(['returned'])).toBe(furthest(['replied']));
  expect(furthest(['withdrawn', 'closed', 'issued'])).toBe(4);
});
