// Two officers at one section: what each changed since the state both knew. The server decides what
// is kept; this shows what it would have to choose between.
import type { Answers, Value } from '../api/filing';
import { same } from './values';

export interface Conflict {
  field: string;
  base: Value | undefined;
  mine: Value | undefined;
  theirs: Value | undefined;
}

export interface Merge {
  answers: Answers;
  /** Fields taken from the other side. */
  taken: string[];
  /** Fields that both changed, differently; `answers` has mine. */
  conflicts: Conflict[];
}

function put(answers: Answers, field: string, value: Value | undefined): void {
  if (value === undefined) delete answers[field];
  else answers[field] = value;
}

/** Merges my answers with theirs, field by field, over what both started from. */
export function mergeAnswers(base: Answers, mine: Answers, theirs: Answers): Merge {
  const merge: Merge = { answers: { ...mine }, taken: [], conflicts: [] };
  for (const field of new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])) {
    const [was, my, their] = [base[field], mine[field], theirs[field]];
    if (same(my, their) || same(was, their)) continue;
    if (same(was, my)) {
      put(merge.answers, field, their);
      merge.taken.push(field);
    } else {
      merge.conflicts.push({ field, base: was, mine: my, theirs: their });
    }
  }
  return merge;
}

export type Side = 'mine' | 'theirs';

/** The answers once every conflict is decided. */
export function resolve(merge: Merge, chosen: Readonly<Record<string, Side>>): Answers {
  const answers = { ...merge.answers };
  for (const conflict of merge.conflicts) put(answers, conflict.field, chosen[conflict.field] === 'theirs' ? conflict.theirs : conflict.mine);
  return answers;
}

export interface Difference {
  field: string;
  before: Value | undefined;
  after: Value | undefined;
}

/** Fields in which two sets of answers differ, in the order given. */
export function differences(order: readonly string[], before: Answers, after: Answers): Difference[] {
  return order.filter((field) => !same(before[field], after[field])).map((field) => ({ field, before: before[field], after: after[field] }));
}
