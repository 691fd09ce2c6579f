// A protocol's function table beside what was seen of it.
import type { OperationCount, ProtocolReference } from '../api/types';

export interface Known {
  /** Absent for what is told by more than one code. */
  code?: number;
  name: string;
  risk: string;
  messages: number;
}

/**
 * The table's rows, each with how often its name was seen, then what was seen beside the table.
 * A name with several codes is counted at its first, since what was seen is counted by name.
 */
export function joined(table: ProtocolReference['operations'], seen: readonly OperationCount[]): Known[] {
  const sums = new Map<string, { risk: string; messages: number }>();
  for (const one of seen) {
    const before = sums.get(one.operation);
    sums.set(one.operation, { risk: one.risk, messages: one.messages + (before?.messages ?? 0) });
  }
  const rows: Known[] = table.map(({ code, name, risk }) => {
    const messages = sums.get(name)?.messages ?? 0;
    sums.delete(name);
    return { code, name, risk, messages };
  });
  return [...rows, ...[...sums].map(([name, { risk, messages }]) => ({ name, risk, messages }))];
}
