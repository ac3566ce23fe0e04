/**
 * Whether a value is like what people choose for a password: words mutilated with digits and signs, `Falcon2019!`,
 * `silver-rocket8841`. `bits` is the value's randomness. What stands under other names than a password's must not be
 * judged by this: versions and codes look alike.
 */
export function isLikeChosen(value: string, bits: number): boolean {
  if (value.length < 6 || value.length > 40 || /\s/.test(value) || !/[a-z]/i.test(value)) return false;
  if (!/[\d!@#$%^&*?+~=]/.test(value) || isTechnical(value)) return false;
  const numbered = /\d{2,}[!@#$%^&*?+~=._-]?$/.test(value);
  // `user_name2`, `en-US`: what is joined like an identifier is one, unless a number ends it as people do.
  if (/^[\w-]*[-_][\w-]*$/.test(value) && !(numbered && /\d{3}/.test(value))) return false;
  return bits >= -14 || (numbered && /\d{3}/.test(value) && bits >= -4 * value.length);
}

/** Whether a value is the name of an encoding, an algorithm, a library or a system with its number, or a version. */
export function isTechnical(value: string): boolean {
  return value.length < 20 && technical.test(value);
}

const technical =
  /^(?:utf|iso|latin|sha|md|aes|des|rsa|ec|base|ascii|cp|windows|win|x|arm|amd|i|http|oauth|pkcs|ipv|ip|mysql|pg|python|py|psycopg|node|es|java|php|ruby|redis|postgres|oracle|sqlite|http|tls|ssl|rfc|bcrypt|argon|scrypt|pbkdf|chacha|ripemd|blake|crc|p|secp|ed|curve|level|step|page|line|row|col|item|field|h|t|v)[-_]?\d+(?:[-_.]\w{1,6}){0,2}$|\d+\.\d+\.\d+|^[a-z]+:\d+$/i;
