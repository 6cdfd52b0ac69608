import { type Family, family } from "./family.ts";

/** The machine and its processes. */
export const MACHINE_FAMILIES: readonly Family[] = [
  family(
    "heap",
    /outofmemory\w{0,5}|java heap|heap (?:space|out of|limit|exhausted)|gc overhead|reached heap limit|metaspace/i,
    "Memory Application",
    "the heap of a program ran out",
    "that some of it is free",
    [
      [
        "See with which limit of the heap the program runs (-Xmx).",
        "ps aux | grep '[j]ava'",
        /java|jvm|outofmemoryerror|metaspace|gc overhead/i,
      ],
      [
        "See with which limit of the heap the program runs (--max-old-space-size).",
        "ps aux | grep '[n]ode'",
        /javascript|node/i,
      ],
      ["Look for a dump of the heap; if none was written, have the next one written.", ""],
    ],
  ),
  family(
    "out-of-memory",
    /out of memory|\boom[- ]?kill\w{0,5}|\bOOM\b|cannot allocate memory|\bENOMEM\b|memory (?:exhausted|limit|pressure|allocation failed)/i,
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
    /i\/o error|input\/output error|\bEIO\b|read-only file ?system|bad (?:sector|block)|disk (?:failure|error|failed|fault)|\b(?:ext[234](?:-fs)?|xfs|btrfs|nvme\w{0,6}|ata\d{1,2}|sd[a-z]\d{0,2})\b.{0,40}(?:error|fail)|smart .{0,30}fail|corrupt\w{0,6}|checksum (?:mismatch|error|failed)|raid .{0,30}degraded|lost write|data loss/i,
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
    "cpu",
    /(?:cpu|load) .{0,40}(?:high|exceed\w{0,3}|9\d ?%|100 ?%|throttl|stuck|saturat)|soft lockup|hard lockup|rcu .{0,20}stall|hung task|blocked for more than \d|cpu temperature|thermal/i,
    "CPU Performance System",
    "a processor is overloaded or stuck",
    "that it has time left",
    [["See what runs.", "top -b -n 1 | head -n 20"]],
  ),
  family(
    "resource-limit",
    /too many open files|\bEMFILE\b|\bENFILE\b|file descriptors? (?:limit|exhausted)|resource temporarily unavailable|\bEAGAIN\b|cannot fork|unable to create (?:new )?(?:native )?thread|thread pool .{0,30}(?:exhausted|full|rejected)|max(?:imum)?(?!.{0,30}(?:authentication|login|password|attempt|retr)) .{0,30}(?:reached|exceeded)/i,
    "System Performance",
    "a limit of the system was reached",
    "that there is room",
    [
      [
        "Compare the limits of the system with what is used.",
        "ulimit -a; cat /proc/sys/fs/file-nr",
        /files?\b|\bEMFILE|\bENFILE|descriptor|fork|native thread|temporarily unavailable|\bEAGAIN/i,
      ],
      ["Compare the limit that the line names with what is used.", ""],
    ],
  ),
  family(
    "clock",
    /clock (?:skew|drift|jump|step|unsynchroni[sz]ed)|time (?:jumped|went backwards|sync)|\bntp\b.{0,40}(?:fail|error|unsync|unreachable|lost)|chrony/i,
    "System Configuration",
    "the clock is wrong or jumped",
    "that it follows the time servers",
    [["See whether the clock is synchronised.", "timedatectl; chronyc tracking"]],
  ),
];
