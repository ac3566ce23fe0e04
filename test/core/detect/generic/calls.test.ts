import { seeded, valueOf } from '../make.ts';
import { check, checkNone, chosen, digits, hex, strong, uuid, weak } from './check.ts';

describe('a generic credential is found where programs are run and called', () => {
  describe('on a command line', () => {
    check('a.sh', `sshpass -p '«${weak}»' scp a b@h:/d`, 'generic-password low');
    check('a.sh', `echo "ann:«${weak}»" | chpasswd`, 'generic-password low');
    check('Dockerfile', `RUN echo 'root:«${chosen}»' | chpasswd`, 'generic-password low');
    check('a.sh', `echo «${weak}» | docker login -u ann --password-stdin`, 'generic-password low');
    check('a.sh', `echo «${weak}» | sudo -S ls`, 'generic-password low');
    check('a.sh', `useradd -p «${weak}» ann`, 'generic-password low');
    check('a.sh', `htpasswd -b -c .htpasswd ann «${weak}»`, 'generic-password low');
    check('a.sh', `htpasswd -bn ann «${weak}»`, 'generic-password low');
    check('a.sh', `mongo -u admin -p «${weak}» db`, 'generic-password low');
    check('a.sh', `mysqladmin -u root password «${weak}»`, 'generic-password low');
    check('a.sh', `ldapsearch -x -D "cn=admin" -w «${weak}» -b "dc=x"`, 'generic-password low');
    check('a.sh', `smbclient //s/x -U ann%«${weak}»`, 'generic-password low');
    check('a.sh', `keytool -importkeystore -srcstorepass "«${weak}»"`, 'generic-password low');
    check('a.bat', `net use z: \\\\srv\\x /user:ann «${weak}»`, 'generic-password low');
    check('a.sh', `az login -u ann@acme.dev -p «${weak}»`, 'generic-password low');
    check('a.sh', `rabbitmqctl add_user ann «${weak}»`, 'generic-password low');
    check('a.sh', `unzip -P «${weak}» a.zip`, 'generic-password low');
    check('a.sh', `sqlplus ann/«${weak}»@orcl`, 'generic-password low');
    check('a.sh', `sqlcmd -S s -U sa -P «${weak}»`, 'generic-password low');
    check('a.sh', `psql -c "ALTER USER ann WITH PASSWORD '«${weak}»'"`, 'generic-password low');
    checkNone('a.sh', `mysql -u root -p ${weak}`);
    checkNone('a.sh', 'echo "$USER:$PASSWORD" | chpasswd');
    checkNone('a.sh', 'htpasswd -c .htpasswd ann');
    checkNone('a.sh', 'docker run -p 8080:80 app');
    checkNone('a.sh', 'echo done | tee log');
  });

  describe('in SQL', () => {
    check('a.sql', `CREATE USER ann IDENTIFIED BY «${weak}»;`, 'generic-password low');
    check('a.sql', `ALTER ROLE ann PASSWORD '«${weak}»' VALID UNTIL 'infinity';`, 'generic-password low');
    check('a.sql', `SET PASSWORD FOR 'ann'@'h' = '«${weak}»';`, 'generic-password low');
    check('a.sql', `CREATE USER a IDENTIFIED WITH mysql_native_password BY '«${weak}»';`, 'generic-password low');
    check('a.py', `cursor.execute("CREATE USER ann WITH PASSWORD '«${weak}»'")`, 'generic-password low');
    check('a.sql', `SET PASSWORD FOR 'ann'@'h' = PASSWORD('«${chosen}»');`, 'generic-password low');
    checkNone('a.go', '// deletes the pod identified by podID2.');
    checkNone('a.py', 'resources that are identified by ARNs2');
  });

  describe('in a call', () => {
    check('a.java', `source.setPassword("«${chosen}»");`, 'generic-password low');
    check('a.java', `if (password.equals("«${weak}»")) {`, 'generic-password low');
    check('a.java', `new PasswordAuthentication("ann", "«${weak}»".toCharArray())`, 'generic-password low');
    check('a.java', `store.load(in, "«${weak}»".toCharArray());`, 'generic-password low');
    check('a.java', `.withUser("ann").password("{noop}«${weak}»")`, 'generic-password low');
    check('a.py', `if password == '«${weak}»':`, 'generic-password low');
    check('a.py', `if request.form['password'] != '«${weak}»':`, 'generic-password low');
    check('a.py', `parser.add_argument('--password', help='x', default='«${weak}»')`, 'generic-password low');
    check('a.py', `driver.find_element(By.ID, "pass").send_keys("«${weak}»")`, 'generic-password low');
    check('a.py', `password_input.send_keys("«${weak}»")`, 'generic-password low');
    check('a.py', `User.objects.create_user("ann", "ann@acme.dev", "«${weak}»")`, 'generic-password low');
    check('a.js', `await page.fill('input[name=password]', '«${weak}»')`, 'generic-password low');
    check('a.rb', `fill_in 'Password', with: '«${weak}»'`, 'generic-password low');
    check('a.c', `if (strcmp(password, "«${weak}»") == 0)`, 'generic-password low');
    check('a.cpp', `std::string password("«${weak}»");`, 'generic-password low');
    check('a.go', `req.SetBasicAuth("ann", "«${weak}»")`, 'generic-password low');
    check('a.go', `smtp.PlainAuth("", "ann@acme.dev", "«${weak}»", host)`, 'generic-password low');
    check('a.ino', `WiFi.begin(ssid, "«${weak}»");`, 'generic-password low');
    check('a.cs', `new NetworkCredential("ann", "«${weak}»")`, 'generic-password low');
    check('a.pl', `DBI->connect($dsn, "ann", "«${weak}»");`, 'generic-password low');
    check('a.ps1', `ConvertTo-SecureString -String '«${weak}»' -AsPlainText -Force`, 'generic-password low');
    check('a.js', `jwt.sign({ id }, '«${strong}»')`, 'generic-secret medium');
    check('a.js', `crypto.createHmac('sha256', '«${strong}»')`, 'generic-secret medium');
    checkNone('a.js', "jwt.verify(token, 'publickey')");
    checkNone('a.js', `crypto.createHmac('sha256', secret)`);
    checkNone('a.py', `password = row["${weak}"]`);
    checkNone('a.py', `if password == '': raise ValueError('${weak} is empty')`);
    checkNone('a.java', 'assertEquals("name", "value1".toCharArray());');
  });

  describe('in files of settings', () => {
    check('.pgpass', `db.acme.dev:5432:app:ann:«${strong}»`, 'connection-string-password medium');
    check('.netrc', `machine a.example login ann password «${chosen}»`, 'generic-password low');
    check('router.cfg', `enable secret 0 «${weak}»`, 'generic-secret low');
    check('router.cfg', `username ann password 0 «${weak}»`, 'generic-password low');
    check('ks.cfg', `rootpw --plaintext «${weak}»`, 'generic-password low');
    check('slapd.conf', `rootpw «${weak}»`, 'generic-password low');
    check('a.yml', `- name: API_TOKEN\n  value: «${strong}»\n`, 'generic-token medium');
    check('a.json', `"adminPassword": { "value": "«${weak}»" }`, 'generic-password low');
    checkNone('users.xml', '<user name="ann" password="<password>" roles="manager"/>');
    check('unattend.xml', `<AdministratorPassword>\n<Value>«${weak}»</Value>`, 'generic-password low');
    check(
      'AndroidManifest.xml',
      `<meta-data android:name="a.API_KEY" android:value="«${strong}»"/>`,
      'generic-api-key medium',
    );
    check('build.gradle', `buildConfigField "String", "API_KEY", "\\"«${strong}»\\""`, 'generic-api-key medium');
    check('a.go', `sql.Open("mysql", "root:«${weak}»@tcp(db.acme.dev:3306)/x")`, 'connection-string-password medium');
    check('a.yml', `url: jdbc:oracle:thin:ann/«${weak}»@db.acme.dev:1521:x`, 'connection-string-password medium');
  });

  describe('in what people read', () => {
    check('README.md', `* **Password**: «${weak}»`, 'generic-password low');
    check('README.md', `**Password:** «${chosen}»`, 'generic-password low');
    check('README.md', `Password: \`«${chosen}»\``, 'generic-password low');
    check('README.md', `log in as \`ann\` with password \`«${weak}»\``, 'generic-password low');
    check('a.feature', `When I fill in "Password" with "«${weak}»"`, 'generic-password low');
    checkNone('README.md', 'Pass `maximum` as the second argument.');
    checkNone('README.md', 'The password (see chapter 12) is asked for.');
    checkNone('README.md', 'let shared_secret = x3dh_q7a(sig, ik);');
    checkNone('README.md', '| password | string | the password of the user |');
  });
});

describe('a password interrupts', () => {
  const made = valueOf('{alnum:9}', seeded(3)) + digits.slice(0, 2);
  check('src/a.ts', `const password = '«${made}»';`, 'generic-password medium');
  check('.env', `DB_PASSWORD=«${made}»`, 'generic-password medium');
  check('test/a.test.ts', `const password = '«${made}»';`, 'generic-password low');
  check('src/a.ts', `const password = '«${chosen}»';`, 'generic-password low');
});

describe('in tests, comments and documentation', () => {
  describe('what looks like the key of an account interrupts', () => {
    check('test/a.test.ts', `const clientSecret = '«${strong}»';`, 'generic-secret medium');
    check('src/keysTests.java', `String apiKey = "«${strong}»";`, 'generic-api-key medium');
    check('a.ts', `// const clientSecret = '«${strong}»';`, 'generic-secret medium');
    check('README.md', `client_secret: "«${strong}»"`, 'generic-secret medium');
  });

  describe('vectors, digests and answers of servers do not', () => {
    check('test/a.test.ts', `const secretKey = '«${hex}»';`, 'generic-api-key low');
    check('test/a.test.ts', `const clientSecret = '«${uuid}»';`, 'generic-secret low');
    check('test/a.test.ts', `const accessToken = '«${strong}»';`, 'generic-token low');
    check('test/a.test.ts', `const testClientSecret = '«${strong}»';`, 'generic-secret low');
    check('test/a.test.ts', `const key = '«${strong}»';`, 'generic-api-key low');
    check('test/a.test.ts', `const password = '«${strong}»';`, 'generic-password low');
    check('test/answer.json', `{ "clientSecret": "«${strong}»" }`, 'generic-secret low');
    check('a.py', `    >>> client.secret\n    >>> login(client_secret='«${strong}»')`, 'generic-secret low');
    check('a.py', `    Example:\n        client_secret = '«${strong}»'`, 'generic-secret low');
  });
});
