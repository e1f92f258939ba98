import { describe, expect, it } from 'vitest';
import { problemOf } from '../../../shared/problem';
import { clock } from '../../ui/admin/fields';

describe('a time of day as it is typed', () => {
  it.each([['9', '09:00'], ['930', '09:30'], ['0930', '09:30'], ['9:5', '09:05'], ['18:00', '18:00'], ['24', '24:00'], ['八点', '八点'], ['', '']])('%s', (typed, meant) => {
    expect(clock(typed)).toBe(meant);
  });
});

describe('a refusal with more to say', () => {
  it('keeps what the server sent', () => {
    const problem = problemOf(409, { title: '刚刚改过', reason: 'outdated', theirs: { by: '林晓' } }, null);
    expect(problem.details.reason).toBe('outdated');
    expect(problemOf(502, null, null).details).toEqual({});
  });
});
