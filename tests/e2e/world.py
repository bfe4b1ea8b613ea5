"""The names and addresses of the tests' little world, and its scenarios.

Everything lives on the loopback of one network namespace: the mail server
under test on SERVER, each scenario's own mail exchanger on an address of its
own (so that one dead host never slows another scenario), clients on theirs.
"""
import json
import os
import re

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
        self.entry = entry
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

    def recipients(self):
        domain = LOCAL_DOMAIN if self.local else self.domain
        return [local + "@" + domain for local in self.to]


def numbers(version):
    return [int(n) for n in re.findall(r"\d+", version)][:3]


def in_range(version, text):
    """text: "" for all, ">=8.16", "<4.97"."""
    if not text:
        return True
    op, bound = re.match(r"(>=|<)(.*)", text).groups()
    return (numbers(version) < numbers(bound)) == (op == "<")


def plays(entry, mta, version):
    """Is this scenario for this server?  Each exception says why not."""
    for other in entry.get("except", []):
        if other["mta"] == mta and other["reason"] and \
           in_range(version, other["versions"]):
            return False
    return True


def load(mta, version):
    """The scenarios of one mail server, and the refused clients."""
    with open(os.path.join(HERE, "scenarios.json"), encoding="utf-8") as f:
        data = json.load(f)
    all_ = [Scenario(i, e) for i, e in enumerate(data["outbound"])]
    return ([s for s in all_ if plays(s.entry, mta, version)],
            [e for e in data["inbound"] if plays(e, mta, version)])
