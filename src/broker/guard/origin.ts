/** Where calls on a connection go, as the task named it. */
export interface CallOrigin {
  readonly scheme: 'https' | 'http';
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** What the TLS handshake named (RFC 6066). */
  readonly serverName?: string;
}

export type Place = Pick<CallOrigin, 'host' | 'port'>;

/** `name:port`, IPv6 in brackets. */
export function placeOf({ host, port }: Place): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** What a handshake names; addresses have no server name (RFC 6066). */
export function servernameOf(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

/** The authority of a CONNECT, or of a Host header; `undefined` for what is none: user names are refused. */
export function readAuthority(authority: string, usualPort: number): Place | undefined {
  const match = /^(?:\[(?<six>[0-9A-Fa-f:.]+)\]|(?<name>[^\s@/:?#[\]\\]+))(?::(?<port>\d{1,5}))?$/u.exec(authority);
  const host = match?.groups?.['six'] ?? match?.groups?.['name'];
  const port = Number(match?.groups?.['port'] ?? usualPort);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** An absolute request target, as a proxy gets it: `http://host:port/path?query`. */
export function readAbsoluteTarget(target: string): (CallOrigin & { readonly target: string }) | undefined {
  const match = /^(?<scheme>https?):\/\/(?<authority>[^/?#]*)(?<rest>.*)$/i.exec(target);
  const scheme = match?.groups?.['scheme']?.toLowerCase() === 'https' ? 'https' : 'http';
  const to = readAuthority(match?.groups?.['authority'] ?? '', scheme === 'https' ? 443 : 80);
  const rest = match?.groups?.['rest'] ?? '';
  return match && to ? { ...to, scheme, target: rest.startsWith('/') ? rest : `/${rest}` } : undefined;
}
