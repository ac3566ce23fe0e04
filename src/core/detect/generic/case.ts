import type { Tie } from './literal.ts';
import type { Naming } from './names.ts';
import type { Remark } from './remark.ts';
import type { Surroundings } from './surroundings.ts';

/** A named value with all that is known of its place. */
export interface Case {
  readonly value: string;
  readonly quoted: boolean;
  readonly naming: Naming;
  readonly name: string;
  readonly tie: Tie;
  readonly surroundings: Surroundings;
  /** Other hex digits stand about it, as in a table of test vectors. */
  readonly crowded: boolean;
  readonly remark: Remark;
  /** It is decoded from hex where it stands, as test vectors are. */
  readonly vector: boolean;
  /** It stands in a line that no person wrote. */
  readonly machineMade: boolean;
}
