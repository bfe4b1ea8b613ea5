"""The names and addresses of the tests' little world, and its scenarios.

Everything lives on the loopback of one network namespace: the mail server
under test on SERVER, each scenario's own mail exchanger on an address of its
own (so that one dead host never slows another scenario), clients on theirs.
"""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = "192.0.2.1"
SERVER_NAME = "mail.e2e.example"
LOCAL_DOMAIN = "e2e.example"
FRIEND = "192.0.2.10"		# may relay
ORIGIN = "origin.example"	# where the senders live, and get their bounces
ORIGIN_IP = "192.0.2.20"
UNREACHABLE = "203.0.113.200"	# the kernel says "no route to host"


class Scenario:
    """One entry of scenarios.json; the attributes are its keys."""

    def __init__(self, index, entry):
        self.id = entry["id"]
        self.domain = entry.get("domain", self.id + ".dest.example")
        self.ip = UNREACHABLE if entry.get("unreachable") else \
            "198.51.100.%d" % (10 + index)
        self.host = "mx." + self.domain
        self.sender = entry.get("from", "s-%s@%s" % (self.id, ORIGIN))
        self.to = entry.get("to", ["user"])
        self.local = entry.get("local", False)
        self.steps = entry.get("peer", {})
        self.listens = not (entry.get("refused") or
                            entry.get("unreachable") or self.local)
        self.dns = entry.get("dns", "mx")	# or nx, fail, null
        self.body = entry.get("body", "A line of text.\r\n")
        self.late = entry.get("late", False)
        self.expect = entry.get("expect", {})
        self.mtas = entry.get("mtas", ["postfix", "exim", "sendmail"])

    def recipients(self):
        domain = LOCAL_DOMAIN if self.local else self.domain
        return [local + "@" + domain for local in self.to]


def load(mta):
    """The scenarios of one mail server, and the refused clients."""
    with open(os.path.join(HERE, "scenarios.json"), encoding="utf-8") as f:
        data = json.load(f)
    all_ = [Scenario(i, e) for i, e in enumerate(data["outbound"])]
    return ([s for s in all_ if mta in s.mtas],
            [e for e in data["inbound"] if mta in e.get("mtas", [mta])])
