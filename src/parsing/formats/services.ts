import type { Format } from "../format.ts";

/** What may stand before a record of a security device: nothing, or a head of syslog. */
const HEADS = ["{\\<<level:pri>>}<time:syslog> <host> ", "{\\<<level:pri>>}{1 }<time:iso> <host> ", ""];

/** Lines of databases, application servers, build servers, kernels and security devices. */
export const serviceFormats: readonly Format[] = [
  {
    name: "postgres-csv",
    summary: "PostgreSQL's csvlog",
    kind: "text",
    layouts: [
      `<time:iso>,${"<skip>,".repeat(10)}<level>,<skip>,"<message:start><skip><message:end>",`,
      `<time:iso>,${"<skip>,".repeat(10)}<level>,<skip>,<message>`,
    ],
    samples: [
      '2025-04-01 12:00:01.123 UTC,"app","shop",4711,"10.0.0.1:51762",67ebd581.1267,1,"INSERT",2025-04-01 11:59:01 UTC,3/12,0,ERROR,23505,"duplicate key value violates unique constraint ""orders_pkey""",,,,,,,,,"psql","client backend",,0',
      '2025-04-01 12:00:01.123 UTC,,,99,,67ebd581.63,1,,2025-04-01 11:59:01 UTC,,0,LOG,00000,"database system is ready to accept connections",,,,,,,,,"","postmaster",,0',
      '2025-04-01 12:00:02.001 CEST,"app","shop",4711,"[local]",67ebd581.1267,2,"idle",2025-04-01 11:59:01 CEST,,0,FATAL,57P01,"terminating connection",,,,,,,,,""',
    ],
    negatives: ["2025-04-01 12:00:01.123 UTC,app,ERROR,broke"],
  },
  {
    name: "redis",
    summary: "pid:role day month year time sign message: Redis, Valkey",
    kind: "text",
    layouts: ["<skip:number>:<skip> <time:dayMonth> <level:letter> <message>"],
    samples: [
      "1:M 01 Apr 2025 12:00:01.123 * Ready to accept connections",
      "4711:C 01 Apr 2025 12:00:01.123 # Warning: no config file specified",
      "4711:S 01 Apr 2025 12:00:02.001 - DB 0: 12 keys (0 volatile)",
    ],
    negatives: ["1:M 32 Apr 2025 12:00:01.123 * there is no such day", "1:M 01 Apr 2025 12:00:01.123 ? no such sign"],
  },
  {
    name: "mongodb",
    summary: "time letter part [context] message: MongoDB before 4.4; later ones write JSON",
    kind: "text",
    layouts: ["<time:iso> <level:letter> <component> [<skip>] <message>"],
    samples: [
      "2019-04-01T12:00:01.123+0000 I NETWORK  [conn1] end connection 127.0.0.1:51762 (0 connections now open)",
      "2019-04-01T12:00:01.123+0000 W CONTROL  [initandlisten] ** WARNING: Access control is not enabled",
      "2019-04-01T12:00:01.123+0200 E -        [thread2] assertion failed",
    ],
    negatives: ["2019-04-01T12:00:01.123+0000 X NETWORK  [conn1] no such level"],
  },
  {
    name: "tomcat",
    summary: "dd-Mon-yyyy time level [thread] class.method message: Tomcat's juli",
    kind: "text",
    layouts: ["<time:dayMonth> <level> [<skip>] <component:name> <message>"],
    samples: [
      "01-Apr-2025 12:00:01.123 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [123] milliseconds",
      "01-Apr-2025 12:00:01.123 SEVERE [http-nio-8080-exec-1] org.apache.catalina.core.StandardWrapperValve.invoke Servlet.service() threw",
      "01-Apr-2025 12:00:01.123 WARNING [Catalina-utility-1] o.a.c.util.SessionId slow",
    ],
    negatives: ["01-Apr-2025 12:00:01.123 [main] no level", "31-Apr-2025 12:00:01.123 INFO [main] a.b no such day"],
  },
  {
    name: "websphere",
    summary: "[time zone] thread part letter message: WebSphere's SystemOut",
    kind: "text",
    layouts: [
      "[<time:websphere>] <skip> <component> <level:letter> <message>",
      "[<time:websphere>] <skip> <component> <skip> <message>",
    ],
    samples: [
      "[1/20/26 8:22:14:865 CET] 0000006b FreePool      E   J2CA0045E: Connection not available",
      "[1/20/26 8:22:14:865 CET] 0000006b ServletWrappe I   SRVE0242I: initialization successful",
      "[20.01.26 08:22:14:865 CET] 0000006b SystemOut     O started",
    ],
    negatives: ["[13/20/26 8:22:14:865 CET] 0000006b FreePool      E   there is no month 13"],
  },
  {
    name: "ceph",
    summary: "time daemon (daemon) number : channel [level] message: Ceph's cluster log",
    kind: "text",
    layouts: ["<time:iso> <component> (<skip>) <skip:number> : <skip> [<level>] <message>"],
    samples: [
      "2026-03-10T08:22:33.123456+0000 osd.4 (osd.4) 48 : cluster [WRN] 40 slow requests are blocked > 32 sec",
      "2026-03-10T08:22:33.123456+0000 mgr.a (mgr.4120) 112 : cluster [DBG] pgmap v98: 33 pgs: 33 active+clean",
      "2026-03-10T08:22:34.123456+0000 osd.1 (osd.1) 49 : cluster [ERR] 2.1f scrub 1 errors",
    ],
    negatives: ["2026-03-10T08:22:33.123456+0000 osd.4 (osd.4) 48 : cluster 40 slow requests"],
  },
  {
    name: "clickhouse",
    summary: "time [ thread ] {query} <level> part: message: ClickHouse",
    kind: "text",
    layouts: ["<time:iso> [ <skip:number> ] \\{{<skip>}\\} \\<<level>\\> <component:wide>: <message>"],
    samples: [
      "2026.03.16 08:00:00.282891 [ 1200 ] {e13e213ebdaaea00} <Debug> executeQuery: Read 8192 rows, 64.00 KiB in 0.003 sec.",
      "2026.03.16 08:00:01.282891 [ 1 ] {} <Information> Application: Ready for connections.",
      "2026.03.16 08:00:02.282891 [ 1203 ] {} <Error> TCPHandler: Code: 241. DB::Exception: Memory limit exceeded",
    ],
    negatives: ["2026.03.16 08:00:00.282891 [ 1200 ] {} <Rows> executeQuery: no such level"],
  },
  {
    name: "sqlserver",
    summary: "time session message: SQL Server's error log",
    kind: "text",
    // The column of the session is twelve characters wide: at least three blanks stand behind it.
    layouts: ["spid<skip>", "Server", "Backup", "Logon"].map((session) => `<time:iso> ${session}\\ \\ \\ <message>`),
    samples: [
      "2026-03-16 08:00:01.29 Server      SQL Server is starting at normal priority base (=7).",
      "2026-03-16 08:06:01.29 spid52s      The transaction log for database 'shop' is full due to 'LOG_BACKUP'.",
      "2026-03-16 08:00:04.10 Backup      Database backed up. Database: shop, creation date(time): 2025/11/02(09:12:33).",
      "2026-03-16 08:00:05.00 Logon       Login failed for user 'sa'.",
    ],
    negatives: [
      "2026-03-16 08:00:01.29 nobody      is this",
      "2026-03-16 08:00:01 Backup of /home failed: No space left on device",
      "2026-03-16 08:00:01 spider crawled 12 pages",
    ],
  },
  {
    name: "weblogic",
    summary: "####<time> <level> <part> <machine> <server> … <message>: WebLogic",
    kind: "text",
    layouts: [
      `####\\<<time:longDate>{ <skip>}\\> \\<<level>\\> \\<<component:wide>\\> ${"\\<{<skip>}\\> ".repeat(3)}\\<{\\<}{<skip>}\\>{\\>} ${"\\<{<skip>}\\> ".repeat(3)}{\\<[<skip>] \\> }\\<{<skip>}\\> \\<<message>`,
    ],
    samples: [
      "####<Mar 16, 2026 8:00:03,657 AM CET> <Info> <Health> <srv1> <AdminServer> <[ACTIVE] ExecuteThread: '0' for queue: 'weblogic.kernel.Default'> <<WLS Kernel>> <> <> <1773644403657> <[severity-value: 64] > <BEA-310002> <12% of the total memory in the server is free.>",
      "####<Mar 16, 2026 8:00:03 AM UTC> <Error> <JDBC> <srv1> <AdminServer> <main> <app> <> <> <1773644403657> <BEA-001112> <Test of pool shopDS failed.>",
      "####<Mar 16, 2026 8:00:04 PM GMT> <Notice> <Security> <> <AdminServer> <main> <> <> <> <1773644403657> <BEA-090082> <Security initializing.>",
    ],
    negatives: ["####<yesterday> <Info> <Health> <srv1>"],
  },
  {
    name: "zabbix",
    summary: "pid:day:time message: Zabbix",
    kind: "text",
    layouts: ["{ }<skip:number>:<time:compact> <message>"],
    samples: [
      "  1234:20260316:080003.879 housekeeper [deleted 1200 hist/trends]",
      " 12345:20260316:080004.001 cannot connect to [10.0.0.5]:10051: [111] Connection refused",
      "123456:20260316:080004.001 executing housekeeper",
    ],
    negatives: ["  1234:20261316:080003.879 there is no month 13"],
  },
  {
    name: "named-month",
    summary: "dd-Mon-yyyy, dd Mon yyyy or dd/Mon/yyyy and a time, then the message: PHP, BIND, Django",
    kind: "text",
    layouts: [
      "[<time:dayMonth>{ <skip>}] PHP <level>{ error}: <message>",
      "[<time:dayMonth>{ <skip>}] PHP <skip>: <message>",
      "{[}<time:dayMonth>{]}{:} <component:name>: <level>: <message>",
      "{[}<time:dayMonth>{]}{:} [<level>] <message>",
      "{[}<time:dayMonth>{]}{:} <level>{:} <message>",
      "{[}<time:dayMonth>{]}{:} {- }<message>",
    ],
    samples: [
      "[01-Apr-2025 12:00:01 UTC] PHP Warning:  Undefined variable $a in /srv/a.php on line 3",
      "[01-Apr-2025 12:00:01] NOTICE: fpm is running, pid 1",
      "01-Apr-2025 12:00:01.123 general: error: managed-keys-zone: loading from master file failed",
      "01 Apr 2025 12:00:01.123 started",
      "[01/Apr/2025 12:00:01] ERROR [shop.views:212] cannot open the cart",
    ],
    negatives: ["01-Foo-2025 12:00:01 no such month"],
  },
  {
    name: "logrus",
    summary: "LEVEL[seconds] message: logrus on a terminal",
    kind: "text",
    layouts: ["<level>[<time:iso>] <message>", "<level>[<skip:number>] <message>"],
    samples: [
      "INFO[0000] A group of walrus emerges from the ocean      animal=walrus size=10",
      "ERRO[0012] cannot open ledger                            error=refused",
      "WARN[2025-04-01T12:00:01Z] slow                          took=12ms",
    ],
    negatives: ["INFO[main] no seconds", "WALRUS[0000] no level"],
  },
  {
    name: "github-actions",
    summary: "time ##[command]message: GitHub Actions",
    kind: "text",
    layouts: [
      "{\ufeff}<time:iso> ##[<level>]<message>",
      "{\ufeff}<time:iso> ##[<skip>]<message>",
      "{\ufeff}<time:iso> <message>",
    ],
    samples: [
      "2025-04-01T12:00:01.1234567Z ##[error]Process completed with exit code 1.",
      "2025-04-01T12:00:01.1234567Z ##[group]Run npm test",
      "\ufeff2025-04-01T12:00:01.1234567Z ##[warning]Node.js 16 is out of date",
    ],
    negatives: ["##[error]no time"],
  },
  {
    name: "cef",
    summary: "CEF:version|vendor|product|version|id|name|severity|pairs, bare or behind a head of syslog",
    kind: "text",
    layouts: HEADS.map(
      (head) => `${head}CEF:<skip:number>|<skip>|<component:wide>|<skip>|<skip>|<message:start><skip>|<level:cef>|`,
    ),
    samples: [
      "CEF:0|Security|threatmanager|1.0|100|worm successfully stopped|10|src=10.0.0.1 dst=2.1.2.2 spt=1232",
      "Sep 19 08:26:10 host CEF:0|Security|threat manager|1.0|100|worm stopped|Medium|src=10.0.0.1",
      "<134>2025-04-01T12:00:01Z fw1 CEF:0|Acme|fw|7|traffic|deny|8|act=deny msg=blocked",
    ],
    negatives: ["CEF:0|Security|threatmanager|1.0|100|worm|eleven|src=10.0.0.1", "CEF: none"],
  },
  {
    name: "leef",
    summary: "LEEF:version|vendor|product|version|id|pairs, bare or behind a head of syslog",
    kind: "text",
    layouts: HEADS.map((head) => `${head}LEEF:<skip>|<skip>|<component:wide>|<skip>|<message>`),
    samples: [
      "LEEF:1.0|Microsoft|MSExchange|2016|15345|src=10.50.1.1\tdst=2.10.20.20\tsev=5",
      "Apr  1 12:00:01 fw1 LEEF:2.0|Lancope|StealthWatch|1.0|41|^|src=10.0.1.8^dst=10.0.0.5",
      "<13>1 2025-04-01T12:00:01Z fw1 LEEF:1.0|Acme|fw|7|deny|src=10.0.0.1",
    ],
    negatives: ["LEEF:1.0|Microsoft|MSExchange"],
  },
  {
    name: "dmesg",
    summary: "[seconds since start] message: the kernel's own log, as dmesg and /dev/kmsg have it; no time of day",
    kind: "text",
    layouts: [
      "{\\<<level:pri>>}[{ }<skip:number>.<skip:number>] <component:name>: <message>",
      "{\\<<level:pri>>}[{ }<skip:number>.<skip:number>] <message>",
      "<component>{ }:<level>{ }: [{ }<skip:number>.<skip:number>] <message>",
      "<level:pri>,<skip:number>,<skip:number>,<skip>;<message>",
    ],
    samples: [
      "[    0.000000] Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org)",
      "[12345.678901] EXT4-fs: mounted filesystem with ordered data mode",
      "<3>[   12.345678] ata1: SRST failed (errno=-16)",
      "kern  :err   : [   12.345678] ata1: SRST failed (errno=-16)",
      "6,339,5140900,-;NET: Registered PF_INET6 protocol family",
    ],
    negatives: ["[0000] no fraction", "[  12.5 ] x"],
  },
  {
    name: "xorg",
    summary: "[seconds since start] (kind) message: the X server; no time of day",
    kind: "text",
    layouts: ["<level:letter><skip>", "==", "++", "!!", "??", "NI"].map(
      (kind) => `[{ }<skip:number>.<skip:number>] (${kind}) <message>`,
    ),
    samples: [
      "[    13.379] (EE) modeset(0): failed to set mode: No space left on device",
      '[    12.345] (II) LoadModule: "glx"',
      '[    12.345] (==) Using config directory: "/etc/X11/xorg.conf.d"',
      "[    12.346] (WW) Open ACPI failed",
    ],
    negatives: ["[    12.346] Open ACPI failed", "[    12.346] (audit) no kind"],
  },
  {
    name: "event-xml",
    summary: "one <Event> element a line: wevtutil qe /f:xml",
    kind: "event-xml",
    layouts: [],
    samples: [
      "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Service Control Manager' Guid='{555}'/><EventID Qualifiers='49152'>7031</EventID><Level>2</Level><TimeCreated SystemTime='2025-04-01T12:00:01.1234567Z'/><Computer>PC1</Computer></System><EventData><Data Name='param1'>Print Spooler</Data><Data Name='param2'>a &amp; b</Data></EventData></Event>",
      '<Event xmlns="x"><System><Provider Name="Microsoft-Windows-Security-Auditing"/><EventID>4625</EventID><Level>0</Level><TimeCreated SystemTime="2025-04-01T12:00:01Z"/><Computer>PC1</Computer></System><RenderingInfo Culture="en-US"><Message>An account failed to log on.</Message></RenderingInfo></Event>',
      "<Event><System><Provider Name='Disk'/><EventID>7</EventID><Level>3</Level><TimeCreated SystemTime='2025-04-01T12:00:01Z'/></System></Event>",
    ],
    negatives: ["<Event><System></System>", "<Events><System></System></Event>", "<Event>no system</Event>"],
  },
];
