import { describe, expect, it } from 'vitest';
import { asked, fill, fitting, gaps, valuesOf } from '../../canned';
import { detail, summary } from './make';

const reply = (id: number, shortcut: string, text = '好的', shared = true) => ({ id, shortcut, text, shared });

describe('canned replies', () => {
  it('are asked for by a slash and a word at the beginning', () => {
    expect(['/', '/取', '／取车', 'a/取', '/取 车', '/取/车', ''].map(asked)).toEqual(['', '取', '取车', null, null, null, null]);
  });

  it('are found by shortcut first, then by text, one’s own before everybody’s', () => {
    const found = fitting([reply(1, '地址', '取车地址'), reply(2, '取车'), reply(3, '取车', '我的', false), reply(4, '别的')], '取');
    expect(found.map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  it('are filled in with what is known, and show what is not', () => {
    const known = { ...detail('c1', []), conversation: summary('c1', { plate: '沪A12345', customer: { name: '张三' }, store: { id: 'river', name: '滨江店' } }) };
    const text = fill('{customer}您好，{plate}在{store}，{eta}。{me}', valuesOf(known, '林晓', 0));
    expect(text).toBe('张三您好，沪A***45在滨江店，{eta}。林晓');
    expect(gaps(text)).toEqual(['eta']);
  });
});
