import { problemOf } from '../../shared/problem';

/** Without a byte of progress for this long (ms) the line counts as dead. */
const STALLED = 30_000;

/**
 * Posts one file as a form, telling how much of it has gone (0 to 1): `fetch` cannot.
 * @throws Problem on a refusal, TypeError without network
 */
export function upload(url: string, headers: Record<string, string>, field: string, file: Blob, onProgress: (part: number) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append(field, file, 'photo');
    let watchdog = setTimeout(() => request.abort(), STALLED);
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => request.abort(), STALLED);
      onProgress(total ? loaded / total : 0);
    };
    request.onloadend = () => {
      clearTimeout(watchdog);
      const { status, response } = request;
      if (status === 0) reject(new TypeError('no network'));
      else if (status >= 200 && status < 300 && response) resolve(response);
      else reject(problemOf(status, response, request.getResponseHeader('Retry-After')));
    };
    request.responseType = 'json';
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(form);
  });
}
