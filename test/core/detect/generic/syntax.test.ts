import { check, chosen, digits, halves, hex, human, joined, strong, uuid, weak } from './check.ts';

describe('a generic credential is found', () => {
  describe('in code', () => {
    check('a.ts', `const apiKey = '«${strong}»';`, 'generic-api-key medium');
    check('a.ts', `const password: string = "«${weak}»";`, 'generic-password low');
    check('a.ts', `login({ user: 'ann', password: \`«${weak}»\` })`, 'generic-password low');
    check('a.ts', `const secret = process.env.APP_SECRET || '«${strong}»';`, 'generic-secret medium');
    check('a.ts', `const secret = process.env['APP_SECRET'] ?? "«${strong}»";`, 'generic-secret medium');
    check('a.ts', `client.setPassword("«${weak}»")`, 'generic-password low');
    check('a.ts', `if (user.password === '«${weak}»') {`, 'generic-password low');
    check('a.ts', `const accessToken =\n    '«${strong}»';`, 'generic-token medium');
    check('a.ts', `const apiKey = '«${halves[0]}' +\n  '${halves[1]}»';`, 'generic-api-key medium');
    check('a.ts', `const key = '«${hex}»';`, 'generic-api-key low');
    check('a.py', `password = '«${digits}»'`, 'generic-password low');
    check('a.ts', `headers: { 'X-Api-Key': '«${strong}»' }`, 'generic-api-key medium');
    check('a.ts', `const body = "{\\"client_secret\\": \\"«${strong}»\\"}";`, 'generic-secret medium');
    check('a.py', `DB_PASSWORD = '«${human}»'`, 'generic-password low');
    check('a.py', `connect(host="h", password="«${weak}»")`, 'generic-password low');
    check('a.py', `key = os.environ.get("SECRET_KEY", "«${strong}»")`, 'generic-api-key medium');
    check('a.py', `SECRET_KEY = os.getenv('SECRET_KEY', '«${strong}»')`, 'generic-api-key medium');
    check('a.py', `SECRET_KEY = os.environ.get("SECRET_KEY") or "«${strong}»"`, 'generic-api-key medium');
    check('a.py', `config = {'token': b'«${strong}»'}`, 'generic-token medium');
    check('a.py', `token = """«${strong}»"""`, 'generic-token medium');
    check('a.py', `requests.get(url, auth=HTTPBasicAuth('ann', '«${weak}»'))`, 'generic-password low');
    check('a.go', `var apiToken string = "«${strong}»"`, 'generic-token medium');
    check('a.go', `password := "«${weak}»"`, 'generic-password low');
    check('a.go', 'cfg.Secret = []byte("«' + strong + '»")', 'generic-secret medium');
    check('A.java', `private static final String PASSWORD = "«${weak}»";`, 'generic-password low');
    check('A.java', `props.put("db.password", "«${weak}»");`, 'generic-password low');
    check('A.java', `props.setProperty("client.secret", "«${strong}»");`, 'generic-secret medium');
    check('A.cs', `string conn = "Server=db;User Id=sa;Password=«${weak}»;";`, 'connection-string-password low');
    check('A.cs', `var Password = @"«${weak}»";`, 'generic-password low');
    check('a.rb', `config.secret_token = '«${hex}»'`, 'generic-token medium');
    check('a.rb', `  password: "«${weak}»",`, 'generic-password low');
    check('a.rb', `:password => '«${weak}»'`, 'generic-password low');
    check('a.php', `define('DB_PASSWORD', '«${weak}»');`, 'generic-password low');
    check('a.php', `$config['db_password'] = '«${weak}»';`, 'generic-password low');
    check('a.php', `'password' => env('DB_PASSWORD', '«${weak}»'),`, 'generic-password low');
    check('a.rs', `let api_key: &str = "«${strong}»";`, 'generic-api-key medium');
    check('a.swift', `let clientSecret = "«${strong}»"`, 'generic-secret medium');
    check('a.kt', `val dbPassword = "«${weak}»"`, 'generic-password low');
    check('a.c', `char password[] = "«${weak}»";`, 'generic-password low');
    check('a.c', `#define WIFI_PASSWORD "«${weak}»"`, 'generic-password low');
    check('a.ex', `  secret_key_base: "«${strong}»",`, 'generic-api-key medium');
    check('a.pl', `my $passwd = '«${weak}»';`, 'generic-password low');
    check('a.ps1', `$Password = "«${weak}»"`, 'generic-password low');
    check('a.ps1', `ConvertTo-SecureString -String "x" -Password "«${weak}»"`, 'generic-password low');
    check('a.sql', `CREATE USER 'ann'@'%' IDENTIFIED BY '«${weak}»';`, 'generic-password low');
    check('a.sql', `CREATE ROLE ann WITH LOGIN PASSWORD '«${weak}»';`, 'generic-password low');
    check('a.lua', `local api_key = "«${strong}»"`, 'generic-api-key medium');
  });

  describe('in code of other ways', () => {
    check('a.vb', `Dim password As String = "«${weak}»"`, 'generic-password low');
    check('a.c', `#define WIFI_PSK "«${weak}»"`, 'generic-password low');
    check('a.clj', `{:user "ann" :password "«${weak}»"}`, 'generic-password low');
    check('a.erl', `{password, "«${weak}»"}`, 'generic-password low');
    check('a.r', `password <- "«${weak}»"`, 'generic-password low');
    check('a.php', `mysqli_connect("localhost", "ann", "«${weak}»")`, 'generic-password low');
    check('a.php', `new PDO($address, 'ann', '«${weak}»')`, 'generic-password low');
    check('a.java', `getConnection("jdbc:x", user, "«${weak}»")`, 'generic-password low');
    check('a.java', `@Value("\${app.secret:«${strong}»}")`, 'generic-secret medium');
    check('a.go', `flag.String("password", "«${weak}»", "the password")`, 'generic-password low');
    check('a.py', `driver.find("password").send_keys("«${weak}»")`, 'generic-password low');
    check('a.py', `add_argument('--password', default='«${weak}»')`, 'generic-password low');
    check('a.py', `token = ("«${halves[0]}"\n         "${halves[1]}»")`, 'generic-token medium');
    check('a.html', `<input type="password" value="«${weak}»">`, 'generic-password low');
    check('a.cmake', `set(API_KEY "«${strong}»")`, 'generic-api-key medium');
    check('a.gradle', `    password '«${weak}»'`, 'generic-password low');
    check('a.sql', `SET PASSWORD FOR 'ann'@'h' = PASSWORD('«${weak}»');`, 'generic-password low');
  });

  describe('as people choose it', () => {
    check('.env', `DB_PASSWORD=«${chosen}»`, 'generic-password low');
    check('a.yml', `password: «${joined}»`, 'generic-password low');
    check('a.py', `os.environ.setdefault('DB_PASSWORD', '«${chosen}»')`, 'generic-password low');
    check('a.php', `define('DB_PASSWORD', '«${chosen}»');`, 'generic-password low');
    check('a.py', `smtp.login('ann', '«${chosen}»')`, 'generic-password low');
    check('a.sh', `sshpass -p «${joined}» ssh ann@h`, 'generic-password low');
  });

  describe('where a call, a bracket or a tag stands between', () => {
    check('a.go', `os.Setenv("ACME_API_KEY", "«${hex}»")`, 'generic-api-key medium');
    check('a.py', `api_key = (\n    "«${strong}»"\n)`, 'generic-api-key medium');
    check('a.py', `requests.get(u, auth=('ann', '«${weak}»'))`, 'generic-password low');
    check('a.py', `{"Authorization": "token «${hex}»"}`, 'bearer-token medium');
    check('a.xml', `<property name="apiKey">\n  <value>«${strong}»</value>\n</property>`, 'generic-api-key medium');
    check('a.cs', `string ClientSecret = "«${uuid}»";`, 'generic-secret medium');
    check('a.rs', `let key = hex::decode("«${hex}»");`, 'generic-api-key low');
  });

  describe('in settings', () => {
    check('a.yml', `password: |\n  «${weak}»\n`, 'generic-password low');
    check('a.tf', `variable "db_password" {\n  type = string\n  default = "«${weak}»"\n}`, 'generic-password low');
    check('a.fish', `set -x API_TOKEN «${strong}»`, 'generic-token medium');
    check('.npmrc', `//r.example/:_authToken=«${strong}»`, 'generic-token medium');
    check('.env', `SMTP_PASSWORD=«${weak}»`, 'generic-password low');
    check('.env', `SMTP_PASSWORD=«${joined.replace('-', '.')}»`, 'generic-password low');
    check('.env', `export ACME_KEY="«${strong}»"`, 'generic-api-key medium');
    check('.env', `ACME_KEY=«${hex}» # ours`, 'generic-api-key medium');
    check('a.yml', `password: «${weak}»`, 'generic-password low');
    check('a.yml', `  - name: DB_PASSWORD\n    value: "«${weak}»"`, 'generic-password low');
    check('a.yml', `      - MYSQL_ROOT_PASSWORD=«${weak}»`, 'generic-password low');
    check('a.json', `{ "clientSecret": "«${strong}»" }`, 'generic-secret medium');
    check('a.json', `{ "name": "API_TOKEN", "value": "«${strong}»" }`, 'generic-token medium');
    check('a.toml', `api_token = "«${strong}»"`, 'generic-token medium');
    check('a.ini', `password = «${weak}»`, 'generic-password low');
    check('a.properties', `spring.datasource.password=«${weak}»`, 'generic-password low');
    check('a.xml', `<password>«${weak}»</password>`, 'generic-password low');
    check('a.xml', `<add key="ApiKey" value="«${strong}»" />`, 'generic-api-key medium');
    check('a.xml', `<user name="ann" password="«${weak}»"/>`, 'generic-password low');
    check('a.plist', `<key>ClientSecret</key>\n\t<string>«${strong}»</string>`, 'generic-secret medium');
    check('a.tf', `  admin_password = "«${weak}»"`, 'generic-password low');
    check('Dockerfile', `ENV API_TOKEN=«${strong}»`, 'generic-token medium');
    check('Dockerfile', `ENV API_TOKEN «${strong}»`, 'generic-token medium');
    check('Dockerfile', `ARG DB_PASSWORD=«${weak}»`, 'generic-password low');
    check('redis.conf', `requirepass «${strong}»`, 'generic-password low');
    check('.netrc', `machine a.example login ann password «${strong}»`, 'generic-password medium');
    check('a.yml', `AccountKey=«${strong}»;EndpointSuffix=x`, 'generic-api-key medium');
  });

  describe('in a shell', () => {
    check('a.sh', `export API_TOKEN=«${strong}»`, 'generic-token medium');
    check('a.sh', `PGPASSWORD='«${weak}»' psql -h db`, 'generic-password low');
    check('a.sh', `wget --user=ann --password=«${weak}» https://a.example`, 'generic-password low');
    check('a.sh', `tool --token «${strong}» run`, 'generic-token medium');
    check('a.sh', `curl -u ann:«${weak}» https://a.example`, 'generic-password low');
    check('a.sh', `curl -H "Authorization: Bearer «${strong}»" https://a.example`, 'bearer-token medium');
    check('a.sh', `curl -H 'X-Api-Key: «${strong}»' https://a.example`, 'generic-api-key medium');
    check('a.sh', `mysql -uroot -p«${weak}» db`, 'generic-password low');
    check('a.sh', `sshpass -p «${weak}» ssh ann@h`, 'generic-password low');
    check('a.sh', `TOKEN="\${TOKEN:-«${strong}»}"`, 'generic-token medium');
    check('a.sh', `openssl rsa -passin pass:«${weak}» -in k.pem`, 'generic-password low');
  });

  describe('in an address', () => {
    check('a.py', `"postgresql://ann:«${weak}»@db.acme.dev/x"`, 'connection-string-password medium');
    check('a.py', `"postgresql+psycopg2://ann:«${weak}»@localhost/x"`, 'connection-string-password low');
    check('a.yml', `url: redis://:«${weak}»@cache.acme.dev:6379`, 'connection-string-password medium');
    check('a.yml', `url: mongodb+srv://ann:«${weak}»@c0.acme.dev/x`, 'connection-string-password medium');
    check('a.yml', `url: https://ann:«${weak}»@git.acme.dev/x.git`, 'url-password medium');
    check('a.java', `"jdbc:mysql://db/x?user=ann&password=«${weak}»"`, 'connection-string-password low');
  });

  describe('in prose and exports', () => {
    check('a.md', `    api_key = "«${strong}»"`, 'generic-api-key medium');
    check('a.ipynb', `    "api_key = \\"«${strong}»\\"\\n",`, 'generic-api-key medium');
    check('a.ipynb', `    "os.environ['API_TOKEN'] = '«${strong}»'\\n",`, 'generic-token medium');
    check('a.ts', `fetch(u, { headers: { Authorization: 'Bearer «${strong}»' } })`, 'bearer-token medium');
    check('a.ts', `'Authorization: Basic «${Buffer.from(`ann:${weak}`).toString('base64')}»'`, 'basic-auth medium');
    check('a.rs', `const TEST_API_KEY: &str = "«${strong}»";`, 'generic-api-key low');
    check('api/openapi.yaml', `clientSecret: "«${strong}»"`, 'generic-secret medium');
    check('src/latest/app.java', `String clientSecret = "«${strong}»";`, 'generic-secret medium');
    check('node_modules/a/index.js', `const clientSecret = '«${strong}»';`, 'generic-secret low');
  });
});
