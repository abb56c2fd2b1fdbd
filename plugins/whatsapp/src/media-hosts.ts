const hosts = new Set(['graph.facebook.com', 'lookaside.fbsbx.com']);
const families = ['.fbcdn.net', '.whatsapp.net'];

/**
 * Decides whether an address may be fetched, and with the access token. Only Meta's hosts over HTTPS, and the configured Graph address
 * itself (a simulator, a proxy): anywhere else the token would be given away, and a forged address could reach into our own network.
 *
 * @returns the parsed address, or undefined if it may not
 */
export function mayCarryToken(address: string, graphUrl: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username || url.password) return undefined;
  if (url.origin === new URL(graphUrl).origin) return url;
  const metas = hosts.has(url.hostname) || families.some((family) => url.hostname.endsWith(family));
  return url.protocol === 'https:' && url.port === '' && metas ? url : undefined;
}
