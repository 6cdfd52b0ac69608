import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hideIdentifiers } from "../../src/privacy/identifiers.ts";

describe("hideIdentifiers (R-105)", () => {
  it.each([
    ["mail to alice@example.com bounced", "mail to [email·1] bounced"],
    ["connect 192.0.2.17:8080 refused", "connect [ip·1]:8080 refused"],
    ["peer 2001:db8::8a2e:370:7334 gone", "peer [ip·1] gone"],
    ["Failed password for alice from 203.0.113.9 port 22", "Failed password for [user·1] from [ip·1] port 22"],
    ["Failed password for invalid user bob from 203.0.113.9", "Failed password for invalid user [user·1] from [ip·1]"],
    ["session opened for user carol by (uid=0)", "session opened for user [user·1] by (uid=0)"],
    ["user=dave action=login", "user=[user·1] action=login"],
    ['{"username":"erin","ok":true}', '{"username":"[user·1]","ok":true}'],
    ["open /home/frank/.ssh/config", "open /home/[user·1]/.ssh/config"],
    ["resolve db-7.prod.example.com failed", "resolve [host·1] failed"],
    ["rhost=gate.example.org", "rhost=[host·1]"],
    ["GET https://api-gw/v1/x", "GET https://[host·1]/v1/x"],
    ["arp aa:bb:cc:dd:ee:ff", "arp [mac·1]"],
    ["account CORP\\jdoe locked on DESKTOP-9XK2", "account [host·1]\\[user·1] locked on [host·2]"],
    ['{"user":"CORP\\\\jdoe"}', '{"user":"[host·1]\\\\[user·1]"}'],
    ["user=alice\\n", "user=[user·1]\\n"],
    ["logon by contoso\\a.smith failed", "logon by [host·1]\\[user·1] failed"],
    ["CORP\\Administrator logged off", "[host·1]\\Administrator logged off"],
    ["Account Name:\t\tjdoe  Account Domain:\t\tCORP", "Account Name:\t\t[user·1]  Account Domain:\t\t[host·1]"],
    ["cannot reach \\\\FILES01\\share", "cannot reach \\\\[host·1]\\share"],
    ["mail from bob@internal to eve@mail-1: refused", "mail from [email·1] to [email·2]: refused"],
    ["an Bürgermeister@müller.de gesandt", "an [email·1] gesandt"],
    ["to иван@почта.рф.", "to [email·1]."],
    ["node ip-10-1-2-3 not ready", "node [host·1] not ready"],
    ["kubelet ip-10-1-2-3.eu-west-1.compute.internal gone", "kubelet [host·1] gone"],
  ])("hides and restores %j", (text, hidden) => {
    const identifiers = hideIdentifiers();
    expect(identifiers.hide(text)).toBe(hidden);
    expect(identifiers.restore(hidden)).toBe(text);
  });

  it.each([
    "listening on 127.0.0.1:80 and 0.0.0.0 and ::1 and :: and localhost:9",
    "java.lang.NullPointerException at org.apache.hadoop.hdfs.DataNode.run(DataNode.java:12)",
    "com.example.Service started in 1.2 s",
    "12:34:56,789 std::vector<int> took 3:04",
    "user authentication failed; user is not allowed; user root",
    "version 1.2.3 of main.py, node.js and conf.yaml",
    "error in module.function at line 3.",
    "a4c0::zz [password·1] uid=0",
    "C:\\Windows\\System32\\drivers\\etc loaded by HKLM\\Software\\Vendor and drivers\\disk.sys",
    "NT AUTHORITY\\SYSTEM and BUILTIN\\Administrators",
    "ERROR\\nTraceback: a\\tb",
    "[SendWorker:188978561024:QuorumCnxManager$SendWorker@679] java.lang.Object@1b2c3d4 Foo@deadbeef relay=a@localhost",
    "install left-pad@latest; a job of release-1-2-3-4; WIN-10 DESKTOP-APP",
    "2024-10-01-12 range 1-2-3-4 id-1-2-3 node-300-1-2-3",
  ])("leaves %j readable", (text) => {
    expect(hideIdentifiers().hide(text)).toBe(text);
  });

  it("knows a name that is cut short, where nobody may see it", () => {
    const identifiers = hideIdentifiers();
    identifiers.hide("told bob@internal from 203.0.113.9");
    expect(identifiers.hideAll("“told bob@…” “from 203.0…” “more…”")).toBe("“told [email·1]…” “from [ip·1]…” “more…”");
  });

  it("gives the same value the same placeholder, and counts distinct ones", () => {
    const identifiers = hideIdentifiers();
    expect(identifiers.hide("10.1.2.3 -> 10.1.2.4 -> 10.1.2.3")).toBe("[ip·1] -> [ip·2] -> [ip·1]");
    expect(identifiers.hide("from 10.1.2.4")).toBe("from [ip·2]");
    expect(identifiers.counts()).toEqual({ ip: 2 });
  });

  it("hides names that the run knows, the longest first", () => {
    const identifiers = hideIdentifiers({ hosts: ["combo", "db-1", "db-10"], users: ["svc_pay"] });
    expect(identifiers.hide("combo db-10 db-1 svc_pay combos")).toBe("[host·1] [host·2] [host·3] [user·1] combos");
  });

  it("restores only what it gave out, and does not let a log forge a placeholder", () => {
    const identifiers = hideIdentifiers();
    expect(identifiers.restore("see [ip·7] and [password·1]")).toBe("see [ip·7] and [password·1]");
    const hidden = identifiers.hide("forged [ip·1] real 10.9.8.7");
    expect(hidden).toBe("forged (ip·1) real [ip·1]");
    expect(identifiers.restore(hidden)).toBe("forged (ip·1) real 10.9.8.7");
    expect(identifiers.hide(hidden)).toBe(hidden);
  });

  it("never lets a planted address or mailbox through, and restores every text", () => {
    const value = fc.oneof(
      fc.ipV4().filter((ip) => !/^(?:127\.|0\.0\.0\.0|255\.255\.255\.255)/.test(ip)),
      fc
        .tuple(fc.stringMatching(/^[a-z][a-z0-9]{2,9}$/), fc.stringMatching(/^[a-z]{3,8}$/))
        .map(([user, host]) => `${user}@${host}.com`),
    );
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(words, value), { minLength: 1, maxLength: 4 }), (parts) => {
        const text = parts.map(([before, planted]) => `${before.join(" ")} ${planted}`).join(" ");
        const identifiers = hideIdentifiers();
        const hidden = identifiers.hide(text);
        for (const [, planted] of parts) expect(hidden.split(" ")).not.toContain(planted);
        expect(identifiers.restore(hidden)).toBe(text);
        expect(identifiers.hide(hidden)).toBe(hidden);
      }),
      { numRuns: 300 },
    );
  });
});
