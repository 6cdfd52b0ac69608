import { isIPv4, isIPv6 } from "node:net";
import { PLACEHOLDER, placeholders } from "./placeholders.ts";
import { type Span, spansOf } from "./rule.ts";

/** Hides who and where in prompts, and puts it back into a model's answer for local reports. */
export interface Identifiers {
  /** Text with e-mail, network addresses, user and host names as `[email·1]`, `[ip·1]`, `[user·1]`, `[host·1]`. */
  hide(text: string): string;
  /** The same, and words that were hidden before wherever they stand, also cut short: for text that nobody may see as it is. */
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

/** Behind an `@` these name no machine: what is written there is a version, an object's identity, a unit or this machine. */
const isMachineBehindAt = (address: string): boolean => {
  const [name = "", machine = ""] = address.split(/@|%40/);
  if (LOCAL_HOSTS.test(machine) || /^(?:latest|next|beta|alpha|canary|rc|stable|tty\w*)$/i.test(machine)) return false;
  const isIdentity = /^[0-9a-f]{5,8}$/i.test(machine) && (/\d/.test(machine) || /[A-Z$]/.test(name));
  return !isIdentity && /\p{L}/u.test(name);
};

/** Words in capitals before a backslash that are no domain: levels before an escaped line break, roots of the registry. */
const NO_DOMAINS = new Set(
  (
    "ERROR WARN WARNING INFO DEBUG FATAL TRACE NOTICE CRITICAL SEVERE FAILED FAILURE SUCCESS OK NULL NONE TRUE FALSE GET POST " +
    "PUT HKLM HKCU HKCR HKU HKCC SYSTEM SOFTWARE AUTHORITY SERVICE BUILTIN REGISTRY MACHINE WINDOWS GLOBAL END EOF"
  ).split(" "),
);

/** `ip-10-1-2-3`, and not a version. */
const holdsAddress = (name: string): boolean => {
  const [, prefix = "", ...numbers] = /^(.*?)-(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})(?=\.|-|$)/.exec(name) ?? [];
  return (
    isIPv4(numbers.map(Number).join(".")) && !/(?:^|-)(?:v|ver|version|rel|release|build|rev|patch)$/i.test(prefix)
  );
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

/** `CORP\alice`; in JSON its backslash is doubled. In any case where words before it speak of an account, else in capitals: it may be part of a path. */
const ACCOUNTS: readonly RegExp[] = [
  /(?<![\w\\/:.-])([A-Z][A-Z0-9-]{1,14})\\{1,4}([A-Za-z_][\w.$-]{0,62}[\w$])(?![\w\\$])/dg,
  /(?<![A-Za-z])(?:user(?:[ _-]?name)?|account(?:[ _-]?name)?|login|logon|for|by)["']?[ ]{0,2}[=: ][ \t]{0,4}["'`]?([A-Za-z][A-Za-z0-9-]{1,14})\\{1,4}([A-Za-z_][\w.$-]{0,62}[\w$])(?![\w\\$])/dgi,
];

/** Domains or machines of Windows accounts (group 1), or the accounts (group 2). */
const windowsAccounts = (text: string, group: 1 | 2): Span[] =>
  ACCOUNTS.flatMap((pattern) => [...text.matchAll(pattern)]).flatMap((match) => {
    const [domain = "", user = ""] = [match[1], match[2]];
    const [start, end] = match.indices?.[group] ?? [0, 0];
    return NO_DOMAINS.has(domain.toUpperCase()) || (group === 2 && !isUser(user)) ? [] : [{ start, end }];
  });

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
    kind: "email",
    find: (text) => [
      // Letters of every script. Where words stand without blanks this takes some along: better than a name that shows.
      ...spansOf(
        text,
        /(?<![\p{L}\p{N}\p{M}_.%+-])[\p{L}\p{N}\p{M}_.%+-]{1,64}(?:@|%40)[\p{L}\p{N}\p{M}-]{1,63}(?:\.[\p{L}\p{N}\p{M}-]{1,63}){0,4}\.[\p{L}\p{M}]{2,24}(?![\p{L}\p{N}_-])/dgu,
      ),
      // bob@internal
      ...spansOf(
        text,
        /(?<![\p{L}\p{N}\p{M}_.%+$-])[\p{L}\p{N}\p{M}_.%+-]{1,64}(?:@|%40)\p{L}[\p{L}\p{N}\p{M}-]{1,62}(?![\p{L}\p{N}_(-]|\.[\p{L}\p{N}])/dgu,
        isMachineBehindAt,
      ),
    ],
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
  {
    // What a template `ip-<*>` leaves of a host's name.
    kind: "ip",
    find: (text) => spansOf(text, /^\d{1,3}(?:-\d{1,3}){3}$/dg, (parts) => isIPv4(parts.replaceAll("-", "."))),
  },
  { kind: "mac", find: (text) => spansOf(text, /(?<![\w:])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:])/dg) },
  // Before users: what stands behind `user=` may begin with a domain.
  { kind: "host", find: (text) => windowsAccounts(text, 1) },
  {
    kind: "user",
    find: (text) => [
      ...windowsAccounts(text, 2),
      // user=alice, "username": "alice", login: alice
      ...spansOf(
        text,
        /(?<![A-Za-z])(?:user(?:[ _-]?(?:name|id))?|uid|login|account(?:[ _-]?name)?|ruser|logname|owner)\\{0,3}["']?[ ]{0,2}[=:][ \t]{0,4}\\{0,3}["']?([A-Za-z0-9_][\w.@$-]{0,63})/dgi,
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
      // \\FILES01\share
      ...spansOf(text, /(?<=^|[\s"'=(,;])\\{2,4}([A-Za-z][A-Za-z0-9-]{1,62})\\{1,2}(?=[\w$])/dgm),
      // Names that Windows gives: DESKTOP-9XK2
      ...spansOf(
        text,
        /(?<![\w-])(?:DESKTOP|LAPTOP|WIN)-(?:(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{4,12}|[A-Z]{7}|[A-Z]{11})(?![\w-])/dg,
      ),
      ...spansOf(
        text,
        /(?<![\w.-])(?:[A-Za-z][A-Za-z0-9]{0,31}-){1,6}\d{1,3}(?:-\d{1,3}){3}(?:-[A-Za-z][A-Za-z0-9]{0,31}){0,3}(?:\.[A-Za-z0-9-]{1,63}){0,6}(?![\w-])/dg,
        holdsAddress,
      ),
      ...spansOf(
        text,
        /(?<![A-Za-z])(?:host|hostname|rhost|server|node|machine|computer(?:[ _-]?name)?|workstation(?:[ _-]?name)?|(?:account|user)[ _-]?domain)\\{0,3}["']?[=:][ \t]{0,4}\\{0,3}["']?([A-Za-z][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,6})(?![\w-])/dgi,
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

/** The last word of a text that was cut: it may be the beginning of a name. */
const CUT = /[\p{L}\p{N}\p{M}_.@%:+-]{3,127}(?=…)/gu;

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
    hideAll: (text) =>
      hide(text)
        .replace(WORD, (word) => given.known(word) ?? word)
        .replace(CUT, (word) => given.beginning(word) ?? word),
    restore: (text) => text.replace(PLACEHOLDER, (each) => given.valueOf(each) ?? each),
    counts: () => given.counts(),
  };
}
