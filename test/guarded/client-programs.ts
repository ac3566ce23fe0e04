/** How programs call a service, written as their documentation says: none knows of a guard. */

export const python = {
  requests: `import os, requests
print(requests.get(os.environ["URL"], headers={"Authorization": "Bearer " + os.environ["ACME"]}).text)`,
  'a requests session': `import os, requests
with requests.Session() as session:
    session.headers["Authorization"] = "Bearer " + os.environ["ACME"]
    for _ in range(3):
        print(session.post(os.environ["URL"], json={"large": "x" * 200000}).text)`,
  httpx: `import os, httpx
print(httpx.get(os.environ["URL"], headers={"Authorization": "Bearer " + os.environ["ACME"]}).text)`,
  'the SDK of Stripe': `import os, stripe
stripe.api_key = os.environ["ACME"]
stripe.api_base = os.environ["BASE"]
print(stripe.Balance.retrieve())`,
  'the SDK of OpenAI': `import os, openai
client = openai.OpenAI(api_key=os.environ["ACME"], base_url=os.environ["BASE"] + "/v1")
print([model.id for model in client.models.list()])`,
};

export const node = {
  axios: `const axios = require('axios');
axios.get(process.env.URL, { headers: { Authorization: 'Bearer ' + process.env.ACME } }).then(({ data }) => console.log(data));`,
  'the SDK of Stripe': `const Stripe = require('stripe');
const { hostname, port } = new URL(process.env.BASE);
const stripe = new (Stripe.default ?? Stripe)(process.env.ACME, { host: hostname, port });
stripe.balance.retrieve().then((balance) => console.log(balance.object));`,
  'the SDK of OpenAI': `const OpenAI = require('openai');
const client = new (OpenAI.default ?? OpenAI)({ apiKey: process.env.ACME, baseURL: process.env.BASE + '/v1' });
client.models.list().then(({ data }) => console.log(data));`,
  'fetch with a large body, in chunks': `const chunks = async function* () { for (let i = 0; i < 20; i++) yield Buffer.alloc(65536, 'x'); };
fetch(process.env.URL, { method: 'POST', body: chunks(), duplex: 'half', headers: { authorization: 'Bearer ' + process.env.ACME } })
  .then((answer) => answer.text()).then(console.log);`,
};

export const go = `package main

import ("fmt"; "io"; "net/http"; "os")

func main() {
  request, _ := http.NewRequest("GET", os.Getenv("URL"), nil)
  request.Header.Set("Authorization", "Bearer "+os.Getenv("ACME"))
  answer, err := http.DefaultClient.Do(request)
  if err != nil { fmt.Println(err); os.Exit(1) }
  body, _ := io.ReadAll(answer.Body)
  fmt.Println(string(body))
}
`;

export const java = `import java.net.URI; import java.net.http.*;
class Call { public static void main(String[] a) throws Exception {
  var request = HttpRequest.newBuilder(URI.create(System.getenv("URL"))).header("Authorization", "Bearer " + System.getenv("ACME")).build();
  System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body()); } }
`;

export const ruby = `require "net/http"
answer = Net::HTTP.get_response(URI(ENV["URL"]), { "Authorization" => "Bearer " + ENV["ACME"] })
puts answer.body`;

export const php = `<?php
$call = curl_init(getenv("URL"));
curl_setopt_array($call, [CURLOPT_RETURNTRANSFER => true, CURLOPT_HTTPHEADER => ["Authorization: Bearer " . getenv("ACME")]]);
$body = curl_exec($call);
if ($body === false) { fwrite(STDERR, curl_error($call)); exit(1); }
echo $body;`;

export const sts = `const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
const credentials = { accessKeyId: 'example-id', secretAccessKey: process.env.ACME };
const client = new STSClient({ region: 'eu-west-1', endpoint: process.env.BASE, credentials });
client.send(new GetCallerIdentityCommand({})).then(({ Account }) => console.log('account ' + Account));`;

export const pythonSocket = `import os, websockets.sync.client
url = os.environ["BASE"].replace("https", "wss") + "/v1/socket"
with websockets.sync.client.connect(url, additional_headers={"Authorization": "Bearer " + os.environ["ACME"]}) as socket:
    print(socket.recv())`;

export const nodeSocket = `const socket = new WebSocket(process.env.BASE.replace('https', 'wss') + '/v1/socket', { headers: { authorization: 'Bearer ' + process.env.ACME } });
socket.onmessage = ({ data }) => { console.log(data); socket.close(); };
socket.onerror = (event) => { console.log('failed', event.message ?? event.error); process.exit(1); };`;
