/** What the vendors' SDKs do as they come, with nothing but their usual variables: each prints what it got back. */
export const boto3 = `import boto3, io, json, os
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
base = os.environ['BASE']
s3 = boto3.client('s3', endpoint_url=base, config=Config(s3={'addressing_style': 'path'}))
s3.put_object(Bucket='reports', Key='a b/u~.txt', Body=b'x' * 100000, Metadata={'note': 'a  b'})
whole = len(s3.get_object(Bucket='reports', Key='a b/u~.txt')['Body'].read())
stream = io.BytesIO(b'y' * 6000000)
s3.upload_fileobj(stream, 'reports', 'big', Config=TransferConfig(multipart_threshold=5500000, multipart_chunksize=5242880))
big = s3.head_object(Bucket='reports', Key='big')['ContentLength']
keys = [each['Key'] for each in s3.list_objects_v2(Bucket='reports', Prefix='a b')['Contents']]
table = boto3.resource('dynamodb', endpoint_url=base).Table('orders')
table.put_item(Item={'id': '7', 'text': 'ü'})
item = table.get_item(Key={'id': '7'})['Item']['text']
print(json.dumps([whole, big, keys, item]))`;

export const node = `const { S3Client, PutObjectCommand, GetObjectCommand, ListObjectsV2Command } = require('@aws-sdk/client-s3');
const { Readable } = require('node:stream');
const client = new S3Client({ endpoint: process.env.BASE, forcePathStyle: true });
(async () => {
  const Bucket = 'reports', Key = 'a b/n u~.txt';
  await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x'.repeat(100000), Metadata: { note: 'a  b' } }));
  const whole = (await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body.transformToString()).length;
  const Body = Readable.from([Buffer.from('y'.repeat(60000)), Buffer.from('y'.repeat(60000))]);
  await client.send(new PutObjectCommand({ Bucket, Key: 'n stream', Body, ContentLength: 120000 }));
  const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'n ' }));
  console.log(JSON.stringify([whole, listed.Contents.map(({ Key, Size }) => [Key, Size])]));
})().catch((error) => { console.error(error); process.exit(1); });`;

export const go = `package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	ctx := context.Background()
	loaded, err := config.LoadDefaultConfig(ctx)
	must(err)
	client := s3.NewFromConfig(loaded, func(o *s3.Options) {
		o.BaseEndpoint = aws.String(os.Getenv("BASE"))
		o.UsePathStyle = true
	})
	bucket, key := aws.String("reports"), aws.String("a b/g u~.txt")
	body := strings.NewReader(strings.Repeat("x", 100000))
	_, err = client.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: body})
	must(err)
	got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key})
	must(err)
	bytes, err := io.ReadAll(got.Body)
	must(err)
	fmt.Println(len(bytes))
}
`;

export const presigned = `import boto3, os, sys, urllib.error, urllib.request
from botocore.config import Config
s3 = boto3.client('s3', endpoint_url=os.environ['BASE'], config=Config(signature_version='s3v4', s3={'addressing_style': 'path'}))
url = s3.generate_presigned_url('get_object', Params={'Bucket': 'reports', 'Key': 'a'})
try:
    urllib.request.urlopen(url)
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())`;

export const seen = `import json, os
print(json.dumps([os.environ.get(name, '') for name in ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']]))
if os.environ.get('BASE'):
    import boto3
    print(boto3.client('sts', endpoint_url=os.environ['BASE']).get_caller_identity()['Arn'])`;
