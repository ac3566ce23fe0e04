/**
 * The bus of a person's session, behind which their keychain is, as a sandboxed task finds it: at a port of its own
 * network where nobody listens. The runtime refuses a task every socket of the system without telling of it, and without
 * an address clients start a bus of their own. A connection to here is refused all the same, and is heard of.
 */
export const sessionBus = {
  name: 'session-bus',
  host: '127.0.0.1',
  /** Of a service that nobody has (tcpmux, RFC 1078). */
  port: 1,
} as const;

/**
 * As clients of D-Bus read it (dbus.freedesktop.org/doc/dbus-specification.html, TCP Sockets). Of no family: with one,
 * libdbus looks for an address that is not of loopback, and there is none.
 */
export const busEnvironment: Readonly<Record<string, string>> = {
  DBUS_SESSION_BUS_ADDRESS: `tcp:host=${sessionBus.host},port=${sessionBus.port}`,
};
