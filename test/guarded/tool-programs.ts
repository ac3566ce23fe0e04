/** How tools and libraries of more ecosystems call a service, as their documentation says. */

export const wget = 'wget -qO- --header "Authorization: Bearer $ACME" "$URL"';

export const git = 'git ls-remote "https://x-access-token:$ACME@${BASE#https://}/v1/repository"';

export const pip = '"$0" -m pip index versions acme --index-url "https://__token__:$ACME@${BASE#https://}/v1/simple/"';

/** npm reads the token from the environment, as its own documentation has it in CI. */
export const npm =
  'printf "//%s/v1/:_authToken=\\${ACME}\\n" "${BASE#https://}" > .npmrc && npm view acme version --userconfig .npmrc --registry "$BASE/v1/"';

export const lwp = `use LWP::UserAgent;
my $answer = LWP::UserAgent->new->get($ENV{URL}, Authorization => "Bearer $ENV{ACME}");
die $answer->status_line . $answer->decoded_content unless $answer->is_success;
print $answer->decoded_content;`;

export const tiny = `use HTTP::Tiny;
my $answer = HTTP::Tiny->new(verify_SSL => 1)->get($ENV{URL}, { headers => { Authorization => "Bearer $ENV{ACME}" } });
die $answer->{content} unless $answer->{success};
print $answer->{content};`;

export const deno = `const answer = await fetch(Deno.env.get('URL'), { headers: { authorization: 'Bearer ' + Deno.env.get('ACME') } });
console.log(answer.status, await answer.text());
if (!answer.ok) Deno.exit(1);`;

export const bun = `const answer = await fetch(process.env.URL, { headers: { authorization: 'Bearer ' + process.env.ACME } });
console.log(answer.status, await answer.text());
if (!answer.ok) process.exit(1);`;

export const undici = `const { request, Agent } = require('undici');
request(process.env.URL, { dispatcher: new Agent({ allowH2: process.env.HTTP2 === '1' }), headers: { authorization: 'Bearer ' + process.env.ACME } })
  .then(({ body }) => body.text()).then(console.log);`;

export const ws = `const WebSocket = require('ws');
const socket = new WebSocket(process.env.BASE.replace('https', 'wss') + '/v1/socket', { headers: { authorization: 'Bearer ' + process.env.ACME } });
socket.on('message', (data) => { console.log(String(data)); socket.close(); });
socket.on('error', (error) => { console.log('failed', error); process.exit(1); });`;

/** PHP's streams read no variable: a script names the proxy itself. */
export const phpStream = `<?php
$options = ["header" => "Authorization: Bearer " . getenv("ACME"), "proxy" => str_replace("http://", "tcp://", getenv("HTTPS_PROXY"))];
$body = file_get_contents(getenv("URL"), false, stream_context_create(["http" => $options]));
if ($body === false) exit(1);
echo $body;`;

export const httpx2 = `import os, httpx
with httpx.Client(http2=True) as client:
    for _ in range(3):
        answer = client.get(os.environ["URL"], headers={"Authorization": "Bearer " + os.environ["ACME"]})
        print(answer.http_version, answer.text)`;

export const nodeHttp2 = `const http2 = require('node:http2');
const session = http2.connect(process.env.BASE);
const call = session.request({ ':path': '/v1/orders', authorization: 'Bearer ' + process.env.ACME });
call.setEncoding('utf8').on('data', console.log).on('error', (error) => { console.log(error); process.exit(1); }).on('end', () => session.close());`;

export const curl2 = 'curl -sS --http2 --fail-with-body "$URL" "$URL" -H "Authorization: Bearer $ACME" -d "{}"';
