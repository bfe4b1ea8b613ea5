"""What bouncestat ought to say, made from what peers and clients recorded.

Nothing here looks into the server's log.  Each attempt that a peer saw gives
one event; which of them was the last is told by the peer's record, whether
the server gave up then by the delivery status notification that came.
"""
import json
import re

import world

TIMEOUT_SECONDS = 3		# as the servers are configured

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e"
                     "\u2066-\u2069]")
ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?= |$)")


def clean(text):
    """As the machine contract has it: controls blank, bad bytes U+FFFD."""
    return CONTROL.sub(" ", re.sub("[\udc80-\udcff]", "\ufffd", text))


def take_apart(lines):
    """(code, enhanced, text) of a reply's lines; the last line's code."""
    texts, enhanced = [], ""
    for line in lines:
        text = line[4:]
        match = ENHANCED.match(text)
        if match:
            enhanced = enhanced or match.group(1)
            text = text[match.end():].lstrip(" ")
        texts.append(text)
    return (int(lines[-1][:3]), enhanced,
            clean(" ".join(t for t in texts if t)).strip())


class Truth:
    """events(), lives(): lists of dictionaries in the contract's words."""

    def __init__(self, mta, path, version, policy):
        self.mta = mta
        # 0 or -1: the line of a reply by whose code the server decides.
        self.judged = 0 if policy.get("judged_line") == "first" else -1
        with open(path, encoding="utf-8") as f:
            self.record = [json.loads(line) for line in f]
        self.scenarios, _ = world.load(mta, version)
        self.submitted = {r["scenario"]: r for r in self.record
                          if r.get("stage") == "submitted"}
        self.failed = {}
        for r in self.record:
            if r["scenario"] == "dsn" and r["action"] == "failed":
                name = r["recipient"].split(";", 1)[1].strip()
                self.failed.setdefault(bare(name), r)

    def base(self, scenario, recipient):
        last = self.submitted[scenario.id]["reply"][-1]
        return {"mta": self.mta, "scenario": scenario.id,
                "queue_id": re.search(
                    r"queued as (\w+)|id=(\S+)|2\.0\.0 (\w+) Message",
                    last).group(1, 2, 3),
                "message_id": self.submitted[scenario.id]["message_id"],
                "sender": scenario.sender, "recipient": recipient,
                "direction": "local" if scenario.local else "outbound"}

    def attempts(self, scenario, recipient):
        """The peer's answers to one recipient, until one was final."""
        return [r for r in self.record if r["scenario"] == scenario.id and
                "ip" in r and (r["rcpts"] is None or recipient in r["rcpts"])]

    def event(self, base, r, outcome):
        event = dict(base, ts=r["ts"], outcome=outcome, stage=r["stage"],
                     relay_host=r["host"], relay_ip=r["ip"], reply=r["reply"])
        if event["stage"] == "ehlo":
            event["stage"] = "helo"
        if r["silent"] == "stall":
            event["ts"] += TIMEOUT_SECONDS
        if r["silent"]:
            event.update(code=0, enhanced="", text=None, origin="local")
        else:
            code, enhanced, text = take_apart(r["reply"])
            event.update(code=code, enhanced=enhanced, text=text,
                         origin="remote")
        return event

    def life(self, scenario, recipient):
        """The events of one recipient, in order, and its state."""
        base = self.base(scenario, recipient)
        base["queue_id"] = next(q for q in base["queue_id"] if q)
        unseen = scenario.expect.get("unseen")
        notice = self.failed.get(bare(recipient))
        if unseen:
            return self.unseen_life(scenario, base, unseen)
        tries = self.attempts(scenario, recipient)
        events = []
        for i, r in enumerate(tries):
            kind = "4" if r["silent"] else r["reply"][self.judged][0]
            # Answered before as now, and tried again: no final answer.
            retried = any(t["reply"] == r["reply"] for t in tries[:i])
            outcome = "deferred" if i + 1 < len(tries) or retried else \
                {"2": "delivered", "4": "deferred", "5": "bounced"}[kind]
            events.append(self.event(base, r, outcome))
        state = events[-1]["outcome"]
        if state == "deferred":
            state = "waiting" if not notice and scenario.sender else "expired"
        if state == "expired":
            events.append(dict(events[-1], outcome="expired",
                               ts=notice["ts"] if notice else None))
        if notice and state == "bounced":
            events[-1]["mta_status"] = notice["status"]
        if scenario.sender and (state in ("bounced", "expired")) != \
                bool(notice):
            raise SystemExit("e2e: %s: %s, but the notification says "
                             "otherwise" % (recipient, state))
        return events, state

    def unseen_life(self, scenario, base, unseen):
        """No peer saw it: how it goes is a part of the scenario."""
        outcome = unseen["outcome"]
        if isinstance(outcome, dict):
            outcome = outcome.get(self.mta, outcome.get("else"))
        outcomes = [outcome]
        if outcome == "deferred":
            outcomes.append("expired")
        fields = dict(base, ts=None, code=0, enhanced="", text=None,
                      stage=unseen["stage"], origin="local", relay_host="",
                      relay_ip="", reply=[])
        if scenario.dns == "mx" and not scenario.local:
            fields.update(relay_host=scenario.host, relay_ip=scenario.ip)
        return [dict(fields, outcome=o, unseen=True) for o in outcomes], \
            outcomes[-1]

    def lives(self):
        """[(events, state)] for each recipient of ours."""
        return [self.life(s, r) for s in self.scenarios
                for r in s.recipients()]

    def notices(self):
        """The server's own bounces: deliveries like any other."""
        for r in self.record:
            if r["scenario"] == "origin" and r["stage"] == "eod":
                for rcpt in r["rcpts"]:
                    yield self.event(
                        {"mta": self.mta, "scenario": "dsn", "sender": "",
                         "recipient": rcpt, "direction": "outbound"},
                        r, "delivered")

    def taken(self):
        """What our server took from strangers, for local users."""
        for r in self.record:
            if r.get("stage") == "taken":
                for rcpt in r["recipients"]:
                    yield {"mta": self.mta, "scenario": r["scenario"],
                           "message_id": r["message_id"], "sender": r["sender"], "recipient": rcpt,
                           "direction": "local", "outcome": "delivered",
                           "code": 0, "stage": "", "origin": "local"}

    def refusals(self):
        """What our server said to clients, in order."""
        for r in self.record:
            if r.get("refused"):
                code, enhanced, text = take_apart(r["reply"])
                yield {"mta": self.mta, "scenario": r["scenario"],
                       "ts": r["ts"], "client_ip": r["client_ip"],
                       "sender": r["sender"], "recipient": r["recipient"],
                       "direction": "inbound", "outcome": "rejected",
                       "code": code, "enhanced": enhanced, "text": text,
                       "stage": r["stage"], "origin": "local",
                       "reply": r["reply"]}


def bare(address):
    return address.lower().replace('"', "").replace("\\", "")
