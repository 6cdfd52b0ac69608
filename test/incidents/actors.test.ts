import { describe, expect, it } from "vitest";
import { NONE } from "../../src/core/dictionary.ts";
import { actors, isAcceptance, isRefusal } from "../../src/incidents/actors.ts";

const peerOf = (message: string): string | undefined => {
  const known = actors();
  const bytes = new TextEncoder().encode(message);
  const actor = known.of(bytes, 0, bytes.length);
  return actor === NONE ? undefined : known.names.text(actor);
};

describe("who is behind a message about logins", () => {
  it.each([
    ["Failed password for root from 10.1.2.3 port 22 ssh2", "10.1.2.3"],
    ["authentication failure; logname= uid=0 rhost=host.example.org user=root", "host.example.org"],
    ["authentication failure; rhost=10.9.8.7  user=root", "10.9.8.7"],
    ["Failed password for ::ffff:192.168.0.9 port 1", "192.168.0.9"],
    ["login from [172.16.254.1]:5022 refused", "172.16.254.1"],
    ["10.0.0.1", "10.0.0.1"],
    ["from 10.0.0.1.", "10.0.0.1"],
    ["first 10.0.0.1 then 10.0.0.2", "10.0.0.1"],
    ["at 1.2.3 came 10.0.0.4", "10.0.0.4"],
    [
      `Registration from '"100" <sip:100@198.51.100.5>' failed for '203.0.113.77:5071' - Wrong password`,
      "203.0.113.77",
    ],
    ["auth failed, method=PLAIN, lip=10.0.0.1, rip=203.0.113.7", "203.0.113.7"],
    ["login to 10.0.0.1 failed, client 203.0.113.7", "203.0.113.7"],
    ["login to 10.0.0.1 failed", "10.0.0.1"],
    ["Failed login: dst=10.0.0.1 src=203.0.113.7", "203.0.113.7"],
  ])("%s: %s", (message, peer) => {
    expect(peerOf(message)).toBe(peer);
  });

  it.each([
    "Failed password for root",
    "version 1.2.3 installed",
    "took 1.2.3.4.5 of them",
    "rhost= user=root",
    "1.2.3.",
    "",
    "rhost=",
  ])("%s: nobody", (message) => {
    expect(peerOf(message)).toBeUndefined();
  });

  it("is the same number for the same peer, and looks only at the message", () => {
    const known = actors();
    const bytes = new TextEncoder().encode("10.0.0.1 said: refused 10.0.0.2");
    const whole = known.of(bytes, 0, bytes.length);
    const rest = known.of(bytes, 8, bytes.length);
    expect(rest).not.toBe(whole);
    expect(known.of(bytes, 0, bytes.length)).toBe(whole);
    expect(known.names.text(rest)).toBe("10.0.0.2");
  });
});

describe("what a message says about a login", () => {
  it.each([
    "Failed password for root from 10.0.0.1",
    "Invalid user admin",
    "authentication failure; logname=",
    "POSSIBLE BREAK-IN ATTEMPT!",
    "Login attempt failed",
  ])("%s: refused", (message) => {
    expect([isRefusal([message]), isAcceptance([message])]).toEqual([true, false]);
  });

  it.each(["Accepted password for root from 10.0.0.1", "session opened for user root", "user alice logged in"])(
    "%s: accepted",
    (message) => {
      expect([isRefusal([message]), isAcceptance([message])]).toEqual([false, true]);
    },
  );

  it("is nothing where nobody logs in", () => {
    for (const message of ["disk full", "connection closed", "password changed"])
      expect([isRefusal([message]), isAcceptance([message])]).toEqual([false, false]);
  });
});
