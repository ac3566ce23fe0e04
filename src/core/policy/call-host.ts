/**
 * A host as calls and rules are compared by: lower case, no trailing dot, IPv6 in its shortest form without brackets.
 * `undefined` for whatever could be read in two ways: percent-encoding, names beyond ASCII (IDNA names are written as
 * `xn--…`), IPv4 in octal, hexadecimal or short form, IPv6 with a zone.
 */
export function normalHost(host: string): string | undefined {
  if (host.startsWith('[')) return host.endsWith(']') ? normalIpv6(host.slice(1, -1)) : undefined;
  if (host.includes(':')) return normalIpv6(host);
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name.length > 253 || !/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name)) return undefined;
  const last = name.slice(name.lastIndexOf('.') + 1);
  // Whatever ends like a number is an address to somebody: only the one way to write it is taken.
  return /^(?:\d+|0x[0-9a-f]*)$/.test(last) && !isIpv4(name) ? undefined : name;
}

/** Whether the host is this machine itself. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || (isIpv4(host) && host.startsWith('127.'))
  );
}

function isIpv4(name: string): boolean {
  const parts = name.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** RFC 5952. */
function normalIpv6(text: string): string | undefined {
  const groups = groupsOf(text.toLowerCase());
  if (!groups) return undefined;
  const [start, length] = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function groupsOf(text: string): readonly number[] | undefined {
  const halves = withoutDots(text)?.split('::') ?? [];
  if (halves.length === 0 || halves.length > 2) return undefined;
  const [front = [], back = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...front, ...back];
  if (!given.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  const missing = 8 - given.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const zeros = Array.from({ length: missing }, () => '0');
  return [...front, ...zeros, ...back].map((group) => Number.parseInt(group, 16));
}

/** An IPv4 address at the end, as in `::ffff:127.0.0.1`, as two groups. */
function withoutDots(text: string): string | undefined {
  const dotted = /(?<=:)[\d.]+$/.exec(text)?.[0];
  if (!dotted?.includes('.')) return text;
  if (!isIpv4(dotted)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return `${text.slice(0, -dotted.length)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function longestZeros(groups: readonly number[]): [start: number, length: number] {
  let longest: [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > longest[1]) longest = [start, end - start];
  }
  return longest;
}
