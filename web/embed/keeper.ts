/** Keeps visitors' tokens in the host page, one for each person that it vouches for and one for whoever is not signed in. */
export class Keeper {
  readonly #prefix: string;

  /** @param server whose tokens they are */
  constructor(server: string) {
    this.#prefix = `chexiaofu ${server} `;
  }

  /** @param identity the signed statement, if there is one */
  load(identity: string | null): string | null {
    try {
      return localStorage.getItem(this.#prefix + subjectOf(identity));
    } catch {
      return null;
    }
  }

  save(identity: string | null, visitor: string): void {
    try {
      localStorage.setItem(this.#prefix + subjectOf(identity), visitor);
    } catch {
      // A browser that keeps nothing still gets a conversation, for as long as the page lives.
    }
  }

  forget(): void {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(this.#prefix)) localStorage.removeItem(key);
    } catch {
      // Nothing is kept.
    }
  }
}

/** Whom the statement is about; only the server checks that it is true. */
function subjectOf(identity: string | null): string {
  if (!identity) return '';
  try {
    const claims = JSON.parse(atob(identity.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/'))) as { sub?: unknown };
    return `#${String(claims.sub)}`;
  } catch {
    return '#';
  }
}
