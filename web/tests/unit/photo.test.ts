import { describe, expect, it } from 'vitest';
import { isHeic, LARGEST, prepare } from '../../widget/client/photo';

const heif = (brand: string, size = 64): Blob => new Blob([new Uint8Array([0, 0, 0, 24]), `ftyp${brand}`, new Uint8Array(size)]);

describe('a photo to be sent', () => {
  it.each(['heic', 'heix', 'mif1', 'msf1', 'hevc'])('of the brand %s is an iPhone\'s and stays as it is', async (brand) => {
    const file = heif(brand);
    expect(await isHeic(file)).toBe(true);
    expect(await prepare(file)).toBe(file);
  });

  it('is no iPhone\'s because of its name', async () => {
    expect(await isHeic(new Blob(['heic'], { type: 'image/heic' }))).toBe(false);
    expect(await isHeic(heif('isom'))).toBe(false);
    expect(await isHeic(new Blob([]))).toBe(false);
  });

  it('is refused with what to do when it is too large or none', async () => {
    await expect(prepare(heif('heic', LARGEST))).rejects.toMatchObject({ status: 422, passing: false, title: expect.stringContaining('8 MB') });
    await expect(prepare(new Blob(['%PDF'], { type: 'application/pdf' }))).rejects.toMatchObject({ status: 422 });
  });
});
