"""How mail servers say why a mail failed: families of wordings, each with its reason, in the order in which they
are asked.

`dead` families say that nobody is there: the address need never be written to again. All others are
about this mail, its sender, or this moment, and a wording of theirs outweighs a code that says "dead",
since many servers answer 5.1.1 to what they take for spam. A pattern sees the words in lower case, in
one line, addresses replaced by "@" and links by their host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from emails import bounce_tongues


@dataclass(frozen=True)
class Family:
    """Wordings for one reason."""

    reason: str
    dead: bool
    pattern: re.Pattern[str]


def _family(reason: str, *phrases: str, dead: bool = False) -> Family:
    return Family(reason, dead, re.compile("|".join(f"(?:{phrase})" for phrase in phrases)))


FAMILIES = (
    _family("authentication",
        r"\bdmarc\b", r"\bdkim\b", r"\bspf\b", r"sender policy framework", r"unauthenticated e?-?mail",
        r"sender is unauthenticated", r"authentication (?:check|information|result|policy|level)",
        r"does not have authentication", r"multiple authentication",
    ),
    _family("sender",
        (r"sender(?:'s)? (?:e-?mail )?(?:address|domain|verif\w+|name)?\s?(?:was |is )?(?:rejected|denied|"
            r"refused|invalid|unknown|blocked|not)"),
        r"domain of sender", r"sender(?:'s)? domain", r"sender verif", r"sender callout", r"invalid sender",
        r"bad sender", r"(?:return|reverse)[ -]path", r"envelope sender",
        r"mail from\S* (?:rejected|denied|refused)", r"unknown sender",
        r"send(?:er|ing) (?:address|domain) .{0,60}(?:reject|not exist|denied|refuse|block)",
        r"not (?:allowed|authori[sz]ed|permitted) to send(?! to)", r"cannot (?:be used as|verify) (?:the )?sender",
        r"backscatter", r"from: header", *bounce_tongues.SENDER,
    ),
    _family("blocked",
        r"block(?:ed|ing)?[ -]?list", r"black[ -]?list", r"deny[ -]?list", r"\b(?:dns|r|s|x|p)bl\b", r"\bdnsbl",
        r"spamhaus", r"sorbs", r"spamcop", r"barracuda", r"senderbase", r"abuseat", r"uceprotect", r"spfbl",
        r"invaluement", r"mailspike", r"njabl", r"blocked (?:using|by|due|for|because|from|at|in|-|\[)",
        r"(?:is|been|are|was|temporarily) blocked", r"block ip", r"banned", r"reputation",
        r"client host .{0,80}(?:rejected|blocked)",
        r"\bip\b.{0,60}(?:block|reject|listed|denied|banned|not allowed)",
        r"(?:reject|block|den|refus)\w+ .{0,50}\bip\b", r"on our block", r"poor (?:sender|email)", r"bad ip",
        r"connection (?:rejected|denied|not allowed|dropped)", r"unfortunately, messages from",
        r"host network not allowed", r"access denied\.{3}", r"smtp server of your isp", r"delisting", r"\bdul\b",
        r"dynamic (?:ip|pool|address)", r"dialup",
        r"not accept(?:ing|ed)? (?:any )?(?:mail|connections|messages) from", r"refused to talk",
        r"bounce address tag", r"\[tss\d+\]|permanently deferred", r"no smtp service", r"liste noire", r"на блок",
        r"заблокирован ip", r"黑名单",
        r"拒绝连接", r"ブラックリスト",
    ),
    _family("reverse DNS",
        r"reverse dns", r"\bptr\b", r"\brdns\b", r"reverse (?:name |host)?(?:lookup|record|mapping)",
        r"ip name lookup", r"cannot (?:find|resolve) your", r"hostname (?:lookup|possibly forged)",
        r"valid sender domain", r"fcrdns", r"helo|ehlo .{0,40}(?:reject|invalid|denied)", r"inverse lookup",
    ),
    _family("spam",
        r"\bspam", r"\bjunk", r"unsolicited", r"\buc?be\b", r"\buce\b", r"virus", r"malware", r"phish",
        r"suspicious", r"\bbulk (?:e-?)?mail", r"(?:message|mail) content",
        r"content (?:rejected|filter|policy|not allowed|restrict)", r"content of (?:the|this|your)", r"unwanted",
        r"looks like", r"harmful", r"bayes", r"\bscore\b", r"content denied", r"\bdt:sp[mt]\b",
        r"security (?:issue|threat|risk)", *bounce_tongues.SPAM,
    ),
    _family("rate",
        (r"too many (?:connections|messages|mails?|e-?mails|recipients|errors|sessions|concurrent|invalid|"
            r"rcpt|requests|users)"),
        r"rate[ -]?limit", r"throttl", r"frequen(?:cy|tly)", r"unexpected volume",
        r"(?:daily|hourly|relay|sending|message|connection) quota", r"sending limit",
        r"(?:connection|message|recipient|hourly|daily|mail) (?:rate )?limit",
        r"limit .{0,20}per (?:hour|day|minute|second)",
        r"receiving (?:mail|email)? ?(?:at )?(?:a|too) (?:rate|quickly|many)", r"too (?:fast|quickly)",
        r"limit exceeded for", r"maximum .{0,30}connections", r"aup#in-", r"aup#(?:out|cxnrtl)",
        r"сообщений слишком", r"频率",
    ),
    _family("size",
        r"message (?:is )?(?:size|length|too (?:large|big|long))", r"too (?:large|big|heavy)",
        r"mail (?:is )?too long", r"mail size limit",
        (r"(?:exceed|over|larger|bigger).{0,40}(?:message size|size limit|maximum size|"
            r"max(?:imum)? message|fixed limit|limit set)"),
        r"(?:size|message|length) exceed", r"maximum (?:message |allowed |mail )?size", r"message filesize",
        r"zu (?:groß|gross)", r"trop (?:gros|volumineux|grand)", r"demasiado grande", r"слишком больш", r"サイズ",
        r"过大",
    ),
    _family("full",
        (r"(?:mailbox|inbox|folder|account|user|maildir|mailfolder|box|storage|disk|"
            r"partition) .{0,25}(?:is |are )?(?:full|fully|out of)"),
        r"mailbox_?full", r"over ?-?quota", r"over (?:his|her|its|the|their|allocated|disk|storage) .{0,15}quota",
        r"quota .{0,30}(?:exceed|full|violation|reached|over|error)",
        r"(?:exceed|over|beyond|reached|out of).{0,50}(?:quota|storage|disk ?space|mailbox size|space)",
        r"mailbox .{0,20}exceed", r"not enough (?:storage|space|disk)",
        r"insufficient (?:disk|storage|space|system storage)", r"no (?:space|room) (?:left|in)",
        r"exceeds? (?:the )?(?:maximum )?allowed size", r"full mailbox", r"too much mail data",
        r"mailbox size limit", r"quotaexceeded", r"disc quota", r"has too many messages", r"mailbox limit",
        *bounce_tongues.FULL,
    ),
    _family("disabled",
        (r"(?:account|mailbox|user|address|recipient|e-?mail|domain|service).{0,40}(?:disabled|suspend|"
            r"inactive|deactivat|frozen|locked|blocked|discontinued|on hold|expired|terminated|barred)"),
        (r"(?:disabled|suspended|inactive|deactivated|frozen|locked|discontinued|unavailable|not active|"
            r"expired) (?:mailbox|account|user|address|recipient|e-?mail)"),
        r"not (?:currently )?(?:active|enabled|activated)", r"currently suspended",
        r"temporarily (?:disabled|unavailable|suspended|locked|inactive)",
        r"mailbox is (?:inactive|disabled|frozen)", r"(?:account|mailbox) (?:has been |was |is )?closed",
        r"has been (?:suspended|disabled|deactivated|locked|frozen|blocked)", r"over(?:due|drawn)",
        r"mailbox currently", *bounce_tongues.CLOSED,
    ),
    _family("relay",
        r"relay(?:ing)?\b.{0,30}(?:denied|not|prohibit|reject|refuse|disallow|access|block|forbid)",
        r"(?:not|unable|refus|cannot|can't|prohibit|deny|denied|does not|doesn't|don't).{0,30}\brelay",
        r"insecure mail relay", r"not a gateway", r"authentication (?:is )?required", r"must (?:be )?authenticate",
        r"not local(?: user)?, no relay", r"relais", r"allowed rcpthosts", r"is not (?:permitted|allowed) to relay",
        r"we do not relay",
        r"open relay",
    ),
    _family("loop",
        r"too many hops", r"hop count", r"mail loop", r"(?:routing|forwarding|delivery|message) loop",
        r"loops? back", r"looping", r"maximum hop", r"loop detected", r"redistribution loop", r"too many received",
    ),
    _family("policy",
        r"polic(?:y|ies)\b", r"not (?:allowed|authori[sz]ed|permitted)", r"prohibit", r"permission", r"restrict",
        r"compliant|compliance", r"members? only|non-?member", r"moderat", r"security reason", r"encryption|\btls\b",
        r"rejected for", r"administrative(?:ly)? (?:prohibit|den|reject|refus)", r"filtered",
        r"by (?:the )?(?:recipient|domain)'?s? filter", r"\bfilter(?:ed|s|ing)?\b", r"rules? (?:reject|prevent)",
        r"\bgroup\b.{0,80}(?:post|exist|permission)", r"refused by",
        r"rejected by (?:a )?(?:remote|receiver|recipient|user)", r"does not like (?:recipient's )?(?:mail|message)",
        r"not (?:wish|want) to (?:receive|accept)", r"unacceptable", r"challenge", r"グループ", r"拒否",
    ),
    _family("too late",
        r"(?:retry|delivery|queue|message) (?:time(?:out)?|period|lifetime).{0,20}(?:exceed|expire|out)",
        r"message (?:has )?expired", r"(?:in|on) (?:the )?(?:mail )?queue (?:for )?(?:too|more|over|longer)",
        r"delivery (?:time )?expired", r"envelope expired", r"after (?:multiple|several|\d+) (?:re)?tr(?:y|ies)",
        r"multiple retries", r"giving up (?:after|now|trying)", r"maximum (?:retr|time|lifetime)",
        r"(?:for|after|past|within|in) (?:the (?:last|past) )?\d[\d.]* ?(?:minutes?|hours?|days?)", r"too old",
        r"undelivered (?:for|after)", r"failed \d+ attempts", r"after \d+ attempts",
        r"could not be delivered (?:within|for|in \d)", r"retries exceeded",
        r"has expired", r"timeout exceeded", r"no longer (?:be )?(?:retried|trying)", r"try again.{0,40}too long",
        r"could not find a gateway", r"aborted after",
    ),
    _family("their system",
        r"(?:could(?:n't| not)|can't|cannot|unable to) (?:create|open|write|lock)", r"temporary failure",
    ),
    _family("network",
        r"(?:found|failure),? try again", r"host lookup did not complete", r"servfail",
        r"(?:lookup|cname|dns|mx|resolve\w*|resolution)\b.{0,40}temporar", r"temporar\w+ .{0,30}(?:lookup|dns|resol)",
    ),
    _family("moved",
        (r"(?:mailbox|user|recipient|account|address|person|he|she) (?:has |have |is )?(?:been )?(?:moved|"
            r"relocated|changed)"),
        r"no forwarding", r"has moved to", r"new (?:e-?mail )?address is", r"please use .{0,30}instead",
        r"address (?:has )?changed", r"not our user", r"user not local; please try",
        r"no longer (?:at|with|employed|works?)", r"replaced by",
        dead=True),
    _family("takes no mail",
        r"null ?mx",
        (r"(?:host|domain|server|system).{0,40}(?:does(?: not|n'?t)|"
            r"not) accept(?:ing)? (?:any )?(?:e-?mail|mail|messages|network messages)(?! from)"),
        r"does(?:n't| not) (?:receive|accept) (?:any )?e?-?mail(?! from)", r"not accepting network messages",
        r"smtp protocol .{0,10}returned a permanent error", r"doesn't handle mail", r"no mail server",
        dead=True),
    _family("no such domain",
        (r"(?:host|domain)(?: or domain)?(?: name)? (?:is )?(?:unknown|not found|not exist|does(?: not|"
            r"n'?t) exist|invalid|not reachable|unreachable)"),
        r"unknown (?:mail )?(?:host|domain)", r"no such (?:domain|host)",
        r"unrout(?:e)?able (?:mail )?(?:domain|address)", r"nxdomain",
        r"domain (?:name )?(?:@ )?(?:does not|doesn't|not) (?:exist|found|resolve|match)",
        r"(?<![@.\w])[\w-]+\.[\w.-]+ does not exist$",
        (r"domain .{0,40}(?:could ?n[o']t be found|does not exist|doesn't exist|not reachable|is not found|"
            r"has no mail)"),
        r"couldn't find any host", r"bad destination (?:host|system)", r"no (?:mx|mail exchanger|a record|dns)",
        r"couldn't find a mail exchanger", r"non-?existent (?:domain|host)", r"illegal host",
        r"name or service not known", r"all relevant mx records point to non-existent",
        r"unable to (?:lookup|look up|find|resolve) .{0,20}(?:domain|host)",
        r"can't find .{0,30}(?:domain|host)", *bounce_tongues.NO_DOMAIN,
        dead=True),
    _family("no such user",
        (r"(?:user|users|recipient|recipients|mailbox|account|addressee|alias|userid|e-?mail account|"
            r"e-?mail address|address|local ?part|username|destinatario|person|login|customer|"
            r"subscriber)s?(?: name)?(?: \W?@\W?)?,? (?:\(@\) |name |@ |is |was |are |you entered |"
            r"that you tried to reach |email |you specified |id )*(?:unknown|not found|not exist|"
            r"does ?n[o']t exist|does not exist|doesn't exist|doesnt exist|do not exist|not known|"
            r"not recogni[sz]ed|invalid|not valid|no longer|not listed|non-?existent|nonexistent|"
            r"undeliverable|could ?n[o']t be found|wasn.?t found|not here|not local|not in|reject|unavailable|"
            r"doesn't have|cannot be found|not available|not defined|deleted|removed|no such|isn't)"),
        (r"(?:unknown|invalid|bad|non-?existent|nonexistent|no such|illegal|incorrect|undefined|wrong|"
            r"unrecogni[sz]ed|unresolvable|not a valid|no valid|not a known|"
            r"unknown or illegal) (?:\w+ )?(?:local )?(?:[\w-]+ )?(?:user|users|recipient|recipients|mailbox|"
            r"account|alias|addressee|address|destination|mail ?drop|userid|local ?part|email|person|name|"
            r"recip|subscriber|customer)"),
        r"\b(?:does(?: not|n'?t)|don't) have (?:an?|any) .{0,40}(?:account|mailbox|address)",
        (r"no (?:such )?(?:mail ?box|account|user|recipient|person|address|one|"
            r"subscriber)s?\b.{0,30}(?:here|by|with|found|named|called|at this|exist|of that|in this|on this)?"),
        r"there is no (?:one|such|user|account|mailbox)", r"recip(?:ient)?(?:s)?\W?not\W?found",
        r"recipientnotfound", r"not listed in", r"unlisted", r"mailbox unavailable",
        r"(?:recipient|address) (?:address )?rejected", r"delivery to .{0,20}has been rejected",
        r"this (?:user|address|account|mailbox) (?:does|has|is) (?:not|no|n't)",
        (r"can(?:not|'t) (?:verify|find|be found|deliver to|accept for)|unable to (?:verify|"
            r"find) (?:the )?(?:user|recipient|address)"),
        r"name is not recogni[sz]ed", r"not a valid (?:mailbox|user|recipient|address)", r"dd (?:this|requested)",
        r"mailbox not (?:found|available|exist)",
        r"(?:user|mailbox|account|address) (?:has been |was )?(?:deleted|removed|terminated)",
        r"does not exist", r"doesn't exist", r"nosuchuser",
        r"check (?:if|that|the|whether) .{0,30}(?:address|recipient).{0,20}(?:is )?(?:correct|right)",
        r"no valid recipients", r"(?:^|[\s;])\d{3} @ rejected", r"unknown (?:local )?(?:user|part)",
        r"user\W{1,3}@\W{1,3}(?:not|unknown|does)",
        *bounce_tongues.NOBODY,
        dead=True),
    _family("content",
        r"header (?:error|field|line)s?", r"(?:multiple|duplicate|missing|invalid|bad) .{0,20}headers?",
        r"malformed", r"syntax error", r"protocol (?:error|violation)", r"bare (?:lf|cr)", r"line too long",
        r"8-?bit", r"conversion", r"charset", r"transaction failed", r"unsupported", r"attachment",
        r"parameters? (?:error|not)", r"command (?:not|unrecognized|rejected|sequence)", r"bad sequence", r"\bmime\b",
    ),
    _family("network",
        r"connection (?:was )?(?:refused|timed|reset|lost|closed|dropped|failed)", r"lost connection", r"no route",
        r"unreachable", r"timed? ?out", r"dns (?:error|lookup|fail|problem|server|loop)", r"name server",
        r"host name lookup", r"lookup fail", r"could not connect", r"unable to connect", r"no smtp connection",
        r"server (?:unavailable|not respond|did not (?:accept|respond))", r"not respond", r"name service error",
        r"can't connect", r"network", r"broken pipe", r"handshake",
    ),
    _family("later",
        r"gr[ae]y ?-?list", r"try (?:again )?later", r"temporar(?:y|ily)", r"please (?:re)?try", r"deferred",
        r"service (?:not available|unavailable|refuse)", r"try again", r"retry later", r"not available at this time",
        r"resources? (?:un)?available", r"too busy", r"переотправ|попробуйте позже", r"später (?:noch)?", r"稍后",
    ),
    _family("their system",
        r"system (?:config|error|problem|fail)",
        (r"(?:internal|local|server|configuration|config|i/o|database|unknown mail|"
            r"software) (?:server )?(?:error|problem|fail)"),
        r"misconfigur", r"insufficient system resources", r"out of memory",
        r"could(?:n't| not) (?:create|open|write)", r"can't (?:create|open|write)",
        r"procmail|maildrop|mail\.local|sieve|program", r"unexpected (?:error|failure)", r"exception",
        r"failed to deliver",
    ),
)  # fmt: skip
