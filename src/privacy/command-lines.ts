import { type Confirm, type SecretRule, type Span, spansOf } from "./rule.ts";

const STAND_IN = /^["']?(?:\*+|x{3,}|\$|<|\[|-)/i;

/** Whether a colon stands in the next word: `user:password`. */
const isPair: Confirm = (bytes, _start, at, end) => {
  let i = at;
  while (i < end && (bytes[i] === 0x20 || bytes[i] === 0x3d)) i++;
  for (const stop = Math.min(end, i + 100); i < stop && bytes[i]! > 0x20; i++) if (bytes[i] === 0x3a) return true;
  return false;
};

/** Programs that log in to a registry, and take the password behind `-p`. */
const LOGINS = ["docker login", "podman login", "buildah login", "nerdctl login", "helm registry login"];
const LOGIN = new RegExp(`\\b(?:${LOGINS.join("|")})\\b`);

/** Passwords that a known program takes without saying so: `curl -u a:x`, `mysql -px`, `docker login -p x`, `AUTH x`. */
export const commandLine: SecretRule = {
  kind: "command-password",
  summary:
    "passwords on command lines of curl, mysql, sshpass, docker, redis-cli, net use, and in AUTH commands of Redis and SMTP",
  triggers: [
    { literal: " -u ", isExact: true, confirm: isPair },
    { literal: "--user", isExact: true, confirm: isPair },
    { literal: " -p", isExact: true, confirm: (bytes, _start, at, end) => at + 3 < end && bytes[at]! > 0x20 },
    { literal: "sshpass -p", isExact: true },
    // Without the `ry` of `registry`, which ordinary lines are full of.
    ...LOGINS.map((login) => ({ literal: login.replace("registry login", "reg") })),
    { literal: "redis-cli " },
    { literal: " /user:" },
    { literal: '"auth" "' },
    { literal: "auth plain " },
    { literal: "auth login " },
    { literal: "redis: auth " },
    { literal: "redis auth " },
    { literal: "redis> auth " },
  ],
  find(text) {
    /** Values of an option of one of these programs, named before it on the same command line. */
    const optionOf = (program: RegExp, option: RegExp, accept: (value: string) => boolean): Span[] =>
      spansOf(text, option).filter(({ start, end }) => {
        const before = text.slice(Math.max(0, start - 400), start);
        const command = before.slice(
          Math.max(before.lastIndexOf("\n"), before.lastIndexOf("|"), before.lastIndexOf(";")) + 1,
        );
        const value = text.slice(start, end);
        return program.test(command) && !STAND_IN.test(value) && accept(value);
      });
    return [
      ...optionOf(
        /\b(?:curl|wget|http)\b/,
        / (?:-u|--user)[ =]{0,2}["']?[^\s:"']{1,64}:([^\s"']{3,200})/dg,
        () => true,
      ),
      ...optionOf(
        /\b(?:mysql|mariadb)\w*\b/,
        / -p["']?([^\s"']{3,200})/dg,
        (value) => !/^(?:ort|ath|\d+$)/.test(value),
      ),
      ...optionOf(/\bsshpass$|\bsshpass /, / -p[ ]?["']?([^\s"']{3,200})/dg, () => true),
      ...optionOf(LOGIN, / -p[ =]?["']?([^\s"']{3,200})/dg, () => true),
      ...optionOf(/\bredis-cli\b/, / -a ["']?([^\s"']{3,200})/dg, () => true),
      // The user stands before the password, or behind it.
      ...[
        / \/user:[^\s"']{1,100} ["']?([^\s"'/]{3,200})/dgi,
        / \\{2,4}[^\s"']{1,200} ["']?([^\s"'/]{3,200})["']? \/user:/dgi,
      ].flatMap((option) => optionOf(/\bnet use\b/i, option, () => true)),
      ...spansOf(text, /"auth" (?:"[^"\n]{0,100}" )?"([^"\n]{3,300})"/dgi),
      ...spansOf(
        text,
        /\bauth (?:plain|login) ([A-Za-z0-9+/]{8,400}={0,2})(?![^\s"',;])/dgi,
        (value) => /[A-Z]/.test(value) && /[0-9a-z]/.test(value),
      ),
      ...spansOf(text, /\bredis[:>]? auth ([^\s"']{6,300})/dgi, (value) => /\d/.test(value)),
    ].sort((a, b) => a.start - b.start);
  },
  samples: [
    { text: "run: curl -s -u bob:S3cretx https://a.example", secret: "S3cretx" },
    { text: "curl --user bob:S3cretx https://a.example", secret: "S3cretx" },
    { text: "mysqldump -u root -pTulip77 shop", secret: "Tulip77" },
    { text: "sshpass -p Cedar77 ssh root@h", secret: "Cedar77" },
    { text: "docker login -u bob -p Cedar77 r.example", secret: "Cedar77" },
    { text: "helm registry login r.example -u bob -p 'Cedar77'", secret: "Cedar77" },
    { text: "redis-cli -h cache -a Cedar77 ping", secret: "Cedar77" },
    { text: "net use X: \\\\srv\\share /user:bob Cedar77", secret: "Cedar77" },
    { text: "NET USE X: \\\\srv\\share Cedar77 /user:corp\\bob", secret: "Cedar77" },
    { text: '1339518083.1 [0 127.0.0.1:60866] "AUTH" "Redis77x"', secret: "Redis77x" },
    { text: "< AUTH PLAIN AGJvYgBTM2NyZXQ=", secret: "AGJvYgBTM2NyZXQ=" },
    { text: "redis: AUTH Redis77xyz", secret: "Redis77xyz" },
  ],
  counterexamples: [
    "docker run -u 1000:1000 image",
    "ps -p 1234 and -port 80",
    "mysql -port 3306 -path /x",
    "docker run -p 8080:80 nginx",
    "docker login -u bob -p $PASS",
    "docker login -u bob --password-stdin",
    "redis-cli -p 6379 -h cache",
    "net use X: \\\\srv\\share /user:bob /persistent:no",
    "net use X: \\\\srv\\share * /user:bob",
    "redis AUTH failed",
    "AUTH LOGIN failed",
    "250-AUTH LOGIN PLAIN",
    "curl -u bob:*** https://a.example",
    "curl -u bob:$PASS https://a.example",
  ],
};
