#!/usr/bin/env python3
"""Writes the sample logs: one day, 24 hours, of a small provider's mail.

usage: generate.py DIRECTORY

postfix.log, exim-mainlog, sendmail.log: one host and one server program each.
mixed.log: all three of them in one syslog.  The same input gives the same
bytes.  Names are of the example domains, addresses of RFC 5737 and RFC 3849;
the replies are such as the large providers give.
"""
import datetime
import random
import sys

ZONE = datetime.timezone(datetime.timedelta(hours=1))
START = datetime.datetime(2026, 11, 21, 8, 0, 0, tzinfo=ZONE)
DAY = 86400

NAMES = """anna bea carl dora emil fred gina hugo ines jan kira lars mona nils
olga paul rosa sven tina uwe vera willi xenia yves zoe""".split()
SENDERS = ["shop@example.net", "news@example.net", "office@example.net",
           "orders@shop.example", "billing@shop.example", "sue@example.com",
           "tom@example.com"]
# domain, its exchanger, the address of that
SITES = {
    "big": ("bigmail.example", "mx1.bigmail.example", "192.0.2.10"),
    "post": ("postbox.example", "mx.postbox.example", "192.0.2.20"),
    "town": ("town.example", "mail.town.example", "192.0.2.30"),
    "uni": ("uni.example", "mx2.uni.example", "2001:db8:20::25"),
    "firm": ("firm.example", "firm-example.mail.filter.example",
             "192.0.2.40"),
    "club": ("club.example", "mx.hoster.example", "192.0.2.50"),
    "old": ("oldhost.example", "mail.oldhost.example", "192.0.2.60"),
    "org": ("example.org", "mx.example.org", "192.0.2.70"),
}
OUR_IP = "203.0.113.25"

# site, where it was said, reply (| parts lines)
PERMANENT = [
    ("big", "rcpt", "550-5.1.1 The email account that you tried to reach does "
     "not exist. Please try|550-5.1.1 double-checking the recipient's email "
     "address for typos or|550 5.1.1 unnecessary spaces. a640c23a62f3a-"
     "ab1c2d3e4f5si1234567ejc.210 - gsmtp"),
    ("big", "rcpt", "550-5.1.1 The email account that you tried to reach does "
     "not exist. Please try|550-5.1.1 double-checking the recipient's email "
     "address for typos or|550 5.1.1 unnecessary spaces. 4fb4d7f45d1cf-"
     "5c7e9a0b1c2si7654321edb.88 - gsmtp"),
    ("post", "rcpt", "550 5.1.1 <{rcpt}>: Recipient address rejected: User "
     "unknown in virtual mailbox table"),
    ("uni", "rcpt", "550 5.1.1 <{rcpt}>... User unknown"),
    ("town", "rcpt", "550 Requested action not taken: mailbox unavailable"),
    ("club", "rcpt", "550 No Such User Here"),
    ("post", "rcpt", "550 5.2.1 The email account that you tried to reach is "
     "disabled."),
    ("big", "rcpt", "550 5.2.1 The email account that you tried to reach is "
     "inactive. - gsmtp"),
    ("old", "rcpt", "551 5.1.6 User has moved; please try {local}@example.org"),
]
FIX_FIRST = [
    ("firm", "rcpt", "554 5.7.1 Service unavailable; Client host [203.0.113.25]"
     " blocked using zen.spamhaus.org; "
     "https://www.spamhaus.org/query/ip/203.0.113.25"),
    ("town", "banner", "554 5.7.1 IP 203.0.113.25 is blocked, see "
     "http://www.barracudacentral.org/rbl/removal-request"),
    ("big", "eod", "550-5.7.26 Unauthenticated email from shop.example is not "
     "accepted due to|550-5.7.26 domain's DMARC policy. Please contact the "
     "administrator of|550 5.7.26 shop.example domain. "
     "x11-20020a05600c420b00b003f1si123.10 - gsmtp"),
    ("big", "eod", "550-5.7.25 [203.0.113.25] The IP address sending this "
     "message does not have a|550 5.7.25 PTR record setup. - gsmtp"),
    ("post", "eod", "552 5.3.4 Message size exceeds fixed limit"),
    ("firm", "eod", "550 5.7.1 Message rejected as spam by Content Filtering."),
    ("uni", "rcpt", "554 5.7.1 <{rcpt}>: Relay access denied"),
    ("club", "rcpt", "552 5.2.2 <{rcpt}>: user is over quota"),
    ("post", "mail", "550 5.7.23 <{sender}>: Sender address rejected: SPF "
     "check failed, {ip} is not allowed to send mail from {sdom}"),
]
TEMPORARY = [
    ("club", "rcpt", "451 4.7.1 Greylisting in action, please come back in "
     "00:05:00"),
    ("town", "rcpt", "450 4.2.0 <{rcpt}>: Recipient address rejected: "
     "Greylisted, try again in 300 seconds"),
    ("uni", "rcpt", "451 4.3.2 Please try again later"),
]
STUCK = [
    ("post", "rcpt", "452 4.2.2 <{rcpt}>: The mailbox is over its quota, try "
     "again later"),
    ("big", "banner", "421-4.7.28 Gmail has detected an unusual rate of mail "
     "originating from|421 4.7.28 your IP address 203.0.113.25. To protect our "
     "users it has been temporarily rate limited. - gsmtp"),
    ("town", "eod", "451 4.3.0 Temporary system problem, try again later"),
]
HOSTILE = [
    ("old", "rcpt", "550 5.1.1 gone), dsn=2.0.0, status=sent (250 2.0.0 Ok"),
    ("old", "rcpt", "550 5.1.1 =HYPERLINK(\"http://192.0.2.66\") "
     "<script>alert(1)</script> stat=Sent"),
]
GREETINGS = ["250 2.0.0 Ok: queued as {tag}", "250 2.0.0 OK {tag} - gsmtp",
             "250 OK id={tag}", "250 2.6.0 {tag} Queued mail for delivery"]


class Log:
    """Lines with their times; sorted when written."""

    def __init__(self, seed, host):
        self.random = random.Random(seed)
        self.host = host
        self.lines = []

    def add(self, seconds, program, text):
        self.lines.append((seconds, len(self.lines), program, text))

    def tag(self, n=10, marks="0123456789ABCDEF"):
        return "".join(self.random.choice(marks) for _ in range(n))

    def person(self):
        return self.random.choice(NAMES) + \
            self.random.choice(["", "", str(self.random.randint(1, 99)),
                                "." + self.random.choice(NAMES)])

    def syslog(self):
        for seconds, n, program, text in sorted(self.lines):
            t = START + datetime.timedelta(seconds=seconds)
            yield "%s %s %s: %s" % (t.isoformat(timespec="microseconds"),
                                    self.host, program, text)


class Mail:
    """One message to one recipient and the answers it gets, in order."""

    def __init__(self, log, at, site, answers, sender=None):
        self.at = at
        self.domain, self.mx, self.ip = SITES[site]
        self.sender = log.random.choice(SENDERS) if sender is None else sender
        self.local = log.person()
        self.rcpt = self.local + "@" + self.domain
        self.msgid = "%s.%d@%s" % (log.tag(8).lower(), at,
                                   (self.sender or "x@example.net")
                                   .split("@")[1])
        # (seconds after arrival, outcome, stage, lines of the reply)
        self.answers = []
        for after, outcome, stage, reply in answers:
            self.answers.append((after, outcome, stage, reply.format(
                rcpt=self.rcpt, local=self.local, sender=self.sender,
                sdom=self.sender.split("@")[-1], ip=OUR_IP,
                tag=log.tag(9)).split("|")))


def messages(log, share, times=(1, 1, 2, 3), hostile=()):
    """A day of outgoing mail: what each kind of answer gets."""
    r = log.random

    def when(latest=DAY - 600):
        # Office hours are busier.
        if r.random() < .4:
            return r.randint(0, latest)
        return min(latest, int(abs(r.gauss(16000, 9000))))

    def ok():
        return r.choice(GREETINGS)

    for _ in range(share):
        yield Mail(log, when(), r.choice(list(SITES)),
                   [(r.randint(1, 4), "sent", "eod", ok())])
    for site, stage, reply in PERMANENT + FIX_FIRST:
        for _ in range(r.choice(times)):
            yield Mail(log, when(), site,
                       [(r.randint(1, 6), "bounced", stage, reply)])
    for site, stage, reply in hostile:
        yield Mail(log, when(), site, [(2, "bounced", stage, reply)])
    for site, stage, reply in TEMPORARY:
        for _ in range(max(times)):
            yield Mail(log, when(DAY - 3000), site,
                       [(1, "deferred", stage, reply),
                        (r.randint(310, 900), "sent", "eod", ok())])
    for site, stage, reply in STUCK:
        tries = [(1, "deferred", stage, reply)]
        tries += [(900 * n * n, "deferred", stage, reply)
                  for n in range(1, 4)]
        yield Mail(log, when(60000), site, tries)
    # Given up at 08:00 + some hours: it had been in the queue for five days.
    yield Mail(log, 1200, "old", [
        (2, "deferred", "rcpt", "450 4.2.1 <{rcpt}>: mailbox temporarily "
         "disabled, contact the postmaster"),
        (3600, "deferred", "rcpt", "450 4.2.1 <{rcpt}>: mailbox temporarily "
         "disabled, contact the postmaster"),
        (3601, "expired", "", "")])


STAGE_WORDS = {"rcpt": "RCPT TO command", "mail": "MAIL FROM command",
               "eod": "end of DATA command"}


def seconds_text(s):
    """A delay as Postfix writes it: two significant digits."""
    return "%.2g" % s if s < 9.5 else "%d" % round(s)


def postfix(log, share, prefix="postfix", times=(1, 1, 2, 3)):
    """Postfix's lines, for syslog."""
    r = log.random

    def pid():
        return r.randint(1200, 31000)

    def line(seconds, daemon, text):
        log.add(seconds, "%s/%s[%d]" % (prefix, daemon, pid()), text)

    for m in messages(log, share, times,
                      HOSTILE if prefix == "postfix" else ()):
        qid = log.tag(11)
        start = m.at + r.random()
        line(start, "submission/smtpd", "%s: client=desk%d.example.net"
             "[198.51.100.%d], sasl_method=PLAIN, sasl_username=%s" %
             (qid, r.randint(1, 9), r.randint(2, 60), m.sender))
        line(start + .01, "cleanup", "%s: message-id=<%s>" % (qid, m.msgid))
        line(start + .02, "qmgr", "%s: from=<%s>, size=%d, nrcpt=1 (queue "
             "active)" % (qid, m.sender, r.randint(900, 90000)))
        for after, outcome, stage, reply in m.answers:
            t = start + after
            if outcome == "expired":
                line(t, "qmgr", "%s: from=<%s>, status=expired, returned to "
                     "sender" % (qid, m.sender))
                continue
            text = " ".join(reply)
            if stage == "banner":
                outcome = "deferred"
                text = "host %s[%s] refused to talk to me: %s" % (
                    m.mx, m.ip, text)
            elif outcome != "sent":
                text = "host %s[%s] said: %s (in reply to %s)" % (
                    m.mx, m.ip, text, STAGE_WORDS[stage])
            code = reply[-1][4:].split(" ")[0]
            if code.count(".") != 2 or code[0] != reply[-1][0]:
                code = reply[-1][0] + ".0.0"
            if stage == "banner":
                code = "4" + code[1:]
            line(t, "smtp", "%s: to=<%s>, relay=%s[%s]:25, delay=%s, "
                 "delays=%s/0.01/0.3/0.6, dsn=%s, status=%s (%s)" %
                 (qid, m.rcpt, m.mx, m.ip, seconds_text(after + .91),
                  seconds_text(after - .09 if after > 1 else .04), code,
                  outcome, text))
        if m.answers[-1][1] != "deferred" and m.answers[-1][2] != "banner":
            if m.answers[-1][1] in ("bounced", "expired"):
                line(t + .02, "bounce", "%s: sender non-delivery notification:"
                     " %s" % (qid, log.tag(11)))
            line(t + .03, "qmgr", qid + ": removed")

    # Without a reply.
    for at, rcpt, dsn, outcome, why in [
            (5000, "info@gone.example", "5.4.4", "bounced",
             "Host or domain name not found. Name service error for "
             "name=gone.example type=AAAA: Host not found"),
            (9100, "sales@nomail.example", "5.1.0", "bounced",
             "Domain nomail.example does not accept mail (nullMX)"),
            (17000, "rosa@slow.example", "4.4.1", "deferred",
             "connect to mail.slow.example[192.0.2.99]:25: Connection timed "
             "out"),
            (21000, "rosa@slow.example", "4.4.1", "deferred",
             "connect to mail.slow.example[192.0.2.99]:25: Connection timed "
             "out"),
            (30000, "vera@plain.example", "5.7.4", "bounced",
             "TLS is required, but was not offered by host "
             "mx.plain.example[192.0.2.98]")]:
        qid = log.tag(11)
        line(at, "qmgr", "%s: from=<office@example.net>, size=2100, nrcpt=1 "
             "(queue active)" % qid)
        line(at + 2, "smtp", "%s: to=<%s>, relay=none, delay=2.1, "
             "delays=0.1/0/2/0, dsn=%s, status=%s (%s)" %
             (qid, rcpt, dsn, outcome, why))
        if outcome == "bounced":
            line(at + 2.1, "qmgr", qid + ": removed")
    for at in range(600, DAY, 3600):
        line(at, "anvil", "statistics: max connection rate 1/60s for "
             "(smtp:192.0.2.70) at Nov 21 08:10:00")
    # Incoming, into the store.
    for n in range(share // 3):
        at = r.randint(0, DAY - 100) + r.random()
        qid, user = log.tag(11), r.choice(["sue", "tom", "office"])
        line(at, "smtpd", "%s: client=mx.example.org[192.0.2.70]" % qid)
        line(at + .1, "qmgr", "%s: from=<%s@example.org>, size=%d, nrcpt=1 "
             "(queue active)" % (qid, log.person(), r.randint(900, 50000)))
        if n == 2:
            line(at + .4, "lmtp", "%s: to=<tom@example.net>, "
                 "relay=mx1.example.net[private/dovecot-lmtp], delay=0.4, "
                 "delays=0.1/0/0.1/0.2, dsn=5.2.2, status=bounced (host "
                 "mx1.example.net[private/dovecot-lmtp] said: 552 5.2.2 "
                 "<tom@example.net> Quota exceeded (mailbox for user is full) "
                 "(in reply to end of DATA command))" % qid)
        else:
            line(at + .4, "lmtp", "%s: to=<%s@example.net>, "
                 "relay=mx1.example.net[private/dovecot-lmtp], delay=0.4, "
                 "delays=0.1/0/0.1/0.2, dsn=2.0.0, status=sent (250 2.0.0 "
                 "<%s@example.net> %s Saved)" % (qid, user, user, log.tag(12)))
        line(at + .5, "qmgr", qid + ": removed")
    # What we refused.
    for n in range(max(6, share // 4)):
        at = r.randint(0, DAY - 100) + r.random()
        ip = "198.51.100.%d" % r.randint(100, 110)
        who, text = r.choice([
            ("unknown[%s]" % ip, "554 5.7.1 Service unavailable; Client host "
             "[%s] blocked using zen.spamhaus.org; "
             "https://www.spamhaus.org/query/ip/%s" % (ip, ip)),
            ("unknown[%s]" % ip, "550 5.1.1 <admin@example.net>: Recipient "
             "address rejected: User unknown in local recipient table"),
            ("unknown[%s]" % ip, "554 5.7.1 <zoe@bigmail.example>: Relay "
             "access denied"),
            ("gw.example.org[%s]" % ip, "450 4.2.0 <sue@example.net>: "
             "Recipient address rejected: Greylisted")])
        line(at, "smtpd", "NOQUEUE: reject: RCPT from %s: %s; "
             "from=<win@prize.example> to=<sue@example.net> proto=ESMTP "
             "helo=<%s>" % (who, text, r.choice(["localhost",
                                                 "mail.prize.example"])))
        line(at + .2, "smtpd", "disconnect from %s ehlo=1 mail=1 rcpt=0/1 "
             "quit=1 commands=3/4" % who)


EXIM_STAGE = {"rcpt": "RCPT TO:<{rcpt}>", "mail": "MAIL FROM:<{sender}>",
              "eod": "end of data", "banner": "initial connection"}
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def exim(log, share, program="exim[812]", times=(1, 1, 2, 3)):
    """Exim's lines, for its own log; program goes before them in syslog."""
    r = log.random

    def ident():
        return "1xV%s-%s-%s" % (log.tag(3, BASE62), log.tag(6, BASE62),
                                log.tag(2, BASE62))

    def line(seconds, text):
        log.add(seconds, program, text)

    for m in messages(log, share, times):
        qid = ident()
        start = m.at + r.random()
        line(start, "%s <= %s H=desk%d.example.net [198.51.100.%d] P=esmtpsa "
             "X=TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 "
             "CV=no A=plain:%s S=%d id=%s" %
             (qid, m.sender, r.randint(1, 9), r.randint(2, 60), m.sender,
              r.randint(900, 90000), m.msgid))
        for after, outcome, stage, reply in m.answers:
            t = start + after
            text = "\\n".join(reply)
            at = "R=dnslookup T=remote_smtp"
            peer = "H=%s [%s]" % (m.mx, m.ip)
            if outcome == "sent":
                line(t, '%s => %s %s %s C="%s"' % (qid, m.rcpt, at, peer,
                                                   text))
            elif outcome == "expired":
                line(t, "%s ** %s: retry timeout exceeded" % (qid, m.rcpt))
            else:
                error = "SMTP error from remote mail server after %s: %s" % (
                    EXIM_STAGE[stage].format(rcpt=m.rcpt, sender=m.sender),
                    text)
                errno = {"rcpt": -44, "mail": -45, "eod": -46}.get(stage, 0)
                if outcome == "deferred":
                    line(t, "%s == %s %s defer (%d) %s: %s" %
                         (qid, m.rcpt, at, errno, peer, error))
                else:
                    line(t, "%s ** %s %s %s: %s" % (qid, m.rcpt, at, peer,
                                                    error))
        if m.answers[-1][1] != "deferred":
            if m.answers[-1][1] in ("bounced", "expired"):
                line(t + .01, "%s <= <> R=%s U=Debian-exim P=local S=3011" %
                     (qid[:-2] + "zz", qid))
                line(t + .3, "%s => %s <%s> R=localuser T=maildir_home" %
                     (qid[:-2] + "zz", m.sender.split("@")[0], m.sender))
                line(t + .4, "%s Completed" % (qid[:-2] + "zz"))
            line(t + .5, qid + " Completed")
    for at in range(600, DAY, 1800):
        line(at, "Start queue run: pid=%d" % (900 + at // 60))
        line(at + 1, "End queue run: pid=%d" % (900 + at // 60))
    for at, text in [
            (7000, "** info@gone.example R=dnslookup: all relevant MX records "
             "point to non-existent hosts"),
            (8000, "** nobody@example.com: Unknown user"),
            (15000, "== rosa@slow.example R=dnslookup T=remote_smtp defer "
             "(110) H=mail.slow.example [192.0.2.99]: Connection timed out"),
            (16800, "== rosa@slow.example R=dnslookup T=remote_smtp defer "
             "(-53): retry time not reached for any host for 'slow.example'"),
            (26000, "== vera@plain.example R=dnslookup T=remote_smtp defer "
             "(-38) H=mx.plain.example [192.0.2.98]: a TLS session is "
             "required, but the server did not offer TLS support")]:
        qid = ident()
        line(at, "%s <= tom@example.com U=tom P=local S=900" % qid)
        line(at + 1, "%s %s" % (qid, text))
        if text.startswith("**"):
            line(at + 2, qid + " Completed")
    for _ in range(max(6, share // 4)):
        at = r.randint(0, DAY - 100) + r.random()
        ip = "198.51.100.%d" % r.randint(120, 128)
        line(at, "H=(%s) [%s] F=<win@prize.example> %s" % (
            r.choice(["mail.prize.example", "localhost"]), ip, r.choice([
                "rejected RCPT <sue@example.com>: %s is listed at "
                "zen.spamhaus.org" % ip,
                "rejected RCPT <zoe@bigmail.example>: relay not permitted",
                "temporarily rejected RCPT <tom@example.com>: greylisted",
                "rejected RCPT <admin@example.com>: Unknown user"])))


SM_WORDS = {("rcpt", "550"): "User unknown", ("rcpt", "551"): "User unknown",
            ("rcpt", "553"): "User unknown",
            ("mail", "553"): "Data format error"}


def sendmail(log, share, times=(1, 1, 2, 3)):
    """Sendmail's lines, for syslog."""
    r = log.random

    def line(seconds, text):
        log.add(seconds, "sm-mta[%d]" % r.randint(1200, 31000), text)

    def ident():
        return "6AL%s00%s" % (log.tag(5, BASE62), log.tag(4, "123456789"))

    def delay(s):
        return "%02d:%02d:%02d" % (s // 3600, s // 60 % 60, s % 60)

    for m in messages(log, share, times):
        qid = ident()
        start = m.at + r.random()
        line(start, "%s: from=<%s>, size=%d, class=0, nrcpts=1, msgid=<%s>, "
             "proto=ESMTPSA, daemon=MSA-v4, relay=desk%d.example.org "
             "[198.51.100.%d]" % (qid, m.sender, r.randint(900, 90000),
                                  m.msgid, r.randint(1, 9),
                                  r.randint(2, 60)))
        for after, outcome, stage, reply in m.answers:
            t = start + after
            if outcome == "expired":
                line(t, "%s: %s: DSN: Cannot send message for 5 days" %
                     (qid, ident()))
                continue
            code = reply[-1][:3]
            words = reply[0][4:].split(" ")
            dsn = words[0] if words[0].count(".") == 2 else {
                "550": "5.1.1"}.get(code, code[0] + ".0.0")
            ip = "[IPv6:%s]" % m.ip if ":" in m.ip else "[%s]" % m.ip
            head = "%s: to=<%s>, delay=%s, xdelay=00:00:01, mailer=esmtp, " \
                "pri=%d, relay=%s. %s, dsn=%s" % (
                    qid, m.rcpt, delay(after), 120000 + after, m.mx, ip, dsn)
            if outcome == "sent":
                said = " ".join(words[1:] if words[0].count(".") == 2 else
                                words)
                line(t, "%s, stat=Sent (%s)" % (head, said))
            elif outcome == "deferred":
                said = reply[0]
                line(t, "%s, reply=%s, stat=Deferred: %s" % (head, said, said))
            else:
                said = reply[0]
                if stage in ("eod", "banner"):
                    said = said.replace("-", " ", 1) if said[3] == "-" \
                        else said
                line(t, "%s, reply=%s, stat=%s" % (head, said, SM_WORDS.get(
                    (stage, code), "Service unavailable")))
                line(t + .1, "%s: %s: DSN: %s" % (qid, ident(), SM_WORDS.get(
                    (stage, code), "Service unavailable")))
    for at, tail in [
            (6000, "to=<info@gone.example>, delay=00:00:00, xdelay=00:00:00, "
             "mailer=esmtp, pri=30200, relay=gone.example, dsn=5.1.2, "
             "stat=Host unknown (Name server: gone.example: host not found)"),
            (14000, "to=<rosa@slow.example>, delay=00:02:00, xdelay=00:02:00, "
             "mailer=esmtp, pri=30200, relay=mail.slow.example. [192.0.2.99], "
             "dsn=4.0.0, stat=Deferred: Connection timed out with "
             "mail.slow.example."),
            (25000, "to=<hugo@sleepy.example>, delay=00:00:00, "
             "xdelay=00:00:00, mailer=esmtp, pri=30200, "
             "relay=mx.sleepy.example. [192.0.2.97], dsn=4.0.0, "
             "stat=Deferred: Connection refused by mx.sleepy.example.")]:
        qid = ident()
        line(at, "%s: from=<office@example.org>, size=900, class=0, nrcpts=1, "
             "msgid=<%s@example.org>, proto=ESMTP, daemon=MTA-v4, "
             "relay=desk2.example.org [198.51.100.9]" % (qid, log.tag(8)))
        line(at + 1, "%s: %s" % (qid, tail))
    for n in range(48):
        at = n * 1800 + 900 * r.random()
        qid, user = ident(), r.choice(["sue", "tom", "office"])
        line(at, "%s: from=<%s@example.com>, size=%d, class=0, nrcpts=1, "
             "msgid=<%s@example.com>, proto=ESMTP, daemon=MTA-v4, "
             "relay=mx2.example.com [192.0.2.80]" %
             (qid, log.person(), r.randint(900, 9000), log.tag(8)))
        line(at + 1, "%s: to=<%s@example.org>, delay=00:00:01, "
             "xdelay=00:00:00, mailer=local, pri=31000, dsn=2.0.0, stat=Sent" %
             (qid, user))
    for _ in range(max(6, share // 4)):
        at = r.randint(0, DAY - 100) + r.random()
        ip = "198.51.100.%d" % r.randint(140, 146)
        line(at, "%s: ruleset=check_rcpt, arg1=<%s>, relay=[%s], reject=%s" %
             ((ident(),) + r.choice([
                 ("zoe@bigmail.example", ip, "550 5.7.1 "
                  "<zoe@bigmail.example>... Relaying denied"),
                 ("sue@example.org", ip, "553 5.3.0 <sue@example.org>... Mail "
                  "from %s refused, see zen.spamhaus.org" % ip),
                 ("tom@example.org", ip, "451 4.7.1 Greylisting in action, "
                  "please come back later")])))


def write(path, lines):
    with open(path, "w", encoding="ascii", newline="\n") as out:
        for line in lines:
            out.write(line + "\n")


def main():
    directory = sys.argv[1]

    log = Log(1, "mx1")
    postfix(log, 100)
    write(directory + "/postfix.log", log.syslog())

    log = Log(2, "mx2")
    exim(log, 100)
    write(directory + "/exim-mainlog", (
        "%s %s" % ((START + datetime.timedelta(seconds=s)).strftime(
            "%Y-%m-%d %H:%M:%S %z"), text)
        for s, _, _, text in sorted(log.lines)))

    log = Log(3, "mx3")
    sendmail(log, 100)
    write(directory + "/sendmail.log", log.syslog())

    log = Log(4, "mx4")
    few = (0, 0, 1, 1)
    postfix(log, 40, "postfix-out", few)
    exim(log, 30, times=few)
    sendmail(log, 30, few)
    for at in range(1, DAY, 3600):
        log.add(at, "CRON[%d]" % (4000 + at // 60),
                "(root) CMD (run-parts /etc/cron.hourly)")
    write(directory + "/mixed.log", log.syslog())


main()
