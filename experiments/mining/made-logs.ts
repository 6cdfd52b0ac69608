import { seededRandom } from "../../src/core/random.ts";

/** A log made line by line; `templates`: what its program has. Undefined: nobody can say. */
export interface MadeLog {
  readonly name: string;
  readonly templates: number | undefined;
  readonly line: () => string;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Logs that miners fail on: records of pairs, words without end in one, two, three or all places, one bucket for all. */
export function madeLogs(seed: number): readonly MadeLog[] {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const word = (): string => Array.from({ length: 4 + below(6) }, () => LETTERS.charAt(below(26))).join("");
  const id = (): string => Array.from({ length: 12 }, () => below(36).toString(36)).join("");
  const one = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  const ip = (): string => `10.${below(256)}.${below(256)}.${below(256)}`;
  const serial = (): string => `msg=audit(17156736${10 + below(90)}.${100 + below(900)}:${1000 + below(9000)}):`;
  const users = Array.from({ length: 300 }, word);

  const logfmt = [
    () => `level=info msg="user signed in" user=${one(users)} ip=${ip()} took=${below(900)}ms`,
    () =>
      `level=info msg="request done" method=${one(["GET", "PUT", "POST"])} path=/v1/${word()}/${below(99)} status=200`,
    () =>
      `level=warn msg="slow query" table=${one(["orders", "users", "items"])} took=${below(9)}s rows=${below(9999)}`,
    () => `level=error msg="cannot connect" err="dial tcp ${ip()}:443: connection refused" attempt=${below(9)}`,
    () =>
      `level=info component=${one(["api", "web", "db"])} tenant=${word()} host=${word()}-${below(50)} msg="cache miss" key=${id()}`,
  ];
  const audit = [
    () =>
      `type=SYSCALL ${serial()} arch=c000003e syscall=${below(300)} success=${one(["yes", "no"])} exit=${below(3)} a0=${id()} items=2 ppid=${below(9999)} pid=${below(9999)} auid=${below(2000)} uid=${below(2000)} tty=${one(["pts0", "(none)"])} ses=${below(99)} comm="${word()}" exe="/usr/bin/${word()}" key="${one(["exec", "delete", "(null)"])}"`,
    () =>
      `type=USER_LOGIN ${serial()} pid=${below(9999)} uid=0 auid=${below(2000)} ses=${below(99)} msg='op=login acct="${one(users)}" exe="/usr/sbin/sshd" hostname=${word()} addr=${ip()} terminal=ssh res=${one(["success", "failed"])}'`,
    () => `type=CWD ${serial()} cwd="/home/${one(users)}"`,
    () =>
      `type=PATH ${serial()} item=${below(3)} name="/tmp/${word()}" inode=${below(1e6)} dev=08:0${below(9)} mode=0100${below(999)} ouid=${below(2000)} nametype=${one(["NORMAL", "CREATE", "DELETE"])}`,
    () => `type=EXECVE ${serial()} argc=3 a0="${word()}" a1="-${one(["l", "r", "f"])}" a2="${word()}"`,
  ];
  return [
    { name: "logfmt, messages", templates: logfmt.length, line: () => one(logfmt)() },
    {
      name: "logfmt, words only",
      templates: 1,
      line: () => `level=info user=${word()} action=login host=${word()} tenant=${word()} ok`,
    },
    {
      name: "logfmt, optional keys",
      templates: 64,
      line: () =>
        `level=info msg="disk check done" ${["user", "host", "pod", "node", "zone", "disk"]
          .filter(() => below(2) === 0)
          .map((key) => `${key}=${word()}`)
          .join(" ")}`,
    },
    { name: "auditd", templates: audit.length, line: () => one(audit)() },
    { name: "one word", templates: 1, line: () => `session opened for account ${word()} by daemon on terminal` },
    { name: "one id", templates: 1, line: () => `request ${id()} was accepted by the front end` },
    { name: "first word", templates: 1, line: () => `${word()} has joined the channel today` },
    {
      name: "two words",
      templates: 1,
      line: () => `the job ${word()} was moved from the queue ${word()} by the scheduler`,
    },
    {
      name: "three words",
      templates: 1,
      line: () => `job ${word()} moved from queue ${word()} to queue ${word()} by scheduler`,
    },
    {
      name: "list of words",
      templates: 1,
      line: () => `the peers are ${Array.from({ length: 1 + below(30) }, word).join(" ")}`,
    },
    { name: "uuids only (R-66)", templates: 1, line: () => `${id()}-${id()}` },
    { name: "one bucket (R-68)", templates: 1, line: () => `go ${id()} ${word()} ${id()} ${word()} ${id()} end` },
    { name: "random words", templates: undefined, line: () => Array.from({ length: 3 + below(12) }, word).join(" ") },
    {
      name: "random bytes",
      templates: undefined,
      line: () => Array.from({ length: 80 }, () => String.fromCharCode(33 + below(94))).join(""),
    },
  ];
}
