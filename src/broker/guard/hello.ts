/**
 * Whether the first bytes of a TLS connection offer HTTP/2: the list of protocols (ALPN, RFC 7301) in the client's
 * hello (RFC 8446, 4.1.2). A hello that goes on in the next packet is taken to offer it.
 */
export function offersHttp2(first: Buffer): boolean {
  try {
    const extensions = extensionsOf(first);
    for (let at = 0; at < extensions.length;) {
      const length = extensions.readUInt16BE(at + 2);
      if (extensions.readUInt16BE(at) === applicationProtocols) {
        return namesIn(extensions.subarray(at + 6, at + 4 + length)).includes('h2');
      }
      at += 4 + length;
    }
    return false;
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

const applicationProtocols = 16;

/** Behind the record's and the message's beginning, the version and the random bytes: three lists of some length. */
function extensionsOf(first: Buffer): Buffer {
  let at = 5 + 4 + 2 + 32;
  at += 1 + first.readUInt8(at);
  at += 2 + first.readUInt16BE(at);
  at += 1 + first.readUInt8(at);
  const end = at + 2 + first.readUInt16BE(at);
  if (end > first.length) throw new RangeError('the hello goes on');
  return first.subarray(at + 2, end);
}

function namesIn(list: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < list.length;) {
    const length = list.readUInt8(at);
    names.push(list.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return names;
}
