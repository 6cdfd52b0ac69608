import type { Format } from "../format.ts";

/** Lines of key and value, and what shippers put around lines. */
export const structuredFormats: readonly Format[] = [
  {
    name: "json",
    summary: "one JSON object a line: pino, bunyan, zap, logrus, structlog, ECS, journald, Docker's json-file",
    kind: "json",
    layouts: [],
    wraps: true,
    samples: [
      '{"level":30,"time":1745532517537,"pid":17,"hostname":"web1","msg":"charge accepted"}',
      '{"ts":"2013-09-06T20:00:48.124817Z","@fields":{"lvl":"TRACE","msg":"trace test"}}',
      '{"log":"2025-04-01 12:00:01 ERROR db: refused\\n","stream":"stderr","time":"2025-04-01T12:00:01.5Z"}',
      '{"@timestamp":"2025-04-01T12:00:01.123Z","log.level":"warn","message":"tab\\tand \\u00e9","service":{"name":"shop"}}',
    ],
    negatives: ['{"ts": "2013-09-06T22:00:49.124817Z", "msg": "cut', "{not json}", "[1,2,3]"],
  },
  {
    name: "json-prefixed",
    summary: "other text, then one JSON object to the end of the line; what stands before it is left aside",
    kind: "prefixed-json",
    layouts: [],
    samples: [
      'web-1 > {"level":"info","ts":1761019822.3152757,"msg":"listening"}',
      '(pid 12) { "severity": "ERROR", "message": "refused \\u007b", "time": "2025-04-01T12:00:01Z" }',
      '@cee: {"msg":"slow","level":40}',
    ],
    negatives: ['user created {"id":1,"name":"a"}', 'web-1 > {"level":"info","msg":"cut', "web-1 > {level: info}"],
  },
  {
    name: "logfmt",
    summary: "key=value pairs: logrus, Go kit, Heroku, Grafana",
    kind: "logfmt",
    layouts: [],
    samples: [
      'time="2021-09-15T21:17:10.220731Z" level=error msg="error retrieving pod status" namespace=shop',
      'ts=2025-04-01T12:00:01.123Z caller=main.go:12 level=info msg="started" addr=:8080',
      "level=warn component=db msg=slow took=12ms",
    ],
    negatives: ["GET /a?b=c&d=e 200", "x=1 y=2 z=3", "level=info and then words that go on and on"],
  },
  {
    name: "cri",
    summary: "time stream flag line: container runtimes under Kubernetes",
    kind: "text",
    wraps: true,
    layouts: [
      "<time:iso> stdout F <message>",
      "<time:iso> stderr F <message>",
      "<time:iso> stdout P <message>",
      "<time:iso> stderr P <message>",
    ],
    samples: [
      "2016-10-06T00:17:09.669794202Z stdout F The content of the log entry 1",
      "2016-10-06T00:17:10.113242941Z stderr F 2016-10-06 00:17:10 ERROR db: refused",
      '2016-10-06T00:17:10.113242941Z stdout P {"level":"info","msg":"started"}',
    ],
    negatives: ["2016-10-06T00:17:09.669794202Z stdlog F no such stream"],
  },
  {
    name: "compose",
    summary: "service | line: docker compose",
    kind: "text",
    wraps: true,
    layouts: ["<component:name>{ }| <time:iso> <message>", "<component:name>{ }| <message>"],
    samples: [
      "web-1  |  * Serving Flask app 'app.py'",
      'caddy  | {"level":"info","ts":1761019822.3152757,"msg":"maxprocs: updated"}',
      "web-1  | 2024-04-25T05:32:35.584725130Z  * Debug mode: on",
    ],
    negatives: ["| a | table |", "two words | more"],
  },
  {
    name: "timed",
    summary: "a time in a known form, then the message",
    kind: "text",
    layouts: [
      "{[}<time:iso>{]}{:} {- }[<component:name>] <message>",
      "{[}<time:epoch>{]}{:} {- }[<component:name>] <message>",
      "{[}<time:iso>{]}{:}{ }{- }<message>",
      "{[}<time:clf>{]} {- }<message>",
      "{[}<time:weekday>{]}{:} {- }<message>",
      "{[}<time:syslog>{]}{:} {- }<message>",
      "{[}<time:compact>{]}{:} {- }<message>",
      "{[}<time:epoch>{]}{:} {- }<message>",
    ],
    samples: [
      "2025-04-01 12:00:01 connection from 10.0.0.1 closed",
      "[2025-04-01T12:00:01Z] started",
      "2025-04-01 12:00:01 [scanner] 12 files seen",
      "1743508801.25 started",
    ],
    negatives: ["12 monkeys", "2025-04-31 12:00:01 there is no such day"],
  },
];
