import { type Family, family } from "./family.ts";

const KUBERNETES = /\bkube|\bk8s|\bpods?\b|image ?pull|crashloop|back-?off restarting|(?:readiness|liveness) probe/i;

/** What programs and services report of themselves. */
export const PROGRAM_FAMILIES: readonly Family[] = [
  family(
    "replication",
    /replicat\w{0,5} .{0,40}(?:lag|broken|stopped|fail|delay|lost)|split[- ]brain|quorum (?:lost|not)|leader (?:election|lost|changed)|fail-?over|standby .{0,30}promot|promot\w{0,3} .{0,30}(?:primary|master|standby)|WAL (?:stream|receiver)|selected new timeline|recovery mode/i,
    "Database Recovery",
    "the replication broke or the leader changed",
    "one leader and a copy that follows it",
    [
      [
        "See who leads and how far the copies are.",
        "psql -c 'select client_addr, state, replay_lag from pg_stat_replication'",
        /postgres|psql|\bpg_|:5432\b|wal ?receiver/i,
      ],
      ["See who leads and how far the copies are.", "mysql -e 'show replica status'", /mysql|mariadb|:3306\b/i],
      ["See who leads now and how far the copies are behind.", ""],
    ],
  ),
  family(
    "queue",
    /queue .{0,40}(?:full|overflow|lag|backlog|depth|stuck|length|dead)|dead.?letter|consumer .{0,30}(?:lag|behind|stopped)|\blag=\d|\bbacklog\b|message (?:lost|dropped|rejected|expired)|broker .{0,40}(?:unavailable|down|not available)|maximum pending requests/i,
    "Queue Performance",
    "messages pile up or are lost",
    "that they are taken as they come",
    [
      [
        "See how far the consumers are behind.",
        "kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe --all-groups",
        /kafka|:9092\b/i,
      ],
      ["See how long the queues are.", "rabbitmqctl list_queues name messages consumers", /rabbit|amqp|:5672\b/i],
      ["See whether the consumers run.", "systemctl list-units --type=service --state=running,failed --no-pager"],
    ],
  ),
  family(
    "rate-limit",
    /rate.?limit\w{0,3}|too many requests|\b429\b|throttl\w{1,3}|quota (?:exceeded|reached)|request limit/i,
    "API Performance",
    "requests were throttled",
    "that they are let through",
    [
      [
        "Count who sends the requests.",
        "ss -tn state established | awk 'NR>1{print $4}' | cut -d: -f1 | sort | uniq -c | sort -n | tail",
      ],
    ],
  ),
  family(
    "circuit",
    /circuit.?breaker .{0,20}(?:open|tripped)|dependency .{0,40}(?:fail|unavailable|down)|upstream .{0,60}(?:fail|error|timed|unavailable|reset)|\b50[234]\b|bad gateway|service (?:is )?(?:temporarily )?unavailable|gateway time-?out|no healthy upstream|backend .{0,40}(?:down|fail|unavailable)/i,
    "Dependency API Integration",
    "a service behind this one did not do its part",
    "that it answers",
    [["See which services failed.", "systemctl --failed"]],
  ),
  family(
    "timeout",
    /time[d-]?[ -]?out|deadline exceeded|\bETIMEDOUT\b|no response (?:from|within|after)|did not (?:answer|respond)|request expired/i,
    "Timeout Performance",
    "an answer did not come in time",
    "that it comes in time",
    [
      ["See how loaded the machine is.", "uptime; vmstat 1 5"],
      ["See connections that wait.", "ss -tn state syn-sent"],
    ],
  ),
  family(
    "slow",
    /\bslow(?:er)? (?:query|request|response|statement|operation|log|disk|consumer)|took too long|taking (?:too )?long|latency .{0,30}(?:high|exceed\w{0,3}|spike)|degraded|exceeded .{0,30}(?:threshold|ms|seconds)|performance (?:issue|problem|warning)/i,
    "Performance",
    "it took longer than usual",
    "its usual time",
    [["See how loaded the machine is.", "uptime; iostat -x 1 3"]],
  ),
  family(
    "cache",
    /cache .{0,40}(?:miss(?:es)? rate|evict\w{0,4}|full|fail\w{0,3}|error|unavailable|corrupt)|(?:redis|memcached) .{0,60}(?:error|fail|refused|unavailable|timeout)/i,
    "Cache Performance",
    "the cache does not serve",
    "that it does",
    [
      ["Ask the cache how it is.", "redis-cli info stats | grep -E 'evicted|rejected|misses|hits'", /redis|:6379\b/i],
      ["See whether the cache runs and how much memory it has left.", ""],
    ],
  ),
  family(
    "dependency",
    /module ?not ?found|modulenotfound\w{0,5}|no module named|cannot find (?:module|package|library)|classnotfound\w{0,9}|noclassdeffound\w{0,5}|(?:undefined|missing) symbol|shared librar\w{1,3}|unresolved dependenc|version (?:conflict|mismatch)|incompatible version/i,
    "Dependency Deployment",
    "a library is missing or of the wrong version",
    "that it is installed",
    [["See what was installed or deployed last.", ""]],
  ),
  family(
    "migration",
    /migration .{0,40}(?:fail|error|abort|pending|roll)|schema (?:mismatch|version|migration)|(?:relation|table|column) .{0,80}does not exist|no such (?:table|column)|duplicate (?:column|key)/i,
    "Migration Database",
    "the database does not have the schema that the program expects",
    "that both have the same version",
    [["Compare the version of the schema with that of the program which was deployed last.", ""]],
  ),
  family(
    "deployment",
    /deploy\w{0,6} .{0,40}(?:fail|error|abort|roll)|rollback|roll(?:ed|ing) back|image ?pull\w{0,7}|errimagepull|crashloop\w{0,8}|failed to (?:pull|schedule|start container)|unhealthy|(?:readiness|liveness) probe/i,
    "Deployment System",
    "a deployment did not come up",
    "that it becomes ready",
    [
      ["See the newest events of the cluster.", "kubectl get events --sort-by=.lastTimestamp | tail -n 20", KUBERNETES],
      ["See which pods are not ready.", "kubectl get pods -A --field-selector=status.phase!=Running", KUBERNETES],
      ["See what was deployed last and whether the version before it still runs.", ""],
    ],
  ),
  family(
    "configuration",
    /config\w{0,10} .{0,60}(?:error|invalid|missing|fail|not found|unknown|wrong)|(?:invalid|missing|unknown|bad|unset) (?:config\w{0,10}|option|setting|parameter|environment variable|property|key)|misconfigur\w{0,6}|environment variable .{0,60}(?:not set|missing|undefined)|deprecated/i,
    "Configuration",
    "a setting is missing or wrong",
    "a configuration that is accepted",
    [["See which settings were changed last.", "find /etc -type f -mtime -2 2>/dev/null | head -n 20"]],
  ),
  family(
    "validation",
    /validation (?:error|failed|failure)|invalid (?:input|request|argument|value|format|json|syntax|data|payload|header|parameter)|malformed|parse error|unexpected (?:token|end|character|eof)|schema violation|\b(?:400|422)\b|constraint violation|null ?pointer\w{0,9}|typeerror|illegal ?argument\w{0,9}|assertion failed/i,
    "Validation Application",
    "a value was not accepted",
    "values that are",
    [["Find who sent the value, in the lines just before.", ""]],
  ),
  family(
    "payment",
    /(?:payment|card|charge|transaction) .{0,80}(?:declined|failed|rejected|refused|error)|declined by/i,
    "Application Integration",
    "a payment was declined",
    "that it goes through",
    [["Ask the gateway whether others are declined too: its status page, then its log.", ""]],
  ),
  family(
    "startup",
    /(?:fail\w{0,4}|unable|could not|error) .{0,20}(?:start|boot|initiali[sz]e|launch|bind)|address already in use|\bEADDRINUSE\b|(?:start-?up|boot|init\w{0,12}) (?:failed|error|failure)/i,
    "Startup System",
    "a start failed",
    "that it comes up",
    [["See who holds the port and which service failed.", "ss -ltnp; systemctl --failed"]],
  ),
  family(
    "shutdown",
    /(?<!\b(?:causing|connection|socket|channel|session|stream|input|output|client|peer|thread|worker) )\bshut(?:ting)? ?down\b(?! of (?:the )?(?:connection|socket|session|stream|channel))|received (?:signal|sigterm|sigint)|\bSIGTERM\b|stopping (?:service|server)|\bstopped\b|power (?:failure|loss|off)|\breboot\w{0,3}\b/i,
    "Shutdown System",
    "a service was stopped",
    "that it runs",
    [
      [
        "See who stopped the machine.",
        "last -x -n 10; journalctl --list-boots | tail -n 3",
        /power (?:failure|loss|off)|\breboot|system (?:is going|halted|shut)|\b(?:kernel|systemd|init|ups|shutdown)\b\[?/i,
      ],
      ["See whether it was stopped on purpose, and whether it runs again.", ""],
    ],
  ),
  family(
    "retry",
    /\bretr(?:y|ies|ying|ied)\b|attempt[= ]\d|backing off|re-?connecting/i,
    "Retry",
    "something was tried again",
    "that it works at once",
    [["Find the first failure before the retries.", ""]],
  ),
];
