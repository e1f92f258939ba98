/** Makes a picture small enough to be sent. */
import { Problem } from '../../shared/problem';

/** The server takes no larger picture (bytes). */
export const LARGEST = 8 * 1024 * 1024;
/** Longer sides (px) show nothing more of a worn tyre. */
const SIDE = 2048;
const QUALITY = 0.8;

/** The brands by which HEIF files name themselves (ISO/IEC 23008-12). */
const HEIF = /^ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)/;

/** Whether the file is an iPhone's own format, which most browsers cannot read; the server can. */
export async function isHeic(file: Blob): Promise<boolean> {
  const start = await file.slice(4, 12).text().catch(() => '');
  return HEIF.test(start);
}

/**
 * The picture as it is sent: JPEG of at most 2048 px, without what the camera noted (place, device).
 * @throws Problem 422: no picture, unreadable or too large, with what to do
 */
export async function prepare(file: Blob): Promise<Blob> {
  if (await isHeic(file)) return checked(file);
  if (file.type && !file.type.startsWith('image/')) throw new Problem(422, '这里只能发照片，请换一张图片');
  return checked(await compressed(file));
}

function checked(file: Blob): Blob {
  if (file.size > LARGEST) throw new Problem(422, '这张照片超过 8 MB，请截图或裁剪后再发');
  return file;
}

async function compressed(file: Blob): Promise<Blob> {
  const { default: Compressor } = await import('compressorjs');
  // Some Androids hand a file over without saying what it is; the browser finds out when it reads it.
  const typed = file.type ? file : new Blob([file], { type: 'image/jpeg' });
  return new Promise((resolve, reject) => {
    new Compressor(typed, {
      maxWidth: SIDE,
      maxHeight: SIDE,
      quality: QUALITY,
      mimeType: 'image/jpeg',
      // Browsers turn pictures upright by themselves.
      checkOrientation: false,
      // In strict mode a result larger than the original is dropped for the original, with what the camera noted.
      strict: false,
      success: resolve,
      error: () => reject(new Problem(422, '这张照片打不开，请换一张或先截图再发')),
    });
  });
}
