import { both, type Sample } from './sample.ts';

/** C and its kin. */
export const cSamples: readonly Sample[] = [
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
    char header[] = "a «»";
    puts(header);
    printf("%d «» %d\\n", 1, 2);
    return 0;
}
`,
    prints: [...both, '{}{}', 'a {}', '1 {} 2'],
  },
  {
    language: 'cpp',
    path: 'main.cpp',
    text: `#include <iostream>
#include <string>

constexpr const char *key = "«»";
const std::string token = "«»";

class Client {
   public:
    static constexpr const char *name = "«»";
};

int main() {
    std::string header = "Bearer «»";
    std::cout << key << "\\n";
    std::cout << header << "\\n";
    std::cout << token << std::string("x-«»") << "\\n";
    std::cout << Client::name << R"({"k": "«»"})" << "\\n";
    using namespace std::string_literals;
    std::cout << "«»"s + "a «»"s << "\\n";
    return 0;
}
`,
    prints: [...both, '{}x-{}', '{}{"k": "{}"}', '{}a {}'],
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
    NSString *both = [NSString stringWithFormat:@"%@ «» %d", header, 1];
    printf("%s\\n", [both UTF8String]);
    return 0;
}
`,
    prints: [...both, 'Bearer {} {} 1'],
  },
];
