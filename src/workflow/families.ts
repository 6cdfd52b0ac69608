import type { NextStep } from "./judgement.ts";

/** Words that mean the same kind of trouble: what was seen, what is normal, and what to do. */
export interface Family {
  readonly name: string;
  readonly words: RegExp;
  readonly tags: readonly string[];
  /** A clause that follows "normal is": `A connection was refused; normal is that it is accepted`. */
  readonly observed: string;
  readonly normal: string;
  readonly steps: readonly NextStep[];
  /** Suspicious by itself, whatever the level. */
  readonly isSecurity?: boolean;
}

const family = (
  name: string,
  words: RegExp,
  tags: string,
  observed: string,
  normal: string,
  steps: readonly (readonly [text: string, command: string])[],
  isSecurity = false,
): Family => ({
  name,
  words,
  tags: tags.split(" "),
  observed,
  normal,
  steps: steps.map(([text, command]) => ({ text, command })),
  isSecurity,
});

/** In the order in which they are believed: what is narrower stands before what is wider. All patterns are bounded. */
export const FAMILIES: readonly Family[] = [
  family(
    "instruction",
    /ignore (?:all |any |the )?(?:previous|prior|above|earlier) (?:instructions?|prompts?|rules)|disregard (?:all|any|the|your) (?:previous |prior )?(?:instructions?|rules)|you are now (?:in|a|an|the)\b|(?:system|new) (?:prompt|instructions?)\s?:|<\|(?:im_start|im_end|system|user|assistant|eot_id|endoftext)|\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>|\bclassif(?:y|ied) (?:this|every|all|each|the)\b.{0,60}\b(?:as|is) normal|do not (?:report|flag|mention) (?:this|any|the)/i,
    "Security Validation",
    "a line holds an order to a language model",
    "text without orders",
    [["Find who could write this text into the log.", ""]],
    true,
  ),
  family(
    "attack",
    /\.\.\/\.\.\/|\/etc\/passwd|union\s{1,8}(?:all\s{1,8})?select|<script\b|\bxp_cmdshell|\$\{jndi:|cmd\.exe|(?:%\d{0,4}x){4}|shellcode|sql injection|\bexploit\w{0,8}\b|\bintrusion\b|break-?in attempt|\bmalware\b|port ?scan|brute.?force|suspicious (?:activity|login|request)/i,
    "Security",
    "the text of an attack stands in a line",
    "requests without such text",
    [
      ["See who is connected now.", "ss -tnp state established"],
      ["Look for logins since then.", "last -n 20"],
    ],
    true,
  ),
  family(
    "authentication",
    /(?:failed|invalid|incorrect|wrong|bad) (?:password|login|credentials?|username|user|token|api.?key)|authentication (?:failure|failed|error)|auth(?:entication)? (?:token )?(?:expired|rejected)|login (?:failed|failure|denied)|failed login|invalid user|unauthori[sz]ed|\b401\b|not authenticated|bearer .{0,200}refused|too many authentication/i,
    "Security Authentication",
    "a login or a key was refused",
    "that it is accepted",
    [
      ["Count the failed logins by address.", "lastb -a | awk '{print $NF}' | sort | uniq -c | sort -n | tail"],
      ["Check when the key or the password was changed.", ""],
    ],
    true,
  ),
  family(
    "authorization",
    /permission denied|access (?:is )?denied|forbidden|\b403\b|not permitted|operation not allowed|insufficient (?:privileges?|permissions?|rights)|\bEACCES\b|\bEPERM\b|not authori[sz]ed|read-only transaction/i,
    "Authorization Security",
    "access was denied",
    "that it is allowed",
    [["Compare owner and rights of what was denied with the user of the process.", "id; ls -la"]],
  ),
  family(
    "certificate",
    /certificate|x509|\bssl\b.{0,40}(?:error|fail|alert|handshake)|\btls\b.{0,40}(?:error|fail|alert|handshake)|handshake (?:failed|failure|error)|CERT_HAS_EXPIRED|self.signed|unknown authority/i,
    "Security Network Connectivity",
    "a TLS certificate or handshake failed",
    "that it is accepted",
    [
      [
        "Read the dates of the certificate; put the host in place of localhost.",
        "openssl s_client -connect localhost:443 </dev/null 2>/dev/null | openssl x509 -noout -dates",
      ],
      ["Check the clock of the machine.", "timedatectl"],
    ],
  ),
  family(
    "name-resolution",
    /\bENOTFOUND\b|\bEAI_AGAIN\b|name or service not known|temporary failure in name resolution|could not resolve|unable to resolve|no such host|\bnxdomain\b|\bservfail\b|unknown ?host|dns (?:lookup|query|resolution|error|fail)/i,
    "Network Connectivity",
    "a name was not resolved",
    "that it is",
    [
      ["Ask the resolver.", "resolvectl status; getent hosts localhost"],
      ["Read which servers are asked.", "cat /etc/resolv.conf"],
    ],
  ),
  family(
    "connection-pool",
    /(?:connection )?pool .{0,60}(?:exhausted|full|timeout|in use|no available|empty)|(?:timeout|timed out) acquiring (?:a )?connection|too many (?:connections|clients)|pool_timeout|remaining connection slots|max(?:imum)? (?:number of )?connections? (?:reached|exceeded)|no (?:free|available) connections?/i,
    "Database Connectivity Performance",
    "the connections ran out",
    "that one is free",
    [
      ["Count the connections by state.", "ss -tan | awk 'NR>1{print $1}' | sort | uniq -c"],
      [
        "Find what holds them: the longest statements of the database.",
        'psql -c "select pid, state, now()-query_start as age, left(query,60) from pg_stat_activity order by age desc nulls last limit 10"',
      ],
    ],
  ),
  family(
    "deadlock",
    /deadlock|lock wait timeout|waiting for \w{1,20}lock|could not obtain lock|lock (?:timeout|contention)|could not serialize access/i,
    "Database Performance",
    "a lock was waited for or two waited for each other",
    "that locks are free at once",
    [
      [
        "Find who holds the lock.",
        'psql -c "select pid, pg_blocking_pids(pid), left(query,60) from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0"',
      ],
    ],
  ),
  family(
    "connection-refused",
    /connection (?:was |is )?refused|\bECONNREFUSED\b|refused (?:the )?connection|actively refused|(?:failed|unable|cannot|could not|can't) to connect|could not connect|cannot connect|connect(?:ion)? (?:failed|failure)|connection to \S{1,80} (?:failed|lost)/i,
    "Network Connectivity",
    "a connection was refused",
    "that it is accepted",
    [
      ["See whether the other side listens.", "ss -ltnp"],
      ["See which services failed.", "systemctl --failed"],
    ],
  ),
  family(
    "connection-lost",
    /connection (?:was |is )?(?:reset|closed|lost|aborted|dropped|terminated)|reset by peer|broken pipe|\bECONNRESET\b|\bEPIPE\b|server closed the connection|socket (?:closed|hang ?up)|disconnected|severed/i,
    "Network Connectivity",
    "a connection broke",
    "that it stays open",
    [
      ["See what the other side wrote at that time.", "journalctl --since '-1 hour' -p warning | tail -n 50"],
      ["Count errors of the network interfaces.", "ip -s link"],
    ],
  ),
  family(
    "unreachable",
    /no route to host|(?:host|network|destination|node|service) (?:is )?unreachable|\bEHOSTUNREACH\b|\bENETUNREACH\b|link (?:is )?down|interface .{0,40}\bdown\b|carrier lost|not responding/i,
    "Network Connectivity",
    "a host or a link was not reached",
    "that it answers",
    [
      ["See links and routes.", "ip -br link; ip route"],
      ["Read what the kernel says of the network.", "dmesg -T | grep -i -E 'link|eth|nic' | tail -n 20"],
    ],
  ),
  family(
    "out-of-memory",
    /out of memory|\boom[- ]?kill\w{0,5}|\bOOM\b|outofmemory\w{0,5}|cannot allocate memory|\bENOMEM\b|memory (?:exhausted|limit|pressure|allocation failed)|heap (?:space|out|limit|exhausted)|gc overhead|java heap/i,
    "Memory System",
    "the memory ran out",
    "that some is free",
    [
      ["See who uses the memory.", "free -h; ps aux --sort=-rss | head -n 10"],
      ["See whom the kernel killed.", "journalctl -k --grep 'out of memory|oom' | tail -n 20"],
    ],
  ),
  family(
    "memory-hardware",
    /machine check|\bECC\b|uncorrect\w{0,6} (?:memory |ecc )?error|parity error|(?:data|instruction) (?:tlb|cache|address|storage) .{0,30}(?:error|interrupt)|\bDIMM\b|ddr error|edram/i,
    "Memory System Error",
    "the hardware reported a memory fault",
    "none",
    [
      ["Read the hardware's own records.", "dmesg -T | grep -i -E 'mce|ecc|hardware error' | tail -n 20"],
      ["Take the node out of service until it is tested.", ""],
    ],
  ),
  family(
    "disk-full",
    /no space left|\bENOSPC\b|disk (?:is )?(?:full|almost full|quota exceeded)|quota exceeded|filesystem (?:is )?full|low disk space|disk usage .{0,20}(?:9\d|100) ?%|(?:9\d|100) ?% (?:full|used)/i,
    "Disk System",
    "the disk is full",
    "that writes find room",
    [
      ["See which file system is full.", "df -h; df -i"],
      ["Find the largest folders.", "du -xh --max-depth=2 /var 2>/dev/null | sort -h | tail -n 15"],
    ],
  ),
  family(
    "disk-fault",
    /i\/o error|input\/output error|\bEIO\b|read-only file ?system|bad (?:sector|block)|disk (?:failure|error|failed|fault)|(?:ext4|xfs|btrfs|nvme|ata\d|sd[a-z]).{0,40}(?:error|fail)|smart .{0,30}fail|corrupt\w{0,6}|checksum (?:mismatch|error|failed)|raid .{0,30}degraded|lost write|data loss/i,
    "Disk System Error",
    "a disk or a file is damaged",
    "reads and writes without an error",
    [
      ["Read what the kernel says of the disks.", "dmesg -T | grep -i -E 'i/o error|ata|nvme|ext4|xfs' | tail -n 20"],
      ["Stop writing to it and check that the last backup can be read.", ""],
    ],
  ),
  family(
    "crash",
    /segfault|segmentation fault|core dumped|kernel panic|\bpanic\b|\boops\b|stack overflow|stackoverflow\w{0,5}|\bSIG(?:SEGV|ABRT|KILL|BUS)\b|(?:exited|terminated) (?:with|on|by) (?:signal|code|status)|exit (?:code|status) [1-9]|crash\w{0,10}|unhandled (?:exception|rejection)|uncaught (?:exception|error)|back-?off restarting|watchdog .{0,40}(?:timeout|reset|bite)|unexpectedly (?:exited|terminated|quit|shut)/i,
    "System Application Error",
    "a process crashed",
    "that it runs on",
    [
      [
        "See which services failed and restarted.",
        "systemctl --failed; journalctl -p err --since '-1 hour' | tail -n 50",
      ],
      ["List the core dumps.", "coredumpctl list --no-pager | tail"],
    ],
  ),
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
      ],
    ],
  ),
  family(
    "queue",
    /queue .{0,40}(?:full|overflow|lag|backlog|depth|stuck|length|dead)|dead.?letter|consumer .{0,30}(?:lag|behind|stopped)|\blag=\d|\bbacklog\b|message (?:lost|dropped|rejected|expired)|broker .{0,40}(?:unavailable|down|not available)|maximum pending requests/i,
    "Queue Performance",
    "messages pile up or are lost",
    "that they are taken as they come",
    [["See whether the consumers run.", "systemctl list-units --type=service --state=running,failed --no-pager"]],
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
    "cpu",
    /(?:cpu|load) .{0,40}(?:high|exceed\w{0,3}|9\d ?%|100 ?%|throttl|stuck|saturat)|soft lockup|hard lockup|rcu .{0,20}stall|hung task|blocked for more than \d|cpu temperature|thermal/i,
    "CPU Performance System",
    "a processor is overloaded or stuck",
    "that it has time left",
    [["See what runs.", "top -b -n 1 | head -n 20"]],
  ),
  family(
    "resource-limit",
    /too many open files|\bEMFILE\b|\bENFILE\b|file descriptors? (?:limit|exhausted)|resource temporarily unavailable|\bEAGAIN\b|cannot fork|unable to create (?:new )?(?:native )?thread|thread pool .{0,30}(?:exhausted|full|rejected)|max(?:imum)? .{0,30}(?:limit )?(?:reached|exceeded)/i,
    "System Performance",
    "a limit of the system was reached",
    "that there is room",
    [["Compare the limits with what is used.", "ulimit -a; cat /proc/sys/fs/file-nr"]],
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
    [["Ask the cache how it is.", "redis-cli info stats | grep -E 'evicted|rejected|misses|hits'"]],
  ),
  family(
    "dependency",
    /module ?not ?found|modulenotfound\w{0,5}|no module named|cannot find (?:module|package|library)|classnotfound\w{0,9}|noclassdeffound\w{0,5}|(?:undefined|missing) symbol|shared librar\w{1,3}|unresolved dependenc|version (?:conflict|mismatch)|incompatible version/i,
    "Dependency Deployment",
    "a library is missing or of the wrong version",
    "that it is installed",
    [["See what was installed last.", "grep ' install \\| upgrade ' /var/log/dpkg.log | tail -n 20"]],
  ),
  family(
    "migration",
    /migration .{0,40}(?:fail|error|abort|pending|roll)|schema (?:mismatch|version|migration)|(?:relation|table|column) .{0,80}does not exist|no such (?:table|column)|duplicate (?:column|key)/i,
    "Migration Database",
    "the database does not have the schema that the program expects",
    "that both have the same version",
    [["See what was deployed last.", "git log -n 5 --format='%h %cr %s'"]],
  ),
  family(
    "deployment",
    /deploy\w{0,6} .{0,40}(?:fail|error|abort|roll)|rollback|roll(?:ed|ing) back|image ?pull\w{0,7}|errimagepull|crashloop\w{0,8}|failed to (?:pull|schedule|start container)|unhealthy|(?:readiness|liveness) probe/i,
    "Deployment System",
    "a deployment did not come up",
    "that it becomes ready",
    [
      ["See the newest events of the cluster.", "kubectl get events --sort-by=.lastTimestamp | tail -n 20"],
      ["See which pods are not ready.", "kubectl get pods -A --field-selector=status.phase!=Running"],
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
    "clock",
    /clock (?:skew|drift|jump|step|unsynchroni[sz]ed)|time (?:jumped|went backwards|sync)|\bntp\b.{0,40}(?:fail|error|unsync|unreachable|lost)|chrony/i,
    "System Configuration",
    "the clock is wrong or jumped",
    "that it follows the time servers",
    [["See whether the clock is synchronised.", "timedatectl; chronyc tracking"]],
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
    "shutdown",
    /(?:shutting|shut) ?down|received (?:signal|sigterm|sigint)|\bSIGTERM\b|stopping (?:service|server)|\bstopped\b|power (?:failure|loss|off)|\breboot\w{0,3}\b/i,
    "Shutdown System",
    "a service was stopped",
    "that it runs",
    [["See who stopped it.", "last -x -n 10; journalctl --list-boots | tail -n 3"]],
  ),
  family(
    "retry",
    /\bretr(?:y|ies|ying|ied)\b|attempt[= ]\d|backing off|re-?connecting/i,
    "Retry",
    "something was tried again",
    "that it works at once",
    [["Find the first failure before the retries.", ""]],
  ),
  family(
    "startup",
    /(?:fail\w{0,4}|unable|could not|error) .{0,20}(?:start|boot|initiali[sz]e|launch|bind)|address already in use|\bEADDRINUSE\b|(?:start-?up|boot|init\w{0,12}) (?:failed|error|failure)/i,
    "Startup System",
    "a start failed",
    "that it comes up",
    [["See who holds the port and which service failed.", "ss -ltnp; systemctl --failed"]],
  ),
];

/** Words that only say which part of the system is meant. */
export const TOPICS: readonly (readonly [tag: string, words: RegExp])[] = [
  [
    "Database",
    /\b(?:database|postgres\w{0,4}|mysql|mariadb|oracle|mongo\w{0,3}|sqlite|sql|jdbc|redis|cassandra|db\d{0,3})\b|\bdb[-_]/i,
  ],
  ["Network", /\b(?:network|socket|tcp|udp|dns|port|ethernet|packet|router|proxy|vpn|firewall|ssh\w?|http\w?)\b/i],
  ["API", /\b(?:api|rest|graphql|grpc|endpoint|webhook)\b|\b(?:GET|POST|PUT|PATCH|DELETE) \//i],
  ["Memory", /\b(?:memory|heap|ram|swap)\b/i],
  ["Disk", /\b(?:disk|filesystem|storage|volume|\/dev\/\w{1,20})\b/i],
  ["CPU", /\b(?:cpu|processor|core)\b/i],
  ["Queue", /\b(?:queue|kafka|rabbitmq|amqp|broker|consumer|topic)\b/i],
  ["Cache", /\b(?:cache|memcached|redis)\b/i],
  ["Authentication", /\b(?:login|logon|password|auth|oauth|saml|ldap|sso|token|credential)s?\b/i],
  ["Configuration", /\b(?:config\w{0,10}|setting|yaml)s?\b/i],
  ["Startup", /\b(?:starting|started|start-?up|boot\w{0,3}|initiali[sz]\w{1,5})\b/i],
  ["Shutdown", /\b(?:shutdown|shutting down|stopping|terminating)\b/i],
  ["Retry", /\bretr(?:y|ies|ying)\b/i],
  ["Timeout", /\btime-?d? ?outs?\b/i],
  ["Deployment", /\b(?:deploy\w{0,6}|release|rollout)\b/i],
];
