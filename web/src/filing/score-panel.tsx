// The live score: every rule's points with its article, the result and why, and what single change
// would move it. All of it is the server's word on the answers as they are.
import { ArrowRightOutlined } from '@ant-design/icons';
import { Button, Card, Collapse, Progress, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Move, ResultCode, Score, ScoredRule } from '../api/filing';
import { useTitle } from '../i18n/words';
import { SourceMark } from './marks';
import { useEvaluation, useWork } from './work';

const figure = (points: number) => String(Math.round(points * 100) / 100);

export function ScorePanel() {
  const { scores, results, moves } = useEvaluation();
  return (
    <div className="stack" aria-live="polite">
      {results.map((result) => (
        <Result key={result.result} result={result} />
      ))}
      {moves.length > 0 ? <Moves moves={moves} /> : null}
      {scores.map((score) => (
        <ScoreCard key={score.score} score={score} />
      ))}
    </div>
  );
}

function Result({ result }: { result: ResultCode }) {
  const { t } = useTranslation();
  const title = useTitle();
  return (
    <Card size="small" className="result-card" data-testid={`result-${result.result}`}>
      <div className="muted">{title(result.title)}</div>
      <div className="result-code">{result.code ? title(result.code_title) || result.code : t('score.undecided')}</div>
      {result.because.zh ? <div>{title(result.because)}</div> : null}
      <SourceMark source={result.source} />
    </Card>
  );
}

function Moves({ moves }: { moves: readonly Move[] }) {
  const { t } = useTranslation();
  const title = useTitle();
  const { visit } = useWork();
  return (
    <Collapse
      size="small"
      items={[
        {
          key: 'moves',
          label: t('score.moves', { count: moves.length }),
          children: moves.map((move) => (
            <div key={`${move.field}${JSON.stringify(move.value)}${move.result}`} className="move">
              <Button type="link" size="small" onClick={() => visit(move.field)}>
                {title(move.field_title)}
              </Button>
              <span>
                = {title(move.value_title) || String(move.value)} <ArrowRightOutlined aria-hidden /> <Tag color="geekblue">{title(move.code_title) || move.code}</Tag>
                <span className={move.points < 0 ? 'overdue' : 'good'}>{`${move.points > 0 ? '+' : ''}${figure(move.points)}`}</span>
              </span>
            </div>
          )),
        },
      ]}
    />
  );
}

function ScoreCard({ score }: { score: Score }) {
  const { t } = useTranslation();
  const title = useTitle();
  return (
    <Card size="small" title={title(score.title)} extra={<b data-testid={`score-${score.score}`}>{t('score.points', { points: figure(score.points), most: figure(score.most) })}</b>}>
      <Progress percent={score.most > 0 ? (100 * score.points) / score.most : 0} showInfo={false} size="small" />
      {score.rules.map((rule) => (
        <Rule key={rule.rule} rule={rule} />
      ))}
    </Card>
  );
}

function Rule({ rule }: { rule: ScoredRule }) {
  const { t } = useTranslation();
  const title = useTitle();
  const { visit } = useWork();
  return (
    <div className="score-rule">
      <div className="score-line">
        <span>{title(rule.title)}</span>
        <b className={rule.points <= 0 && rule.most > 0 ? 'muted' : undefined}>
          {figure(rule.points)}
          <span className="muted">/{figure(rule.most)}</span>
        </b>
      </div>
      <div className="score-from">
        <SourceMark source={rule.source} />
        {rule.fields.length > 0 ? (
          <Button type="link" size="small" onClick={() => visit(rule.fields[0]!)}>
            {t('score.from_field')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
