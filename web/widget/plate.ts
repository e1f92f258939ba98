/** Chinese licence plates as they are typed: province, letter, five or six more places, some ending in a word. */

/** 省简称 in the order of the usual keyboards; 使 opens an embassy's plate. */
export const PROVINCES = [...'京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使'];
export const DIGITS = [...'1234567890'];
/** Without I and O, which plates do not use. */
export const LETTERS = [...'QWERTYUPASDFGHJKLZXCVBNM'];
export const SUFFIXES = [...'挂学警港澳使领'];

/** Places of a usual plate; a plate of a new energy vehicle has one more. */
export const USUAL = 7;
export const LONGEST = 8;

/** Whether `key` may follow `plate`. */
export function accepts(plate: string, key: string): boolean {
  const place = plate.length;
  if (place === 0) return PROVINCES.includes(key);
  const ended = place > 1 && SUFFIXES.includes(plate[place - 1]!);
  if (ended || place === LONGEST) return false;
  if (SUFFIXES.includes(key)) return place === USUAL - 1;
  if (DIGITS.includes(key)) return place > 1 || plate[0] === '使';
  return LETTERS.includes(key);
}

/** Whether `plate` has all its places. */
export function complete(plate: string): boolean {
  return plate.length === USUAL || plate.length === LONGEST;
}
