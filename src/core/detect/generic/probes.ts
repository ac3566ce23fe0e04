import type { Probe } from '../probe.ts';
import { probeCommand } from './command.ts';
import { probeBasic, probeBearer, probeToken } from './header.ts';
import { probeNamed } from './named.ts';
import { probeConnect, probePair, probeSignIn } from './sign-in.ts';
import { probeUrl } from './url.ts';

/** Credentials that no service's shape tells: by their name, their place, or how little they look like words. */
export const genericProbes: readonly Probe[] = [
  {
    anchors: [
      'pass',
      'pwd',
      '_pw',
      'psk',
      'pswd',
      'kennwort',
      'contrasena',
      'senha',
      'motdepasse',
      'wachtwoord',
      'secret',
      'token',
      'key',
      'auth',
      'cred',
      'nonce',
      'salt',
      'verifier',
      'oauth_signature',
      'cookie',
      'session',
      'licen',
      '_sid',
      'identified by',
    ],
    probe: probeNamed,
  },
  { anchors: ['://'], probe: probeUrl },
  {
    anchors: ['curl ', 'mysql ', 'mysqldump ', 'mysqladmin ', 'sshpass ', 'redis-cli ', 'docker login '],
    probe: probeCommand,
  },
  {
    anchors: ['getconnection', 'mysqli_connect', 'mysql_connect', 'sql.connect', 'new pdo', 'new mysqli'],
    probe: probeConnect,
  },
  {
    anchors: ['login', 'basicauth', 'signin', 'authenticate', 'usernamepassword', '.auth', 'logon'],
    probe: probeSignIn,
  },
  { anchors: ['auth=(', 'auth = ('], probe: probePair },
  { anchors: ['bearer '], probe: probeBearer },
  { anchors: ['token '], probe: probeToken },
  { anchors: ['basic '], probe: probeBasic },
];
