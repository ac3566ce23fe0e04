import { decodeBase64, latin1 } from './bytes.ts';
import { type Proof, provenIf } from './proof.ts';

/** A bot token begins with the bot's id, a number of 17 to 20 digits, in base64. */
export function provesDiscordId(value: string): Proof {
  const [id = ''] = value.split('.');
  const bytes = decodeBase64(id);
  return provenIf(bytes !== undefined && /^\d{17,20}$/.test(latin1(bytes)));
}
