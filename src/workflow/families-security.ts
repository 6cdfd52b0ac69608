import { type Family, family } from "./family.ts";

/** Who may do what, and who tries what he may not. */
export const SECURITY_FAMILIES: readonly Family[] = [
  family(
    "instruction",
    /ignore (?:all |any |the )?(?:previous|prior|above|earlier) (?:instructions?|prompts?|rules)|disregard (?:all|any|the|your) (?:previous |prior )?(?:instructions?|rules)|you are now (?:in|a|an|the)\b|(?:system|new) (?:prompt|instructions?)\s?:|<\|(?:im_start|im_end|system|user|assistant|eot_id|endoftext)|\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>|\bclassif(?:y|ied) (?:this|every|all|each|the)\b.{0,60}\b(?:as|is) normal|do not (?:report|flag|mention) (?:this|any|the)/i,
    "Security Validation",
    "a line holds an order to a language model",
    "text without orders",
    [["Find who could write this text into the log.", ""]],
    { isSecurity: true },
  ),
  family(
    "attack",
    /\.\.\/\.\.\/|\/etc\/passwd|union\s{1,8}(?:all\s{1,8})?select|<script\b|\bxp_cmdshell|\$\{jndi:|cmd\.exe|(?:%\d{0,4}x){4}|shellcode|sql injection|\bexploit\w{0,8}\b|\bintrusion\b|break-?in attempt|\bmalware\b|port ?scan|brute.?force/i,
    "Security",
    "the text of an attack stands in a line",
    "requests without such text",
    [
      ["See who is connected now.", "ss -tnp state established"],
      ["Look for logins since then.", "last -n 20"],
    ],
    { isSecurity: true, asks: { of: "addresses", text: "Count these lines by address." } },
  ),
  family(
    "suspicious",
    /suspicious (?:activity|login|request|traffic|behaviou?r)|anomalous (?:login|traffic)|unusual (?:login|access|activity)|possible (?:attack|intrusion|breach)/i,
    "Security",
    "the program itself calls something suspicious",
    "none",
    [["See who is logged in, and from where.", "who; last -n 20"]],
    { isSecurity: true },
  ),
  family(
    "authentication",
    /(?:failed|invalid|incorrect|wrong|bad) (?:password|login|credentials?|username|user|token|api.?key)|authentication (?:failure|failed|error)|auth(?:entication)? (?:token )?(?:expired|rejected)|login (?:failed|failure|denied)|failed login|invalid user|unauthori[sz]ed|\b401\b|not authenticated|bearer .{0,200}refused|(?:too many|maximum) authentication|\blogin\b.{0,200}\bres(?:ult)?=["']?fail/i,
    "Security Authentication",
    "a login or a key was refused",
    "that it is accepted",
    [
      ["Check when the key or the password was changed.", ""],
      [
        "Count the failed logins that this machine recorded.",
        "lastb -a | awk '{print $NF}' | sort | uniq -c | sort -n | tail",
        /\b(?:sshd?|pam_unix|pam|login|su|sudo)\b/i,
      ],
    ],
    { isSecurity: true, asks: { of: "addresses", text: "Count the failed logins by address." } },
  ),
  family(
    "authorization",
    /permission denied|access (?:is )?denied|forbidden|\b403\b|not permitted|operation not allowed|insufficient (?:privileges?|permissions?|rights)|\bEACCES\b|\bEPERM\b|not authori[sz]ed|read-only transaction/i,
    "Authorization Security",
    "access was denied",
    "that it is allowed",
    [
      [
        "Compare owner and rights of what was denied with the user of the process.",
        "id; ls -la",
        /permission denied|\bEACCES\b|\bEPERM\b|operation not (?:permitted|allowed)/i,
      ],
      ["See who was denied what, and whether that access is meant to be.", ""],
    ],
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
];
