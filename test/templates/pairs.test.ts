import { describe, expect, it } from "vitest";
import { UNSEEN } from "../../src/core/miner.ts";
import { seededRandom } from "../../src/core/random.ts";
import { autoMiner, parametersOf } from "../../src/templates/index.ts";
import { lastWordOf } from "../../src/templates/pairs.ts";
import { templateFits } from "../../src/templates/parameters.ts";
import { shapeOf, shapesOf } from "./messages.ts";

const shown = (message: string): string =>
  shapeOf(message)
    .elements.map(({ text, spaced }) => (spaced ? ` ${text}` : text))
    .join("");

describe("records of pairs", () => {
  it.each([
    [
      'level=info msg="user signed in" user=bob ip=10.0.0.1 note="a b, c" empty= last',
      'level=info msg="user signed in" user=<*> ip=<*> note="<*>" empty= last',
    ],
    [
      'type=SYSCALL msg=audit(1715673601.314:1001): arch=c000003e success=yes tty=(none) comm="ls" key=(null)',
      'type=SYSCALL msg=audit(<*>): arch=<*> success=yes tty=<*> comm="<*>" key=<*>',
    ],
    [
      `pid=4533 ses=1 msg='op=login acct="bob" exe="/usr/sbin/sshd" hostname=web-one terminal=ssh res=failed'`,
      `pid=<*> ses=<*> msg='op=login acct="<*>" exe="<*>" hostname=<*> terminal=<*> res=failed'`,
    ],
    ["user=bob, host=alpha; zone=here: eventType=Created", "user=<*>, host=<*>; zone=<*>: eventType=Created"],
    [`a="it's" b=one c='say "x"' d=two`, `a="<*>" b=<*> c='<*>' d=<*>`],
    // No quote that closes: the chunk is left as it is.
    ['user=bob host=alpha note="open zone=here', 'user=<*> host=<*> note="open zone=<*>'],
  ])("%s keeps its keys, its enumerations and its sentences", (message, expected) => {
    expect(shown(message)).toBe(expected);
    expect(templateFits({ elements: shapeOf(message).elements }, message)).toBe(true);
  });

  it.each([
    "authentication failure; logname= uid=<*> euid=<*> tty=NODEVssh ruser= rhost=<*> user=root",
    "user=bob signed in as host=alpha and went on to do many other things",
    "user=bob host=alpha",
    "GET /a?b=c&d=e&f=g from alpha",
  ])("%s is no such record, and its words are told by votes", (message) => {
    const words = message.replaceAll("<*>", "5");
    expect(shown(words)).toContain(message.includes("root") ? "user=root" : "alpha");
  });

  it("names the last word of a key", () => {
    expect(
      ["eventType", "event_type", "EVENT_TYPE", "type", "log.level", "HTTPCode", "a1", ""].map(lastWordOf),
    ).toEqual([...["type", "type", "type", "type", "level", "code", "", ""]]);
  });

  it("become few templates with typed values, whatever words stand in them", () => {
    const random = seededRandom(11);
    const below = (n: number): number => Math.floor(random() * n);
    const word = (): string => Array.from({ length: 4 + below(6) }, () => String.fromCharCode(97 + below(26))).join("");
    const serial = (): string => `msg=audit(1715673601.${100 + below(900)}:${1000 + below(9000)}):`;
    const kinds: readonly (() => string)[] = [
      () => `level=info msg="user signed in" user=${word()} ip=10.0.${below(9)}.${below(9)} took=${below(900)}ms`,
      () => `level=info user=${word()} action=login host=${word()} tenant=${word()} ok`,
      () => `type=SYSCALL ${serial()} syscall=${below(300)} success=yes tty=${word()} comm="${word()}" key="${word()}"`,
      () => `type=USER_LOGIN ${serial()} uid=0 msg='op=login acct="${word()}" hostname=${word()} res=failed'`,
    ];
    const messages = Array.from({ length: 4000 }, (_, i) => kinds[i % kinds.length]!());
    const { shapes, ids } = shapesOf(messages);
    const state = autoMiner.start({ word: 4 });
    autoMiner.learn(state, shapes);
    const templates = autoMiner.templates(state);
    expect(templates.map(({ text }) => text).sort()).toEqual([
      'level=info msg="user signed in" user=<*> ip=<ip> took=<num>ms',
      "level=info user=<*> action=login host=<*> tenant=<*> ok",
      'type=SYSCALL msg=audit(<*>): syscall=<num> success=yes tty=<*> comm="<*>" key="<*>"',
      `type=USER_LOGIN msg=audit(<*>): uid=<num> msg='op=login acct="<*>" hostname=<*> res=failed'`,
    ]);
    for (const [at, id] of ids.entries()) expect(autoMiner.match(state, shapes.at(id)), messages[at]).not.toBe(UNSEEN);
    const first = templates[autoMiner.match(state, shapes.at(ids[0]!))]!;
    expect(parametersOf(first, messages[0]!).map(({ kind }) => kind)).toEqual(["str", "ip", "num"]);
  });
});
