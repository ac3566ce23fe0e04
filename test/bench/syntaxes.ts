/**
 * Files as people and agents write them, with a place for a value. `§` is the value; `snake`, `camel`, `kebab`,
 * `PASCAL` and `SCREAM` in angle quotes are the name in that style: `‹SCREAM›=§`.
 */
export interface Syntax {
  readonly name: string;
  /** Whether values may hold blanks, quotes and signs there. */
  readonly places: readonly (readonly [path: string, template: string])[];
}

export const syntaxes: readonly Syntax[] = [
  {
    name: 'assignment',
    places: [
      ['src/app.ts', "import x from 'x';\n\nexport const ‹camel› = '§';\n\nstart(‹camel›);\n"],
      ['src/app.js', 'var ‹camel› = "§";\n'],
      ['app/settings.py', 'import os\n\n‹SCREAM› = "§"\nDEBUG = True\n'],
      ['app/client.py', "class Client:\n    def __init__(self):\n        self.‹snake› = '§'\n"],
      ['main.go', 'package main\n\nconst ‹camel› = "§"\n'],
      ['main.go', 'func main() {\n\t‹camel› := "§"\n\t_ = ‹camel›\n}\n'],
      ['src/App.java', 'class App {\n  private static final String ‹SCREAM› = "§";\n}\n'],
      ['src/App.kt', 'object App {\n    const val ‹SCREAM› = "§"\n}\n'],
      ['src/App.cs', 'class App {\n    private string ‹camel› = "§";\n}\n'],
      ['lib/app.rb', "module App\n  ‹SCREAM› = '§'.freeze\nend\n"],
      ['app.php', "<?php\n$‹snake› = '§';\n"],
      ['src/main.rs', 'const ‹SCREAM›: &str = "§";\n'],
      ['App.swift', 'let ‹camel›: String = "§"\n'],
      ['app.dart', "final String ‹camel› = '§';\n"],
      ['App.scala', 'val ‹camel› = "§"\n'],
      ['app.pl', 'my $‹snake› = "§";\n'],
      ['app.lua', 'local ‹snake› = "§"\n'],
      ['main.c', 'static const char *‹snake› = "§";\n'],
      ['config.h', '#define ‹SCREAM› "§"\n'],
      ['app.ps1', '$‹PASCAL› = "§"\n'],
      ['app.r', '‹snake› <- "§"\n'],
      ['app.groovy', 'def ‹camel› = "§"\n'],
      ['config.exs', 'config :app, ‹snake›: "§"\n'],
    ],
  },
  {
    name: 'object member',
    places: [
      ['src/config.js', "module.exports = {\n  host: 'db',\n  ‹camel›: '§',\n  port: 5432,\n};\n"],
      ['src/config.ts', 'export default { db: { ‹camel›: "§" } };\n'],
      ['app/config.py', "CONFIG = {\n    'host': 'db',\n    '‹snake›': '§',\n}\n"],
      ['config.php', "return [\n    '‹snake›' => '§',\n];\n"],
      ['config.rb', "options = { host: 'db', ‹snake›: '§' }\n"],
      ['main.go', 'cfg := Config{\n\tHost:     "db",\n\t‹PASCAL›: "§",\n}\n'],
      ['src/main.rs', 'let config = Config { ‹snake›: "§".to_string() };\n'],
    ],
  },
  {
    name: 'call argument',
    places: [
      ['app.py', 'client = Client(host="h", ‹snake›="§")\n'],
      ['app.py', "os.environ['‹SCREAM›'] = '§'\n"],
      ['app.py', "os.environ.setdefault('‹SCREAM›', '§')\n"],
      ['app.py', "‹snake› = os.getenv('‹SCREAM›', '§')\n"],
      ['App.java', 'properties.setProperty("app.‹snake›", "§");\n'],
      ['App.java', 'builder.‹camel›("§").build();\n'],
      ['App.java', 'client.set‹PASCAL›("§");\n'],
      ['app.js', "config.set('‹camel›', '§');\n"],
      ['app.js', "const ‹camel› = process.env.‹SCREAM› || '§';\n"],
      ['main.go', 'os.Setenv("‹SCREAM›", "§")\n'],
      ['main.go', 'viper.SetDefault("‹snake›", "§")\n'],
      ['config.php', "define('‹SCREAM›', '§');\n"],
      ['app.rb', "ENV['‹SCREAM›'] ||= '§'\n"],
    ],
  },
  {
    name: 'environment file',
    places: [
      ['.env', 'HOST=db\n‹SCREAM›=§\nPORT=1\n'],
      ['.env.production', '‹SCREAM›="§"\n'],
      ['.env.local', "export ‹SCREAM›='§'\n"],
      ['deploy/app.env', '‹SCREAM›=§ # rotate yearly\n'],
    ],
  },
  {
    name: 'YAML',
    places: [
      ['config.yml', 'db:\n  host: db\n  ‹snake›: §\n  port: 1\n'],
      ['values.yaml', 'auth:\n  ‹camel›: "§"\n'],
      ['docker-compose.yml', 'services:\n  db:\n    environment:\n      ‹SCREAM›: §\n'],
      ['docker-compose.yml', 'services:\n  db:\n    environment:\n      - ‹SCREAM›=§\n'],
      ['deployment.yaml', '        env:\n        - name: ‹SCREAM›\n          value: "§"\n'],
      ['.github/workflows/ci.yml', 'env:\n  ‹SCREAM›: §\n'],
      ['playbook.yml', '- name: x\n  vars:\n    ‹snake›: "§"\n'],
      ['secret.yaml', 'stringData:\n  ‹kebab›: §\n'],
    ],
  },
  {
    name: 'TOML, INI, properties',
    places: [
      ['config.toml', '[db]\n‹snake› = "§"\n'],
      ['config.ini', '[db]\nhost = db\n‹snake› = §\n'],
      ['app.cfg', '‹snake›: §\n'],
      ['application.properties', 'app.host=h\napp.‹kebab›=§\n'],
      ['gradle.properties', '‹camel›=§\n'],
      ['server.conf', '‹snake› = §\n'],
    ],
  },
  {
    name: 'XML',
    places: [
      ['config.xml', '<db>\n  <‹camel›>§</‹camel›>\n</db>\n'],
      ['web.config', '<add key="‹PASCAL›" value="§" />\n'],
      ['beans.xml', '<property name="‹camel›" value="§"/>\n'],
      ['beans.xml', '<property name="‹camel›">\n  <value>§</value>\n</property>\n'],
      ['context.xml', '<Resource name="jdbc/x" username="ann" ‹camel›="§"/>\n'],
      ['Info.plist', '<key>‹PASCAL›</key>\n<string>§</string>\n'],
      ['strings.xml', '<string name="‹snake›">§</string>\n'],
    ],
  },
  {
    name: 'JSON',
    places: [
      ['config.json', '{\n  "host": "db",\n  "‹camel›": "§",\n  "port": 1\n}\n'],
      ['settings.json', '{"a":{"‹snake›":"§"}}\n'],
      ['task.json', '[{ "name": "‹SCREAM›", "value": "§" }]\n'],
      ['.mcp.json', '{ "mcpServers": { "a": { "env": { "‹SCREAM›": "§" } } } }\n'],
    ],
  },
  {
    name: 'JSON in a string',
    places: [
      ['app.js', 'const body = "{\\"host\\": \\"db\\", \\"‹snake›\\": \\"§\\"}";\n'],
      ['app.py', 'data = \'{"‹snake›": "§"}\'\n'],
      ['App.java', 'String body = "{\\"‹camel›\\":\\"§\\"}";\n'],
      ['a.sh', 'curl -d \'{"‹snake›":"§"}\' https://api.acme.dev\n'],
    ],
  },
  {
    name: 'Dockerfile',
    places: [
      ['Dockerfile', 'FROM x\nENV ‹SCREAM›=§\n'],
      ['Dockerfile', 'FROM x\nENV ‹SCREAM› §\n'],
      ['Dockerfile', 'FROM x\nARG ‹SCREAM›="§"\n'],
      ['Dockerfile', 'FROM x\nENV A=1 \\\n    ‹SCREAM›=§\n'],
      ['Dockerfile', 'FROM x\nRUN ‹SCREAM›=§ make\n'],
    ],
  },
  {
    name: 'shell',
    places: [
      ['deploy.sh', '#!/bin/sh\nexport ‹SCREAM›=§\n'],
      ['deploy.sh', '‹SCREAM›="§" ./run\n'],
      ['deploy.sh', "‹snake›='§'\n"],
      ['deploy.sh', 'tool --‹kebab› § run\n'],
      ['deploy.sh', 'tool --‹kebab›=§ run\n'],
      ['deploy.sh', 'cat > .env <<EOF\nHOST=db\n‹SCREAM›=§\nEOF\n'],
      ['deploy.sh', 'docker run -e ‹SCREAM›=§ app\n'],
      ['deploy.sh', 'export ‹SCREAM›="${‹SCREAM›:-§}"\n'],
      ['deploy.bat', 'set ‹SCREAM›=§\n'],
      ['Makefile', '‹SCREAM› ?= §\nall:\n\ttrue\n'],
      ['app.fish', 'set -x ‹SCREAM› §\n'],
    ],
  },
  {
    name: 'Terraform',
    places: [
      ['main.tf', 'resource "x" "y" {\n  ‹snake› = "§"\n}\n'],
      ['variables.tf', 'variable "‹snake›" {\n  type    = string\n  default = "§"\n}\n'],
      ['terraform.tfvars', '‹snake› = "§"\n'],
    ],
  },
  {
    name: 'comment',
    places: [
      ['app.ts', '// ‹camel›: "§"\n'],
      ['app.py', '# ‹snake› = "§"\n'],
      ['config.yml', '# ‹snake›: §\n'],
      ['App.java', '/*\n * ‹camel› = "§"\n */\n'],
      ['config.xml', '<!-- <‹camel›>§</‹camel›> -->\n'],
    ],
  },
  {
    name: 'Markdown',
    places: [
      ['README.md', '# Use\n\n```sh\nexport ‹SCREAM›=§\n```\n'],
      ['docs/use.md', '```python\nclient = Client(‹snake›="§")\n```\n'],
      ['docs/use.md', '```json\n{ "‹camel›": "§" }\n```\n'],
    ],
  },
  {
    name: 'notebook',
    places: [
      ['a.ipynb', '{"cells":[{"cell_type":"code","source":[\n "‹snake› = \\"§\\"\\n",\n "x"]}]}\n'],
      ['a.ipynb', '{"cells":[{"cell_type":"code","source":[\n "os.environ[\'‹SCREAM›\'] = \'§\'\\n"]}]}\n'],
      ['a.ipynb', '{"outputs":[{"text":[\n "{\'‹snake›\': \'§\'}\\n"]}]}\n'],
    ],
  },
  {
    name: 'several lines',
    places: [
      ['app.py', '‹snake› = """§"""\n'],
      ['app.py', '‹snake› = (\n    "§"\n)\n'],
      ['app.ts', 'const ‹camel› =\n  "§";\n'],
      ['config.yml', '‹snake›: >-\n  §\nnext: 1\n'],
      ['config.yml', '‹snake›: |\n  §\n'],
      ['app.go', 'var ‹camel› = `§`\n'],
    ],
  },
];

/** Where only some values fit: passwords of people, tokens of machines. */
export const passwordSyntaxes: readonly Syntax[] = [
  {
    name: 'SQL',
    places: [
      ['init.sql', "CREATE USER 'ann'@'%' IDENTIFIED BY '§';\n"],
      ['init.sql', "ALTER USER ann WITH PASSWORD '§';\n"],
      ['init.sql', "CREATE LOGIN ann WITH PASSWORD = '§';\n"],
      ['init.sql', "SET PASSWORD FOR 'ann'@'h' = PASSWORD('§');\n"],
    ],
  },
  {
    name: 'command line',
    places: [
      ['a.sh', 'curl -u ann:§ https://a.acme.dev\n'],
      ['a.sh', 'curl --user "ann:§" https://a.acme.dev\n'],
      ['a.sh', 'mysql -u root -p§ app\n'],
      ['a.sh', 'sshpass -p § ssh ann@h\n'],
      ['a.sh', "PGPASSWORD='§' psql -h db\n"],
      ['a.sh', 'redis-cli -a § ping\n'],
      ['a.sh', 'docker login -u ann -p § registry.acme.dev\n'],
    ],
  },
  {
    name: 'address',
    places: [
      ['app.py', 'URL = "postgresql://ann:§@db.acme.dev:5432/x"\n'],
      ['app.ts', "mongoose.connect('mongodb+srv://ann:§@c0.acme.dev/x');\n"],
      ['.env', 'REDIS_URL=redis://:§@cache.acme.dev:6379/0\n'],
      ['a.yml', 'broker: amqp://ann:§@mq.acme.dev//\n'],
      ['a.sh', 'git clone https://ann:§@git.acme.dev/x.git\n'],
      ['app.cs', 'var c = "Server=db;Database=x;User Id=sa;Password=§;";\n'],
      ['App.java', 'String u = "jdbc:mysql://db/x?user=ann&password=§";\n'],
    ],
  },
  {
    name: 'sign-in call',
    places: [
      ['app.py', "requests.get(u, auth=('ann', '§'))\n"],
      ['app.py', "requests.get(u, auth=HTTPBasicAuth('ann', '§'))\n"],
      ['app.py', "smtp.login('ann@acme.dev', '§')\n"],
      ['App.java', 'DriverManager.getConnection(url, "ann", "§");\n'],
      ['app.php', 'new PDO($dsn, "ann", "§");\n'],
      ['app.php', 'mysqli_connect("db", "ann", "§", "x");\n'],
    ],
  },
];

export const tokenSyntaxes: readonly Syntax[] = [
  {
    name: 'header',
    places: [
      ['app.ts', "fetch(u, { headers: { Authorization: 'Bearer §' } });\n"],
      ['app.py', 'headers = {"Authorization": "Bearer §"}\n'],
      ['app.py', 'headers = {"Authorization": "token §"}\n'],
      ['app.py', 'headers={"X-API-Key": "§"}\n'],
      ['App.java', 'request.addHeader("X-Auth-Token", "§");\n'],
      ['main.go', 'req.Header.Set("Authorization", "Bearer §")\n'],
      ['a.sh', 'curl -H "Authorization: Bearer §" https://a.acme.dev\n'],
      ['a.sh', "curl -H 'X-Api-Key: §' https://a.acme.dev\n"],
      ['api.http', 'GET https://a.acme.dev\nX-Api-Key: §\n'],
    ],
  },
  {
    name: 'query',
    places: [
      ['app.py', 'u = "https://a.acme.dev/v1?api_key=§&q=1"\n'],
      ['app.ts', 'fetch(`https://a.acme.dev/v1?token=§`);\n'],
      ['a.sh', 'curl "https://a.acme.dev/v1?access_token=§"\n'],
    ],
  },
];
