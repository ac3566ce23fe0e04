import { both, type Sample } from './sample.ts';

/** Languages whose tool chains are in no package of Debian: they run where somebody installed them. */
export const rareSamples: readonly Sample[] = [
  {
    language: 'swift',
    path: 'main.swift',
    text: `// key: «»
let key = "«»"

func header(token: String = "«»") -> String {
    return "Bearer " + token
}

print(key)
print(header())
print("a «»")
`,
    prints: [...both, 'a {}'],
  },
  {
    language: 'dart',
    path: 'main.dart',
    text: `// key: «»
const key = '«»';

String header([String token = '«»']) {
  return 'Bearer ' + token;
}

void main() {
  print(key);
  print(header());
  print('a «»');
}
`,
    prints: [...both, 'a {}'],
  },
  {
    language: 'julia',
    path: 'main.jl',
    text: `# key: «»
const KEY = "«»"
header(; token = "«»") = "Bearer $token"
println(KEY)
println(header())
println(raw"a «»")
println(get(ENV, "VALET_SAMPLE_KEY", "«»"))
`,
    prints: [...both, 'a {}', '{}'],
  },
  {
    language: 'powershell',
    path: 'main.ps1',
    text: `param([string]$Token = '«»')
# key: «»
$key = "«»"
Write-Output $key
Write-Output "Bearer $Token"
Write-Output 'a «»'
Write-Output @'
b «»
'@
`,
    prints: [...both, 'a {}', 'b {}'],
  },
  {
    language: 'fsharp',
    path: 'main.fsx',
    text: `// key: «»
[<Literal>]
let Key = "«»"
let header = sprintf "Bearer %s" "«»"
let number = 1
printfn "%s" Key
printfn "%s" header
printfn "a «»"
System.Console.WriteLine($"{number} «»")
`,
    prints: [...both, 'a {}', '1 {}'],
  },
  {
    language: 'vb',
    path: 'main.vb',
    text: `Imports System

Module Main
    REM key: «»
    Private Const Key As String = "«»"

    Function Header(Optional token As String = "«»") As String
        Return "Bearer " & token
    End Function

    Sub Main()
        Console.WriteLine(Key)
        Console.WriteLine(Header())
    End Sub
End Module
`,
    prints: both,
  },
  {
    language: 'bat',
    path: 'main.bat',
    text: `@echo off
REM key: «»
set KEY=«»
echo %KEY%
echo Bearer «»
`,
    prints: both,
  },
];
