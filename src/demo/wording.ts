import type { Draw, Some } from "./draw.ts";
import type { Manner } from "./head.ts";
import type { SuddenKind } from "./label.ts";
import { secrets } from "./secrets.ts";
import { world } from "./world.ts";

/** A message in the manner of somebody else's log. */
export interface Worded {
  /** For system logs: who says it. */
  readonly process: string;
  readonly message: string;
  /** Further lines, where the log is of a program. */
  readonly trace?: readonly string[];
}

/** What an incident says, each time with other values. */
export type Wording = (draw: Draw) => Worded;

const said = (process: string, message: string): Worded => ({ process, message });
const server = (draw: Draw): string => `10.0.5.${draw.int(10, 40)}`;

const SYSTEM: Readonly<Record<SuddenKind, Some<Wording>>> = {
  new_error: [
    (draw) =>
      said(
        "kernel",
        `EXT3-fs error (device sda2): ext3_get_inode_loc: unable to read inode block - inode=${draw.int(1000, 9999)}, block=${draw.int(2_000_000, 2_999_999)}`,
      ),
    (draw) => said("httpd", `child process ${draw.int(2000, 9999)} exited with a segmentation fault`),
    (draw) =>
      said(
        "smartd",
        `Device: /dev/sdb, FAILED SMART self-check, ${draw.int(3, 90)} unreadable sectors, back up data now`,
      ),
    (draw) => said("crond", `fatal error: cannot read /var/spool/cron/u${draw.int(100, 999)}: Input/output error`),
  ],
  burst: [
    (draw) => said("kernel", `eth1: transmit timed out, resetting link, status ${draw.hex(4)}`),
    (draw) => said("ypbind", `server ${server(draw)} slow to answer, retrying in ${draw.int(2, 9)} s`),
  ],
  flood: [
    (draw) =>
      said("kernel", `nfs: server ${server(draw)} not responding, request ${draw.int(100_000, 999_999)} still trying`),
    (draw) => said("automount", `lookup of key u${draw.int(1000, 9999)} failed: map server not answering`),
    (draw) => said("kernel", `possible SYN flooding on port ${draw.int(8000, 8200)}, sending cookies`),
  ],
  secret_leak: [
    (draw) =>
      said(
        "crond",
        `(app) CMD (/opt/app/sync.sh --access-key ${secrets.awsKey(draw)} --secret-key ${secrets.awsSecret(draw)})`,
      ),
    (draw) => said("backup", `starting dump user=backup password=${secrets.password(draw)} target=/mnt/backup`),
    (draw) => said("deploy", `git fetch https://x-access-token:${secrets.githubToken(draw)}@github.com/acme/app.git`),
    (draw) => said("agent", `POST https://${server(draw)}/v1/state Authorization: Bearer ${secrets.jwt(draw)}`),
  ],
  brute_force: [
    (draw) =>
      said(
        "sshd",
        `Failed password for ${draw.pick(["root", "invalid user admin", "invalid user test"])} from ADDRESS port ${world.port(draw)} ssh2`,
      ),
    () => said("sshd", "authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=ADDRESS  user=root"),
  ],
};

const PROGRAM: Readonly<Record<SuddenKind, Some<Wording>>> = {
  new_error: [
    (draw) => ({
      process: "",
      message: `Unexpected exception while writing segment ${draw.int(100, 999)}, giving up`,
      trace: [
        "java.io.IOException: No space left on device",
        "\tat java.io.FileOutputStream.writeBytes(Native Method)",
        "\tat java.io.FileOutputStream.write(FileOutputStream.java:326)",
      ],
    }),
    (draw) =>
      said(
        "",
        `Checksum of segment ${draw.int(100, 999)} does not match: data is corrupt, expected ${draw.hex(8)} found ${draw.hex(8)}`,
      ),
    (draw) =>
      said(
        "",
        `Fatal error in worker ${draw.int(1, 64)}: cannot allocate ${draw.int(4096, 65_536)} bytes of direct memory`,
      ),
  ],
  burst: [
    (draw) =>
      said("", `Call to ${server(draw)}:${draw.int(7000, 7999)} timed out after ${draw.int(5000, 5100)} ms, retrying`),
    (draw) => said("", `Heartbeat of node ${draw.int(1, 40)} is late by ${draw.int(1000, 9000)} ms`),
  ],
  flood: [
    (draw) =>
      said(
        "",
        `Request ${draw.int(100_000, 999_999)} from ${server(draw)} rejected: queue is full, ${draw.int(2000, 2048)} waiting`,
      ),
    (draw) =>
      said("", `Dropped packet ${draw.int(100_000, 999_999)} of stream ${draw.int(1, 40)}: no buffer available`),
  ],
  secret_leak: [
    (draw) =>
      said(
        "",
        `Object store client ready access_key=${secrets.awsKey(draw)} secret_key=${secrets.awsSecret(draw)} bucket=archive`,
      ),
    (draw) =>
      said(
        "",
        `Connecting to jdbc store postgres://app:${secrets.password(draw).replace("!", "x")}@${server(draw)}:5432/app`,
      ),
    (draw) => said("", `Login parameters user=svc-${draw.int(10, 99)} password=${secrets.password(draw)} realm=local`),
    (draw) => said("", `Outgoing call with header Authorization: Bearer ${secrets.jwt(draw)}`),
  ],
  brute_force: [
    (draw) =>
      said(
        "",
        `Authentication failed for user ${draw.pick(["admin", "root", "guest"])} from ADDRESS:${world.port(draw)}: invalid password`,
      ),
    (draw) =>
      said(
        "",
        `Login failed: invalid credentials for user ${draw.pick(["admin", "operator", "test"])}, client ADDRESS:${world.port(draw)}`,
      ),
  ],
};

/** What an incident of a kind can say in a log of this manner. */
export const wordings = (kind: SuddenKind, manner: Manner): Some<Wording> =>
  (manner === "syslog" ? SYSTEM : PROGRAM)[kind];
