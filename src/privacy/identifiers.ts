import { isIPv4, isIPv6 } from "node:net";
import { PLACEHOLDER, placeholders } from "./placeholders.ts";
import { type Span, spansOf } from "./rule.ts";

/** Hides who and where in prompts, and puts it back into a model's answer for local reports. */
export interface Identifiers {
  /** Text with e-mail, network addresses, user and host names as `[email·1]`, `[ip·1]`, `[user·1]`, `[host·1]`. */
  hide(text: string): string;
  /** The same, and words that were hidden before wherever they stand: for text that nobody may see as it is. */
  hideAll(text: string): string;
  /** The inverse, for every placeholder this object gave out; others stay as they are. */
  restore(text: string): string;
  /** Distinct identifiers hidden so far, by kind. */
  counts(): Record<string, number>;
}

interface Rule {
  readonly kind: "email" | "ip" | "mac" | "user" | "host";
  find(text: string): readonly Span[];
}

/** Accounts that every machine has say nothing about a person. */
const SYSTEM_USERS = new Set(
  (
    "root nobody daemon bin sys sync mail www-data nginx apache postgres mysql redis mongodb hdfs yarn spark kafka zookeeper " +
    "systemd sshd cron syslog admin administrator guest anonymous unknown none null undefined system localhost invalid illegal " +
    "user users account name id login logging logged is not was has in on of the a an and or from for by to with at who " +
    "does did that this failed denied missing authentication request requests session"
  ).split(" "),
);

/** Last labels that make a dotted name a host name, and not a package, a file or a property. */
const DOMAINS = new Set(
  (
    "com org net edu gov mil int info biz io dev app cloud ai local localdomain internal lan corp home intranet private test example invalid " +
    "at au be br ca ch cn cz de dk es eu fi fr gr hk hu ie il in it jp kr mx nl no nz pl pt ro ru se sg tr tw ua uk us za " +
    "svc cluster arpa"
  ).split(" "),
);
/** First labels of packages and properties, not of hosts. */
const PACKAGES =
  /^(?:java|javax|jdk|sun|com|org|net|io|edu|gov|scala|kotlin|akka|spring|logging|node|system|microsoft)$/i;
const LOCAL_HOSTS = /^(?:localhost(?:\.localdomain)?|local|ip6-localhost|host\.docker\.internal)$/i;

const isReadableAddress = (address: string): boolean =>
  /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$)/.test(address) || /^[0:]+[01]?$/.test(address);

const isUser = (name: string): boolean => !SYSTEM_USERS.has(name.toLowerCase()) && !/^[0-9.,:]+$/.test(name);

const isHostName = (name: string): boolean => {
  const labels = name.split(".");
  const [first = "", last = ""] = [labels[0], labels.at(-1)];
  return DOMAINS.has(last.toLowerCase()) && !PACKAGES.test(first) && !LOCAL_HOSTS.test(name);
};

const escapeRegex = (text: string): string => text.replaceAll(/[.*+?^$(){}|[\]\\/-]/g, "\\$&");

/** Names as the run knows them, longest first, so that `db-10` is not found as `db-1`. */
function namedRule(kind: Rule["kind"], names: readonly string[]): Rule[] {
  const wanted = [...new Set(names)].filter((name) => name.length > 1 && !LOCAL_HOSTS.test(name) && !isIPv4(name));
  if (wanted.length === 0) return [];
  wanted.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const pattern = new RegExp(`(?<![\\w.-])(?:${wanted.map(escapeRegex).join("|")})(?![\\w-]|\\.\\w)`, "gd");
  return [{ kind, find: (text) => spansOf(text, pattern) }];
}

const RULES: readonly Rule[] = [
  {
    kind: "email",
    find: (text) =>
      spansOf(
        text,
        /(?<![\w.%+-])[\w.%+-]{1,64}(?:@|%40)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,24}(?![\w-])/dg,
      ),
  },
  {
    kind: "ip",
    find: (text) =>
      spansOf(
        text,
        /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/dg,
        (address) => isIPv4(address) && !isReadableAddress(address),
      ),
  },
  {
    kind: "ip",
    find: (text) =>
      spansOf(
        text,
        /(?<![\w:.])(?=[^\s\]]{0,20}\d|[^\s\]]{0,20}::)[0-9A-Fa-f:]{2,39}(?:\.\d{1,3}){0,3}(?![\w:])/dg,
        (address) => /\d/.test(address) && isIPv6(address) && !isReadableAddress(address),
      ),
  },
  { kind: "mac", find: (text) => spansOf(text, /(?<![\w:])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:])/dg) },
  {
    kind: "user",
    find: (text) => [
      // user=alice, "username": "alice", login: alice
      ...spansOf(
        text,
        /(?<![A-Za-z])(?:user(?:[ _-]?(?:name|id))?|uid|login|account|ruser|logname|owner)\\{0,3}["']?[ ]{0,2}[=:][ ]{0,2}\\{0,3}["']?([A-Za-z0-9_][\w.@$-]{0,63})/dgi,
        isUser,
      ),
      // for user alice, for invalid user alice, user 'alice', session opened for user alice
      ...spansOf(
        text,
        /(?<![A-Za-z])user[ ]{1,2}["'`([]?([A-Za-z_][\w.$-]{0,63})(?=["'`)\]]|[ ,;:]|\.?$)/dgim,
        (name) =>
          isUser(name) &&
          !/^(?:agent|space|mode|data|input|interface|code|service|process|group|limit|count|error|table)$/i.test(name),
      ),
      // Accepted password for alice from 192.0.2.1 port 22
      ...spansOf(text, /(?<![A-Za-z])(?:for|by)[ ]{1,2}([A-Za-z_][\w.$-]{0,63})[ ]{1,2}from[ ]/dgi, isUser),
      ...spansOf(text, /(?:\/home\/|\/Users\/|C:\\{1,2}Users\\{1,2})([A-Za-z_][\w.-]{0,63})/dgi, isUser),
    ],
  },
  {
    kind: "host",
    find: (text) => [
      ...spansOf(
        text,
        /(?<![A-Za-z])(?:host|hostname|rhost|server|node|machine)\\{0,3}["']?[=:][ ]{0,1}\\{0,3}["']?([A-Za-z][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,6})(?![\w-])/dgi,
        (name) => !LOCAL_HOSTS.test(name) && !/^(?:null|none|unknown|is|not|error|undefined)$/i.test(name),
      ),
      ...spansOf(
        text,
        /[a-z]:\/\/(?:[^\s/@"']{1,128}@)?([A-Za-z][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,6})(?![\w-])/dgi,
        (name) => !LOCAL_HOSTS.test(name),
      ),
      ...spansOf(
        text,
        /(?<![\w.@/$-])[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){1,6}(?![\w(@-]|\.\w)/dg,
        isHostName,
      ),
    ],
  },
];

/** A word that may be a name met before; placeholders hold none that is three letters long and known. */
const WORD = /(?<![\w.@-])[A-Za-z0-9_][\w.@$:-]{1,126}[\w$](?![\w@-])/g;

/** Hides identifiers for the prompts of one run. `hosts` and `users` are names the run knows, whatever they look like. */
export function hideIdentifiers(
  options: { readonly hosts?: readonly string[]; readonly users?: readonly string[] } = {},
): Identifiers {
  const rules = [...namedRule("host", options.hosts ?? []), ...namedRule("user", options.users ?? []), ...RULES];
  const given = placeholders();
  const hide = (text: string): string => {
    const taken = spansOf(text, new RegExp(PLACEHOLDER.source, "gd"));
    const found = rules
      .flatMap((rule, rank) => rule.find(text).map(({ start, end }) => ({ kind: rule.kind, rank, start, end })))
      .filter(({ start, end }) => !taken.some((each) => each.start < end && each.end > start));
    found.sort((a, b) => a.start - b.start || b.end - a.end || a.rank - b.rank);
    let out = "";
    let from = 0;
    // A placeholder that the log wrote itself must not be restored to what somebody else's stands for.
    const kept = (start: number, end: number): string =>
      text
        .slice(start, end)
        .replace(PLACEHOLDER, (each) =>
          /^\[(?:email|ip|mac|user|host)·/.test(each) && given.valueOf(each) === undefined
            ? `(${each.slice(1, -1)})`
            : each,
        );
    for (const { kind, start, end } of found) {
      if (start < from) continue;
      out += kept(from, start) + given.of(kind, text.slice(start, end));
      from = end;
    }
    return out + kept(from, text.length);
  };
  return {
    hide,
    hideAll: (text) => hide(text).replace(WORD, (word) => given.known(word) ?? word),
    restore: (text) => text.replace(PLACEHOLDER, (each) => given.valueOf(each) ?? each),
    counts: () => given.counts(),
  };
}
