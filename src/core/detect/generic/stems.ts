/** Words that name secrets, roles and stand-ins. */
const stems: ReadonlySet<string> = new Set(
  (
    'the my our a an is new old this that such very super some user users username usr admin administrator root ' +
    'guest client server service app db database data dba sa pass password passwd passphrase passcode pwd pw psw ' +
    'secret secrets token tokens key keys api auth oauth access private public master login credential ' +
    'credentials creds value val string str text name id test tests tester testing foo bar baz qux abc def xyz ' +
    'one two three first second postgres postgresql mysql mariadb mongo mongodb redis rabbit rabbitmq mq oracle ' +
    'sql sqlserver elastic kafka ldap smtp ftp ssh jwt session cookie bearer basic hash hashed salt nonce seed ' +
    'encrypted plain plaintext good valid ok okay empty blank missing none null nil dev develop development prod ' +
    'production stage staging local localhost default demo example sample mock fake dummy changeme change me ' +
    'please temp tmp simple strong weak short long random correct right x y z s p t k no not of for to in and ' +
    'with it you your here consumer request refresh config env var field input form header param required ' +
    'optional hidden type code number num email mail host port url http https'
  ).split(' '),
);
const longestStem = Math.max(...Array.from(stems, (stem) => stem.length));

/**
 * Whether a word is such words and nothing else, one after the other: `mysecretpassword`. Many a run can be parted in
 * more ways than one (`tokens`, `token` and `s`), which a pattern would try one by one; here each place is reached once.
 */
export function isRunOfStems(word: string): boolean {
  const reached = [true];
  for (let end = 1, last = 0; end <= word.length && end - last <= longestStem; end++) {
    for (let start = Math.max(0, end - longestStem); start < end && !reached[end]; start++) {
      if (reached[start] && stems.has(word.slice(start, end))) {
        reached[end] = true;
        last = end;
      }
    }
  }
  return reached[word.length] ?? false;
}
