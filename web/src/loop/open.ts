// Opening a hazard: one that is open already is as good as a new one.
import { App } from 'antd';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../api/hooks';
import { ProblemError } from '../api/problem';
import { objectPage } from '../url';

/** Opens a hazard and goes to it; where the same one is open, to that, and says so. */
export function useOpenHazard<I>(open: (input: I) => Promise<{ id: string }>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const router = useRouter();
  return useCommand(async (input: I) => {
    const [id, text] = await open(input).then(
      (made) => [made.id, t('hazards.opened')] as const,
      (error: unknown) => {
        const known = error instanceof ProblemError && error.problem.code === 'hazard.open' ? error.problem.params?.hazard : undefined;
        if (!known) throw error;
        return [known, t('hazards.known')] as const;
      },
    );
    void message.success(text);
    router.history.push(objectPage('loops', id));
  });
}
