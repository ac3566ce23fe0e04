/** How programs call a gRPC service in its four ways, with messages of plain bytes; then one that is not allowed. */

export const grpcNode = `const grpc = require('@grpc/grpc-js');
const { host } = new URL(process.env.BASE);
const client = new grpc.Client(host, grpc.credentials.createSsl());
const metadata = new grpc.Metadata();
metadata.set('authorization', 'Bearer ' + process.env.ACME);
const same = (bytes) => bytes;
const all = async (call) => { const said = []; for await (const one of call) said.push(one.toString()); return said.join(';'); };
const once = (open) => new Promise((resolve, reject) => { const call = open((error, said) => error ? reject(error) : resolve(said.toString())); });
(async () => {
  const unary = (path) => once((done) => client.makeUnaryRequest(path, same, same, Buffer.from('one'), metadata, done));
  console.log('unary', await unary('/acme.Echo/One'));
  console.log('client', await once((done) => {
    const call = client.makeClientStreamRequest('/acme.Echo/Sum', same, same, metadata, done);
    call.write(Buffer.from('one'));
    call.write(Buffer.from('two'));
    call.end();
  }));
  console.log('server', await all(client.makeServerStreamRequest('/acme.Echo/Three', same, same, Buffer.from('one'), metadata)));
  const both = client.makeBidiStreamRequest('/acme.Echo/Each', same, same, metadata);
  both.write(Buffer.from('one'));
  both.once('data', (first) => { both.write(Buffer.from('two after ' + first)); both.end(); });
  console.log('both', await all(both));
  await unary('/acme.Other/One').catch(({ code, details }) => console.log('refused', code, details));
  client.close();
})();`;

export const grpcPython = `import os, urllib.parse, grpc
host = urllib.parse.urlparse(os.environ["BASE"]).netloc
metadata = [("authorization", "Bearer " + os.environ["ACME"])]
def shown(said): return ";".join(one.decode() for one in said)
with grpc.secure_channel(host, grpc.ssl_channel_credentials()) as channel:
    print("unary", channel.unary_unary("/acme.Echo/One")(b"one", metadata=metadata).decode())
    print("client", channel.stream_unary("/acme.Echo/Sum")(iter([b"one", b"two"]), metadata=metadata).decode())
    print("server", shown(channel.unary_stream("/acme.Echo/Three")(b"one", metadata=metadata)))
    print("both", shown(channel.stream_stream("/acme.Echo/Each")(iter([b"one", b"two after got one"]), metadata=metadata)))
    try:
        channel.unary_unary("/acme.Other/One")(b"one", metadata=metadata)
    except grpc.RpcError as error:
        print("refused", error.code().value[0], error.details())`;

export const grpcGo = `package main

import (
  "context"
  "crypto/tls"
  "fmt"
  "io"
  "net/url"
  "os"
  "strings"

  "google.golang.org/grpc"
  "google.golang.org/grpc/credentials"
  "google.golang.org/grpc/metadata"
  "google.golang.org/grpc/status"
)

type plain struct{}

func (plain) Marshal(v any) ([]byte, error)      { return []byte(*v.(*string)), nil }
func (plain) Unmarshal(data []byte, v any) error { *v.(*string) = string(data); return nil }
func (plain) Name() string                       { return "plain" }

func check(err error) {
  if err != nil { fmt.Println("failed", err); os.Exit(1) }
}

func all(stream grpc.ClientStream) string {
  var said []string
  for {
    var one string
    err := stream.RecvMsg(&one)
    if err == io.EOF { return strings.Join(said, ";") }
    check(err)
    said = append(said, one)
  }
}

func main() {
  base, _ := url.Parse(os.Getenv("BASE"))
  connection, err := grpc.NewClient(base.Host, grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{})), grpc.WithDefaultCallOptions(grpc.ForceCodec(plain{})))
  check(err)
  ctx := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer "+os.Getenv("ACME"))
  open := func(path string) grpc.ClientStream {
    stream, err := connection.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, path)
    check(err)
    return stream
  }
  one, two, answer := "one", "two", ""
  check(connection.Invoke(ctx, "/acme.Echo/One", &one, &answer))
  fmt.Println("unary", answer)
  sum := open("/acme.Echo/Sum")
  check(sum.SendMsg(&one))
  check(sum.SendMsg(&two))
  check(sum.CloseSend())
  fmt.Println("client", all(sum))
  three := open("/acme.Echo/Three")
  check(three.SendMsg(&one))
  check(three.CloseSend())
  fmt.Println("server", all(three))
  each := open("/acme.Echo/Each")
  check(each.SendMsg(&one))
  var first string
  check(each.RecvMsg(&first))
  second := "two after " + first
  check(each.SendMsg(&second))
  check(each.CloseSend())
  fmt.Println("both", first+";"+all(each))
  refused, _ := status.FromError(connection.Invoke(ctx, "/acme.Other/One", &one, &answer))
  fmt.Println("refused", int(refused.Code()), refused.Message())
}
`;
