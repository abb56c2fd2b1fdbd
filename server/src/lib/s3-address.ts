/** A bucket on a server that speaks S3. */
export interface S3Address {
  /** `https://host:port` */
  endpoint: string;
  bucket: string;
  /** What keys begin with: empty, or ending in a slash. */
  prefix: string;
  region: string;
  /** Absent: the usual AWS environment says who we are (variables, a profile, the role of the machine or pod). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** What to write as S3_URL. */
export const S3_EXAMPLE = 's3://key:secret@host:port/bucket?region=eu-central-1 (with &tls=0 for plain HTTP)';

/**
 * Reads `s3://[key:secret@]host[:port]/bucket[/prefix][?region=…&tls=0]`. Key and secret are percent-encoded where they must be.
 *
 * @returns null when it is none
 */
export const s3Address = (text: string): S3Address | null => {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const [bucket = '', ...rest] = url.pathname.slice(1).split('/').filter(Boolean);
  const hasOne = (url.username === '') !== (url.password === '');
  const tls = url.searchParams.get('tls') ?? '1';
  const isKnown = [...url.searchParams.keys()].every((key) => key === 'region' || key === 'tls');
  if (url.protocol !== 's3:' || url.host === '' || !/^[a-z0-9][a-z0-9.-]{1,62}$/.test(bucket)) return null;
  if (hasOne || !isKnown || (tls !== '0' && tls !== '1')) return null;
  return {
    endpoint: `${tls === '0' ? 'http' : 'https'}://${url.host}`,
    bucket,
    prefix: rest.map((part) => `${decodeURIComponent(part)}/`).join(''),
    region: url.searchParams.get('region') ?? 'us-east-1',
    ...(url.username === ''
      ? {}
      : { credentials: { accessKeyId: decodeURIComponent(url.username), secretAccessKey: decodeURIComponent(url.password) } }),
  };
};
