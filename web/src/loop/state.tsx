// States of loops in the words of what they are about: a task is handed down, a hazard put right.
import { useTranslation } from 'react-i18next';
import { useWord } from '../i18n/words';
import { StateTag } from '../ui/tags';

/** States in which nothing is left to do, of notices, hazards and tasks. */
export const OVER = ['closed', 'done', 'dismissed', 'transferred', 'withdrawn'];

/** A loop's state. */
export function LoopState({ source, state }: { source: string; state: string }) {
  if (source === 'task') return <StateTag group="task_state" state={state} />;
  return source === 'notice' ? <StateTag group="state" state={state} /> : <StateTag group="hazard_state" state={state} />;
}

/** What set a deadline, `pack@version#clock`, in words. */
export function useDueBy(): (by: string) => string {
  const { t } = useTranslation();
  const word = useWord();
  return (by) => {
    if (by === 'given') return t('issue.due_given');
    const [procedure, clock] = by.split('#');
    return procedure && clock ? t('issue.due_by_procedure', { procedure, clock: word('clock_name', clock) }) : by;
  };
}
