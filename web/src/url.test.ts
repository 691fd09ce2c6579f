import { describe, expect, it } from 'vitest';
import { objectPage, page, pageOf, readQuery, waitingPage } from './url';

describe('addresses', () => {
  it("of a figure's list are the console's own, filter included", () => {
    expect(pageOf('/api/v1/notices?state=open')).toBe('/notices?state=open');
    expect(pageOf('/api/v1/sharing-policies')).toBe('/sharing-policies');
  });

  it('leave empty filters out and escape the others', () => {
    expect(page('/loops', { region: '32', state: '', issuer: 'cn/32/miit', technique: undefined })).toBe('/loops?region=32&issuer=cn%2F32%2Fmiit');
    expect(page('/loops')).toBe('/loops');
  });

  it('keep filters as text', () => {
    expect(readQuery('?region=32&overdue=true')).toEqual({ region: '32', overdue: 'true' });
  });

  it('of objects', () => {
    expect(objectPage('assets', 'a/b')).toBe('/assets/a%2Fb');
    expect([waitingPage('finding', '1'), waitingPage('report', '2'), waitingPage('notice', '3')]).toEqual(['/findings/1', '/reports/2', '/notices/3']);
    expect(waitingPage('quarantine', 'out.0190')).toBe('/deliveries?state=rejected&direction=out&peer=0190');
  });
});
