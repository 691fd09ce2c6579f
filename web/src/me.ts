import { createContext, useContext } from 'react';
import type { Session } from './api/types';

/** The session that the shell was drawn for; it stays with its screens until they are gone. */
export const Me = createContext<Session | null>(null);

/** Who is signed in, within the shell. */
export function useMe(): Session {
  const me = useContext(Me);
  if (!me) throw new Error('useMe outside of the shell');
  return me;
}
