import type { Format } from "../format.ts";

/** Lines of large machines. */
export const clusterFormats: readonly Format[] = [
  {
    name: "hdfs",
    summary: "yymmdd hhmmss pid level class: message: HDFS",
    kind: "text",
    layouts: ["<time:yymmdd> <pid> <level> <component>: <message>"],
    samples: [
      "081109 203518 143 INFO dfs.DataNode$DataXceiver: Receiving block blk_-1608999687919862906",
      "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38865049064139660 terminating",
      "081109 214043 2561 WARN dfs.DataNode$DataXceiver: Got exception while serving blk_2094397855762091248",
    ],
    negatives: ["081309 203518 143 INFO dfs.DataNode: no month 13"],
  },
  {
    name: "bgl",
    summary: "label epoch date node time node type part level message: Blue Gene/L; the label is thrown away",
    kind: "text",
    layouts: [
      "<label> <skip:number> <skip:date> <host> <time:bgl> <skip> <component> <component> <level> <message>",
      "<label> <skip:number> <skip:date> <host> <time:bgl> <skip> <message>",
    ],
    samples: [
      "- 1117838570 2005.06.03 R02-M1-N0-C:J12-U11 2005-06-03-15.42.50.363779 R02-M1-N0-C:J12-U11 RAS KERNEL INFO instruction cache parity error corrected",
      "KERNDTLB 1118536327 2005.06.11 R30-M0-N9-C:J16-U01 2005-06-11-17.32.07.581048 R30-M0-N9-C:J16-U01 RAS KERNEL FATAL data TLB error interrupt",
      "- 1118765360 2005.06.14 R04-M0-N0-I:J18-U01 2005-06-14-09.09.20.459609 R04-M0-N0-I:J18-U01 RAS MMCS FAILURE",
    ],
    negatives: ["- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond[2915]: session closed"],
  },
  {
    name: "thunderbird",
    summary: "label epoch date host month day time host program[pid]: message: Thunderbird; the label is thrown away",
    kind: "text",
    layouts: [
      "<label> <time:epoch> <skip:date> <host> <skip> <skip:number> <skip> <skip> <component>{[<pid>]}: <message>",
      "<label> <time:epoch> <skip:date> <host> <skip> <skip:number> <skip> <skip> <message>",
    ],
    samples: [
      "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond(pam_unix)[2915]: session closed for user root",
      "- 1131523501 2005.11.09 aadmin1 Nov 10 00:05:01 src@aadmin1 in.tftpd[14620]: tftp: client does not accept options",
      "VAPI 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 kernel: Local Catastrophic Error",
      "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 last message repeated 3 times",
    ],
    negatives: [
      "- 1117838570 2005.06.03 R02 2005-06-03-15.42.50.363779 R02 RAS KERNEL INFO instruction cache parity error corrected",
    ],
  },
  {
    name: "hpc",
    summary: "number node part state epoch flag message: HPC clusters of Los Alamos",
    kind: "text",
    layouts: ["<skip:number> <host> <component> <component> <time:epoch> <skip:number> <message>"],
    samples: [
      "134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State Change: Component is in the unavailable state",
      "2286759 full partition status 1061219795 -1 running",
      "350766 node-109 unix.hw state_change.unavailable 1084680778 1 Component State Change",
    ],
    negatives: ["134681 node-246 unix.hw state_change.unavailable yesterday 1 Component State Change"],
  },
];
