import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** Encrypts what must not lie readable in the database and signs addresses, with keys made from SECRET_KEY. */
export class Secrets {
  private readonly boxKey: Buffer;
  private readonly signKey: Buffer;

  constructor(secretKey: string) {
    this.boxKey = Buffer.from(hkdfSync('sha256', secretKey, 'parley', 'box', 32));
    this.signKey = Buffer.from(hkdfSync('sha256', secretKey, 'parley', 'sign', 32));
  }

  /** AES-256-GCM over the JSON of a value; text. */
  seal(value: unknown): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.boxKey, iv);
    const data = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return ['v1', iv.toString('base64'), cipher.getAuthTag().toString('base64'), data.toString('base64')].join('.');
  }

  /** The value of {@link seal}; throws when SECRET_KEY is another one. */
  unseal<T>(sealed: string): T {
    const [version, iv, tag, data] = sealed.split('.');
    if (version !== 'v1' || !iv || !tag || !data) throw new Error('not a sealed value');
    const decipher = createDecipheriv('aes-256-gcm', this.boxKey, Buffer.from(iv, 'base64'));
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    return JSON.parse(Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8')) as T;
  }

  /** A short signature of a text, for addresses. */
  sign(text: string): string {
    return createHmac('sha256', this.signKey).update(text).digest('base64url').slice(0, 32);
  }

  verify(text: string, signature: string): boolean {
    const expected = Buffer.from(this.sign(text));
    const given = Buffer.from(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
}

/** SHA-256 as hex: how tokens are kept. */
export const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

/** 256 random bits, URL-safe. */
export const newToken = (): string => randomBytes(32).toString('base64url');
