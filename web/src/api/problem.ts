import i18n from '../i18n';
import type { Problem } from './types';

/** An error answer of the node (RFC 9457), or the lack of any answer. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.title}`);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** The error for a call that got no answer at all. */
export function unreachable(): ProblemError {
  return new ProblemError({
    status: 0,
    kind: 'unavailable',
    code: 'console.unreachable',
    title: i18n.t('error.unreachable'),
    way_out: i18n.t('error.unreachable_way_out'),
  });
}

/** Reads the body of a failed answer; anything that is not a problem document keeps its status. */
export function toProblem(status: number, body: unknown): ProblemError {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  return new ProblemError({
    ...given,
    status,
    kind: given.kind ?? 'internal',
    code: given.code ?? `http.${status}`,
    title: given.title || i18n.t('error.unexpected'),
  });
}

/** What to show for anything thrown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return { status: 0, kind: 'internal', code: 'console.defect', title: error instanceof Error ? error.message : String(error) };
}
