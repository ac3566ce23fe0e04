import { both, type Sample } from './sample.ts';

/** Languages in the manner of C, and those of the web. */
export const samples: readonly Sample[] = [
  {
    language: 'javascript',
    path: 'main.mjs',
    text: `// key: «»
const key = '«»';
const header = "Bearer «»";
const url = \`https://app:«»@db.example.com/\${1 + 1}?q=/"\`;
const quoted = 'a/b'.replace(/["'\`]/g, '') + "«»".length;
console.log(key);
console.log(header);
console.log(url);
console.log(quoted);
`,
    prints: [...both, 'https://app:{}@db.example.com/2?q=/"', 'a/b19'],
  },
  {
    language: 'typescript',
    path: 'main.ts',
    text: `const key: string = "«»";
const header = (token: string = '«»'): string => 'Bearer ' + token;
console.log(key);
console.log(header());
`,
    prints: both,
  },
  {
    language: 'python',
    path: 'main.py',
    text: `#!/usr/bin/env python3
"""A sample."""
from __future__ import annotations

import json
import sys

# key «»
KEY = "«»"


def header(token="«»"):
    return 'Bearer ' + token


print(KEY)
print(header())
print(f"{KEY[:0]}Bearer «»")
print('{"a": "«»"}')
print((b"Bearer «»").decode())
print("a" "«»")
print("postgres://app:«»@db/x", file=sys.stdout)
print(json.loads('"' + r"«»" + '"'))
`,
    prints: [...both, 'Bearer {}', '{"a": "{}"}', 'Bearer {}', 'a{}', 'postgres://app:{}@db/x', '{}'],
  },
  {
    language: 'go',
    path: 'main.go',
    text: `package main

import "fmt"

const key = "«»"

const (
	name  = "x"
	token = "«»" // of the service
)

const (
	first  = "«»"
	second = "«»"
)

func main() {
	// key: «»
	fmt.Println(key)
	fmt.Println("Bearer «»")
	fmt.Println(token + name)
	fmt.Println(\`{"k": "«»"}\`)
	fmt.Println("https://app:«»@db.example.com")
	fmt.Println("Bearer «»", 1)
	fmt.Println(first, second)
}
`,
    prints: [...both, '{}x', '{"k": "{}"}', 'https://app:{}@db.example.com', 'Bearer {} 1', '{} {}'],
  },
  {
    language: 'java',
    path: 'Main.java',
    text: `public class Main {
  // key: «»
  private static final String KEY = "«»";

  public static void main(String[] args) {
    char quote = '"';
    System.out.println(KEY);
    System.out.println("Bearer «»".trim());
    System.out.println("""
        {"k": "«»"}""");
    System.out.println("jdbc://app:«»@db" + quote);
  }
}
`,
    prints: [...both, '{"k": "{}"}', 'jdbc://app:{}@db"'],
  },
  {
    language: 'kotlin',
    path: 'main.kt',
    text: `const val KEY = "«»"

fun header(token: String = "«»"): String = "Bearer " + token

fun main() {
    println(KEY)
    println(header())
    println(mapOf("k" to "«»")["k"])
    println(System.getenv("VALET_SAMPLE_KEY") ?: "«»")
    println("Bearer «»".trim())
}
`,
    prints: [...both, '{}', '{}', 'Bearer {}'],
  },
  {
    language: 'scala',
    path: 'Main.scala',
    text: `object Main {
  val key = "«»"
  def main(args: Array[String]): Unit = {
    println(key)
    println(s"Bearer «»\${""}")
    println(sys.env.getOrElse("VALET_SAMPLE_KEY", "«»"))
  }
}
`,
    prints: [...both, '{}'],
  },
  {
    language: 'groovy',
    path: 'main.groovy',
    text: `def key = '«»'
println key
println "Bearer «»"
println 'Bearer «»'
`,
    prints: [...both, 'Bearer {}'],
  },
  {
    language: 'csharp',
    path: 'Main.cs',
    text: `using System;

class Program
{
    private const string Key = "«»";

    static void Main()
    {
        const string local = @"«»";
        Console.WriteLine(Key);
        Console.WriteLine("Bearer «»");
        Console.WriteLine($"Bearer {local}");
        Console.WriteLine("«»".Length);
        Console.WriteLine($"{1}«»");
        Console.WriteLine(Header());
        Console.WriteLine(@"{""k"": ""«»""}");
        Console.WriteLine(Environment.GetEnvironmentVariable("VALET_SAMPLE_KEY") ?? "«»");
    }

    static string Header(string key = "«»")
    {
        return "Bearer " + key;
    }
}
`,
    prints: [...both, 'Bearer {}', '19', '1{}', 'Bearer {}', '{"k": "{}"}', '{}'],
  },
  {
    language: 'ruby',
    path: 'main.rb',
    text: `# key: «»
KEY = '«»'
puts KEY
puts 'Bearer «»'
puts "Bearer #{KEY[0, 0]}«»"
puts <<~TEXT
  a "«»"
TEXT
puts <<~'TEXT'
  b «»
TEXT
puts %q(«»), %Q{c «»}
puts ENV['VALET_SAMPLE_KEY'] || '«»'
ENV['VALET_SAMPLE_KEY'] = '«»'
puts ENV['VALET_SAMPLE_KEY']
`,
    prints: [...both, 'Bearer {}', 'a "{}"', 'b {}', '{}', 'c {}', '{}', '{}'],
  },
  {
    language: 'php',
    path: 'main.php',
    text: `<p>It's a page</p>
<?php
const KEY = '«»';
$key = "«»";
// key: «»
echo KEY, "\\n";
echo 'Bearer «»', "\\n";
echo "a {$key} «»\\n";

class Client
{
    private const KEY = '«»';
    private string $token = '«»';

    public function __construct(private string $own = '«»')
    {
    }

    public function all(string $more = '«»'): string
    {
        return self::KEY . $this->token . $this->own . $more;
    }
}

echo (new Client())->all(), "\\n";
echo <<<TEXT
b «»
TEXT;
echo "\\n", getenv('VALET_SAMPLE_KEY') ?: '«»';
`,
    prints: ["<p>It's a page</p>", ...both, 'a {} {}', '{}{}{}{}', 'b {}', '{}'],
  },
  {
    language: 'rust',
    path: 'main.rs',
    text: `const KEY: &str = "«»";

struct Client<'a> {
    token: &'a str,
}

fn send(token: &str) -> usize {
    token.len()
}

fn main() {
    let owned = "«»".to_string();
    let plain = "«»";
    let client = Client { token: plain };
    let quote = '"';
    println!("{}", KEY);
    println!("{}", String::from("Bearer «»"));
    println!("{}{}{}", owned, client.token.len(), quote);
    println!("{}", send("«»") + KEY.len() + send(KEY));
    let some = Some("«»");
    println!("{}{}", some.unwrap(), given());
    println!("a «»");
    println!("{} «» {}", 1, format!("b% «»"));
    println!("{}", URL.len() + Client::full().len());
    println!("{}", std::env::var("VALET_SAMPLE_KEY").unwrap_or("«»".to_string()));
}

fn given() -> &'static str {
    "«»"
}

pub static URL: &str = "https://app:«»@db";

impl Client<'_> {
    const PATH: &'static str = "/«»";

    fn full() -> &'static str {
        Self::PATH
    }
}
`,
    prints: [...both, '{}19"', '57', '{}{}', 'a {}', '1 {} b% {}', '54', '{}'],
  },
];
