/** Each says something of its own, ends, and hears it all. */
export const many = `
import socket, sys, threading
whole = []
start = threading.Barrier(200)
def speak(number):
    start.wait()
    one = socket.create_connection(("localhost", int(sys.argv[1])), timeout=60)
    said = (b"%d;" % number) * 5000
    one.sendall(said)
    one.shutdown(socket.SHUT_WR)
    heard = b""
    while True:
        part = one.recv(65536)
        if not part: break
        heard += part
    if heard == said: whole.append(number)
threads = [threading.Thread(target=speak, args=(number,)) for number in range(200)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(whole))`;

/** What a hostile task tries in its network, a line each. */
export const attemptsAt = (host: string): string => `
try() { name=$1; shift; if timeout 5 "$@" >/dev/null 2>&1; then echo "$name: yes"; else echo "$name: no"; fi; }
reach() { bash -c "exec 3<>/dev/tcp/$1/$2"; }
export -f reach
try 'other port' bash -c "reach 127.0.0.1 $OTHER"
try 'other port of the name' bash -c "reach ${host} $OTHER"
try 'other address' bash -c "reach 127.0.0.9 $OTHER"
try 'other port over IPv6' bash -c "reach ::1 $OTHER"
try 'table' bash -c 'echo "127.0.0.1 evil.example" >>/etc/hosts'
try 'table replaced' bash -c 'echo a >/tmp/hosts; mv /tmp/hosts /etc/hosts'
try 'table covered' mount --bind /dev/null /etc/hosts
try 'sockets' bash -c 'found=; for one in /tmp/valet-key-relays-*/[0-9]* "\${TMPDIR:-/tmp}"/valet-key-relays-*/[0-9]*; do python3 -c "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])" "$one" && found=1; done; [ -n "$found" ]'
echo "relays: $(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c 'LISTEN:[0-9]*,bind')"
try 'address' ip address add 192.0.2.1/32 dev lo
try 'pipe' bash -c '[ -e /proc/$PPID/fd/3 ] || [ -e /proc/self/fd/9 ]'
`;

/** It reads no variable of a proxy. */
export const goWithoutProxy = `package main

import ("fmt"; "io"; "net/http"; "os")

func main() {
  request, _ := http.NewRequest("GET", os.Getenv("URL"), nil)
  request.Header.Set("Authorization", "Bearer "+os.Getenv("ACME"))
  client := &http.Client{Transport: &http.Transport{Proxy: nil}}
  answer, err := client.Do(request)
  if err != nil { fmt.Println(err); os.Exit(1) }
  body, _ := io.ReadAll(answer.Body)
  fmt.Println(string(body))
}
`;
