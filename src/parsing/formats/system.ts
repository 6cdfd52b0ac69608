import type { Format } from "../format.ts";

/** RFC 5424 writes `-` for what is not known. */
const NIL_LAYOUTS = ["<time:iso>", "-"].flatMap((time) =>
  ["-", "<host>"].flatMap((host) =>
    ["-", "<component>"].flatMap((component) =>
      ["- {\ufeff}<message>", '[<skip>"] {\ufeff}<message>', "[<skip>] {\ufeff}<message>", "-", '[<skip>"]'].map(
        (rest) => `\\<<level:pri>>1 ${time} ${host} ${component} <skip> <skip> ${rest}`,
      ),
    ),
  ),
);

/** Lines of operating systems, daemons and web servers. */
export const systemFormats: readonly Format[] = [
  {
    name: "syslog",
    summary: "Mmm dd hh:mm:ss host program[pid]: message (RFC 3164)",
    kind: "text",
    layouts: [
      "{\\<<level:pri>>}<time:syslog> <host> <component>{[<pid>]}: <message>",
      "{\\<<level:pri>>}<time:syslog> <host> <message>",
    ],
    samples: [
      "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; logname= uid=0",
      "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
      "Jun  9 06:06:20 combo syslogd 1.4.1: restart.",
      "Feb 29 06:06:20 combo last message repeated 2 times",
    ],
    negatives: ["Foo 14 15:16:01 combo sshd[1]: no such month", "Jun 31 15:16:01 combo sshd[1]: no such day"],
  },
  {
    name: "cisco-ios",
    summary: "time: %FACILITY-severity-MNEMONIC: message, as routers, switches and firewalls write it",
    kind: "text",
    layouts: [
      "{\\<<skip:number>>}{<skip:number>: }{*}{.}<time:syslog>{ <skip>}: %<component:name>-<level:pri>-<skip>: <message>",
      "{\\<<skip:number>>}<time:syslog> <host>{ :}{:} %<component:name>-<level:pri>-<skip>: <message>",
    ],
    samples: [
      "000000: *Mar 16 08:00:00.000: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.3.149.148)",
      "Mar 16 08:00:04.071 UTC: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down",
      "<187>45: *Mar  1 18:46:11: %LINEPROTO-5-UPDOWN: Line protocol on Interface Vlan1, changed state to up",
      "<161>Mar 16 08:00:00 fw1 : %ASA-1-104001: (Primary) Switching to ACTIVE",
      "Mar 16 08:00:00 fw1 %ASA-6-302013: Built outbound TCP connection 12 for outside:203.0.113.9/443",
    ],
    negatives: [
      "Mar 16 08:00:04 host %LINK: no severity",
      "000000: *Mar 36 08:00:00.000: %SYS-5-CONFIG_I: no such day",
    ],
  },
  {
    name: "syslog-iso",
    summary: "ISO time host program[pid]: message: rsyslog, journald",
    kind: "text",
    layouts: [
      "{\\<<level:pri>>}<time:iso> <host> <component>[<pid>]: <message>",
      "\\<<level:pri>><time:iso> <host> <component>: <message>",
    ],
    samples: [
      "2025-04-01T12:00:01.123456+02:00 web1 sshd[4711]: Accepted publickey for root",
      "<13>2025-04-01T12:00:01Z web1 cron: started",
      "2025-04-01T12:00:01+00:00 web1 kernel[1]: eth0: link up",
    ],
    negatives: ["2025-04-01T12:00:01 INFO [UserService] User login"],
  },
  {
    name: "syslog-5424",
    summary: "<PRI>1 time host program pid id data message (RFC 5424)",
    kind: "text",
    layouts: NIL_LAYOUTS,
    samples: [
      "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - 'su root' failed",
      "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
      '<165>1 2003-10-11T22:14:15.003Z host evntslog - ID47 [exampleSDID@32473 iut="3"] An application event',
      '<165>1 2003-10-11T22:14:15.003Z - evntslog - ID47 [a@1 x="\\]" y="[1\\] 2"][b@1 z="3"] \ufeffAn application event',
      "<11>1 - - - - - - nothing but a message",
      '<11>1 2003-10-11T22:14:15.003Z host app 12 - [meta sequenceId="29"]',
    ],
    negatives: ["<34>Oct 11 22:14:15 mymachine su: 'su root' failed"],
  },
  {
    name: "apache-error",
    summary: "[weekday month day time year] [level] message: Apache's error log",
    kind: "text",
    layouts: [
      "[<time:weekday>] [<component>:<level>] {[pid <skip>] }{[client <skip>] }<message>",
      "[<time:weekday>] [<level>] {[pid <skip>] }{[client <skip>] }<message>",
      "[<time:weekday>] <message>",
    ],
    samples: [
      "[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok /etc/httpd/conf/workers2.properties",
      "[Wed Oct 11 14:32:52.123456 2023] [core:error] [pid 35708:tid 4328636416] [client 72.15.99.187] File does not exist",
      "[Sun Dec 04 04:51:08 2005] [error] [client 10.0.0.1] Directory index forbidden by rule",
    ],
    negatives: ["[Sun Dec 32 04:47:44 2005] [notice] no such day"],
  },
  {
    name: "access",
    summary: "common and combined access log: Apache, nginx, Caddy, Traefik, Envoy",
    kind: "text",
    layouts: [
      '<skip> <skip> <skip> [<time:clf>] <message:start>"<skip>" <level:status> <skip><message:end>{ }',
      '[<time:iso>] <message:start>"<skip>" <level:status> <skip><message:end>{ }',
      '<host> <skip> <skip> <skip> [<time:clf>] <message:start>"<skip>" <level:status> <skip><message:end>{ }',
    ],
    samples: [
      '192.168.202.254 - - [20/Jul/2009:22:59:26 +0000] "GET /vmw/cgi/tramp HTTP/1.0" 200 134 "-" "gPXE/0.9.7"',
      '::1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 500 2326',
      '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "-" 408 -',
      '[2026-03-16T08:33:44.419Z] "GET /a HTTP/1.1" 503 UF 0 12 3 2 "10.0.0.1" "curl" "-" "shop" "10.0.1.1:80"',
      '2001:db8::1 - - [10/Oct/2000:13:55:36 +0000] "GET /a HTTP/1.1" 200 12 "-" "say \\"hi\\" \\x22"',
      'shop.example:443 10.0.0.1 - - [10/Oct/2000:13:55:36 +0000] "POST /cart HTTP/1.1" 502 0 "-" "curl/8"',
      '10.0.0.1 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "-" 12 "web@docker" "http://10.0.0.2:80" 1ms',
    ],
    negatives: ['10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 999 1'],
  },
  {
    name: "alb",
    summary: "access log of AWS application load balancers",
    kind: "text",
    layouts: [
      '<skip> <time:iso> <skip> <skip> <skip> <skip> <skip> <skip> <message:start><level:status> <skip> <skip> <skip> "<skip>"<message:end>{ }',
    ],
    samples: [
      'https 2026-03-17T02:00:04.229562Z app/prod/50dc6c495c0c9188 10.2.163.241:21501 10.0.1.4:8080 0.001 -1 0.000 504 - 177 2232 "GET https://shop.example:443/checkout HTTP/1.1" "Mozilla/5.0" ECDHE TLSv1.2',
      'http 2018-07-02T22:23:00.186641Z app/my-lb/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - -',
      'h2 2018-07-02T22:23:00.186641Z app/my-lb/50dc6c495c0c9188 10.0.1.252:48160 - -1 -1 -1 502 - 34 366 "GET http://10.0.0.30:80/ HTTP/1.1" "curl/7.46.0"',
    ],
    negatives: [
      'http 2018-07-02T22:23:00.186641Z app/my-lb/50dc 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 999 200 34 366 "GET http://www.example.com:80/ HTTP/1.1"',
    ],
  },
  {
    name: "cups",
    summary: "letter [time] message: CUPS",
    kind: "text",
    layouts: ["<level:letter> [<time:clf>] <message>"],
    samples: [
      "E [10/Mar/2026:08:23:14 +0000] [Job 747] Stopping job because the scheduler has no filter.",
      "I [10/Mar/2026:08:23:14 +0000] [Job 747] Queued on lp1 by anna.",
      "W [10/Mar/2026:08:23:15 +0000] CreateProfile failed",
    ],
    negatives: ["X [10/Mar/2026:08:23:14 +0000] no such level"],
  },
  {
    name: "s3",
    summary: "access log of AWS S3",
    kind: "text",
    layouts: [
      '<skip> <component:wide> [<time:clf>] <skip> <skip> <skip> <message:start><skip> <skip> "<skip>" <level:status> <skip><message:end> ',
    ],
    samples: [
      '79a59df900b949e5 mybucket [16/Mar/2026:08:00:00 +0000] 192.0.2.3 79a59df900b949e5 3E57427F3EXAMPLE REST.GET.OBJECT photos/a.jpg "GET /mybucket/photos/a.jpg HTTP/1.1" 200 - 113 2662992 7 6 "-" "S3Console/0.4" - hostid SigV4 suite AuthHeader host TLSV1.2 - -',
      '79a59df900b949e5 mybucket [16/Mar/2026:08:00:01 +0000] 192.0.2.3 - 3E57427F3EXAMPLE REST.PUT.OBJECT photos/b.jpg "PUT /mybucket/photos/b.jpg HTTP/1.1" 503 SlowDown 113 - 7 - "-" "aws-cli" -',
      '79a59df900b949e5 mybucket [16/Mar/2026:08:00:01 +0000] 192.0.2.3 - 3E57427F3EXAMPLE REST.HEAD.BUCKET - "HEAD /mybucket HTTP/1.1" 404 NoSuchKey 113 - 7 - "-" "aws-cli" -',
    ],
    negatives: [
      '79a59df900b949e5 mybucket [16/Mar/2026:08:00:01 +0000] 192.0.2.3 - 3E57 REST.PUT.OBJECT a "PUT /a HTTP/1.1" 999 - 1',
    ],
  },
  {
    name: "squid",
    summary: "access log of Squid",
    kind: "text",
    layouts: [
      "<time:epoch> <skip:number> <skip> <message:start><skip>/<level:status> <skip:number> <skip> <skip><message:end> ",
      "<time:epoch> <skip:number> <skip> <message:start><skip>/000 <skip:number> <skip> <skip><message:end> ",
    ],
    samples: [
      "1773648000.789    227 10.0.0.7 TCP_MISS/304 6904 GET http://shop.example/a0 - HIER_DIRECT/192.0.2.7 text/html",
      "1773648001.789  30012 10.0.0.7 TCP_MISS/503 4100 CONNECT shop.example:443 - HIER_NONE/- -",
      "1773648002.789      0 10.0.0.7 TCP_MISS_ABORTED/000 0 GET http://shop.example/ - HIER_NONE/- -",
    ],
    negatives: ["1773648000.789    227 10.0.0.7 TCP_MISS 6904 GET http://shop.example/a0 - no status"],
  },
  {
    name: "vpc-flow",
    summary: "flow log of AWS networks: addresses, ports, what became of it",
    kind: "text",
    layouts: [
      `<skip:number> <skip:number> eni-<skip> <message:start>${"<skip> ".repeat(7)}<time:epoch> <skip:number> <skip> <skip><message:end>{ }`,
    ],
    samples: [
      "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK",
      "2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT OK",
      "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA",
    ],
    negatives: ["2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 soon later ACCEPT OK"],
  },
  {
    name: "dovecot",
    summary: "Mmm dd hh:mm:ss part: Level: message: Dovecot's own file",
    kind: "text",
    layouts: [
      "<time:syslog> <component>(<skip>)\\<<skip>: <level>: <message>",
      "<time:syslog> <component>(<skip>): <level>: <message>",
      "<time:syslog> <component>: <level>: <message>",
    ],
    samples: [
      "Mar 16 08:06:36 auth: Error: mysql(127.0.0.1): Connect failed to database (mail)",
      "Mar 16 08:00:01 imap-login: Info: Login: user=<u0>, method=PLAIN, rip=10.0.0.9",
      "Mar 16 08:00:02 imap(u1)<4001><abc>: Info: Disconnected: Logged out in=120 out=3400",
      "Mar 16 08:00:02 lmtp(4001): Info: Connect from local",
    ],
    negatives: ["Mar 16 08:00:02 imap-login: Login: no level"],
  },
  {
    name: "haproxy",
    summary: "syslog of HAProxy: requests with their status, and what it says of servers",
    kind: "text",
    layouts: [
      "<time:syslog> <host> haproxy[<pid>]: <skip> [<skip>] <message:start><skip> <skip> <skip>/<skip>/<skip>/<skip>/<skip> <level:status> <skip><message:end>{ }",
      "<time:syslog> <host> haproxy[<pid>]: <message>",
    ],
    samples: [
      'Mar 17 03:59:55 lb1 haproxy[1234]: 10.3.39.39:36578 [17/Mar/2026:03:59:55.048] http-in~ app/web2 0/0/1/79/79 200 354 - - ---- 26/12/1/0/0 0/0 "GET /api/items HTTP/1.1"',
      'Mar 17 03:59:58 lb1 haproxy[1234]: 10.0.131.188:24164 [17/Mar/2026:03:59:58.387] http-in~ app/<NOSRV> 0/-1/-1/-1/79 503 212 - - SC-- 1/44/1/0/0 0/0 "GET /api/items HTTP/1.1"',
      "Mar 17 03:59:59 lb1 haproxy[1234]: Server app/web2 is DOWN, reason: Layer4 connection problem",
    ],
    negatives: ["Jun 31 15:16:01 combo haproxy[1]: no such day"],
  },
  {
    name: "audit",
    summary: "type=TYPE msg=audit(time:id): pairs: Linux's audit daemon",
    kind: "text",
    layouts: ["{node=<host> }type=<component> msg=audit(<time:epoch>:<skip:number>):{ }<message>"],
    samples: [
      'type=SYSCALL msg=audit(1715673601.314:1001): arch=c000003e syscall=59 success=yes exit=0 comm="ls" key="exec"',
      'type=USER_LOGIN msg=audit(1715673601.314:1001): pid=4533 uid=0 op=login acct="bob" res=failed',
      "node=web1 type=EOE msg=audit(1364481363.243:24287): ",
    ],
    negatives: ["type=SYSCALL msg=audit(yesterday:1001): arch=c000003e", "type=SYSCALL msg=slow"],
  },
  {
    name: "nginx-error",
    summary: "date time [level] pid#tid: message: nginx's error log",
    kind: "text",
    layouts: ["<time:iso> [<level>] <skip:number>#<skip:number>: {*<skip:number> }<message>"],
    samples: [
      "2025/01/02 03:04:05 [error] 1234#1234: *5 connect() failed (111: Connection refused) while connecting to upstream",
      "2025/01/02 03:04:05 [warn] 1#1: 1024 worker_connections are more than open file resource limit",
      "2025/01/02 03:04:06 [emerg] 12#12: bind() to 0.0.0.0:80 failed",
    ],
    negatives: ["2025/01/02 03:04:05 [error] no process"],
  },
  {
    name: "proxifier",
    summary: "[mm.dd time] program - message: Proxifier",
    kind: "text",
    layouts: [
      "[<time:monthDay>] <component>{ *64} - <message>",
      "[<time:monthDay>] <level> : <message>",
      "[<time:monthDay>] <message>",
    ],
    samples: [
      "[10.30 16:49:06] chrome.exe - proxy.cse.cuhk.edu.hk:5070 open through proxy proxy.cse.cuhk.edu.hk:5070 HTTPS",
      "[10.30 16:49:07] chrome.exe *64 - proxy.cse.cuhk.edu.hk:5070 close, 0 bytes sent",
      "[10.30 17:52:25] Warning : Connections do not originate from the applications.",
      "[10.30 16:49:08] QQ.exe - tcpconn.tencent.com:80 close",
    ],
    negatives: ["[13.30 16:49:06] chrome.exe - no such month"],
  },
];
