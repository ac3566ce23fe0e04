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

func main() {
	// key: «»
	fmt.Println(key)
	fmt.Println("Bearer «»")
	fmt.Println(token + name)
	fmt.Println(\`{"k": "«»"}\`)
	fmt.Println("https://app:«»@db.example.com")
}
`,
    prints: [...both, '{}x', '{"k": "{}"}', 'https://app:{}@db.example.com'],
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
    println("Bearer «»".trim())
}
`,
    prints: [...both, 'Bearer {}'],
  },
  {
    language: 'scala',
    path: 'Main.scala',
    text: `object Main {
  val key = "«»"
  def main(args: Array[String]): Unit = {
    println(key)
    println(s"Bearer «»\${""}")
  }
}
`,
    prints: both,
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
    }
}
`,
    prints: [...both, 'Bearer {}', '19', '1{}'],
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
`,
    prints: [...both, 'Bearer {}', 'a "{}"'],
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
`,
    prints: ["<p>It's a page</p>", ...both, 'a {} {}'],
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
}
`,
    prints: [...both, '{}19"', '57'],
  },
  {
    language: 'c',
    path: 'main.c',
    text: `#include <stdio.h>

#define TOKEN "«»"
static const char *key = "«»";

int main(void) {
    char local[] = "«»";
    /* key: «» */
    printf("%s\\n", key);
    puts("Bearer «»");
    printf("%s%s\\n", TOKEN, local);
    return 0;
}
`,
    prints: [...both, '{}{}'],
  },
  {
    language: 'cpp',
    path: 'main.cpp',
    text: `#include <iostream>
#include <string>

constexpr const char *key = "«»";
const std::string token = "«»";

int main() {
    std::string header = "Bearer «»";
    std::cout << key << "\\n";
    std::cout << header << "\\n";
    std::cout << token << std::string("x-«»") << "\\n";
    return 0;
}
`,
    prints: [...both, '{}x-{}'],
  },
  {
    language: 'objective-c',
    path: 'main.m',
    text: `#import <Foundation/Foundation.h>

static NSString *const key = @"«»";

int main(void) {
    NSString *header = @"Bearer «»";
    printf("%s\\n", [key UTF8String]);
    printf("%s\\n", [header UTF8String]);
    return 0;
}
`,
    prints: both,
  },
];
