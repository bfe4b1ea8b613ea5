"""compare.py MTA OUT BOUNCESTAT: what was read against what was seen.

The events of "bouncestat parse" and the rows of "export recipients" must
equal the truth after projection.json took away what this server's log cannot
carry, field by field; no entry there may touch an outcome or a state.
"""
import glob
import json
import os
import re
import subprocess
import sys

import truth
import world

EVENT_FIELDS = ("mta", "sender", "recipient", "direction", "outcome", "code",
                "enhanced", "mta_status", "text", "stage", "origin",
                "relay_host", "relay_ip", "client_ip", "queue_id",
                "message_id")
LIFE_FIELDS = ("mta", "sender", "recipient", "direction", "state", "attempts",
               "code", "enhanced", "text", "stage", "origin", "relay_host",
               "relay_ip", "queue_id", "message_id")
NEVER = ("outcome", "state")
TS_SECONDS = 2


def cut(expected, actual, entry):
    """The log holds only the head of a long text."""
    keep = entry["keep"]
    return actual if len(expected) > keep and len(actual) >= keep and \
        expected.startswith(actual.rstrip()) else expected


def middle(expected, actual, entry):
    """The log holds head and tail of a long text, "..." between them."""
    head, dots, tail = actual.partition("...")
    return actual if dots and len(actual) >= entry["keep"] and \
        expected.startswith(head) and expected.endswith(tail) else expected


def question(expected, actual, entry):
    """The server writes "?" for what does not print."""
    pattern = "".join(r"\?+" if c == "\ufffd" else
                      "[ ?]" if c == " " else re.escape(c) for c in expected)
    return actual if re.fullmatch(pattern, actual) else expected


def first_line(expected, actual, entry, reply):
    code, enhanced, text = truth.take_apart(reply[:1])
    return {"code": code, "enhanced": enhanced, "text": text}[entry["field"]]


class Projection:
    """The entries of projection.json for one server and version."""

    def __init__(self, mta, version):
        with open(os.path.join(world.HERE, "projection.json"),
                  encoding="utf-8") as f:
            data = json.load(f)
        self.policy = data["policy"].get(mta, {})
        self.entries = [e for e in data["entries"] if e["mta"] == mta and
                        world.in_range(version, e.get("versions", ""))]
        for entry in data["entries"]:
            if entry["field"] in NEVER or not entry.get("reason"):
                raise SystemExit("projection.json: not allowed: %s" % entry)
        self.used = set()

    def apply(self, expected, actual, kind):
        """expected, with the fields changed that the log cannot carry."""
        result = dict(expected)
        for i, entry in enumerate(self.entries):
            field = entry["field"]
            if field not in result or kind not in entry.get("in", kind) or \
               not matches(entry.get("where", {}), expected):
                continue
            before = result[field]
            result[field] = change(entry, before, actual.get(field),
                                   expected.get("reply"))
            if result[field] != before:
                self.used.add(i)
        return result

    def unneeded(self):
        return [e for i, e in enumerate(self.entries) if i not in self.used]


def change(entry, expected, actual, reply):
    if "becomes" in entry:
        return entry["becomes"]
    if entry["how"] == "may be missing":
        return expected if actual else type(expected)()
    if entry["how"] == "not told":
        return actual or expected	# the server's own words, but some
    if entry["how"] == "first line":
        return first_line(expected, actual, entry, reply) if reply \
            else expected
    if expected is None or actual is None:
        return expected
    return {"cut": cut, "middle": middle, "question": question}[
        entry["how"]](expected, actual, entry)


def matches(where, expected):
    return all(expected.get(key) in (values if isinstance(values, list)
                                     else [values])
               for key, values in where.items())


class Comparison:
    """Collects the differences."""

    def __init__(self, projection):
        self.projection = projection
        self.differences = []
        self.count = 0

    def say(self, what, *more):
        self.differences.append(" ".join([what] + [str(m) for m in more]))

    def row(self, what, expected, actual, fields, kind):
        self.count += 1
        expected = self.projection.apply(expected, actual, kind)
        for field in fields:
            if field not in expected:
                continue
            want, got = expected[field], actual.get(field)
            if field == "text" and want is None and (
                    got or expected["outcome"] in ("delivered", "discarded")):
                continue	# the server's own words, if it needs some
            if want != got:
                self.say("%s: %s: %s is %r, expected %r" % (
                    what, expected["outcome" if kind == "event" else "state"],
                    field, got, want))
        if expected.get("ts") and "ts" in actual and \
           abs(actual["ts"] - expected["ts"]) > TS_SECONDS:
            self.say("%s: time is off" % what)

    def rows(self, what, expected, actual, fields, kind):
        if len(expected) != len(actual):
            self.say("%s: %d %ss, expected %d:\n    got %s\n    expected %s" %
                     (what, len(actual), kind, len(expected),
                      brief(actual), brief(expected)))
        for want, got in zip(expected, actual):
            self.row(what, want, got, fields, kind)


def brief(rows):
    return " ".join("%s/%s" % (r.get("outcome") or r.get("state"),
                               r.get("code")) for r in rows)


def collapse(events):
    """Attempts that no peer saw have no number: equal neighbours are one."""
    out = []
    for event in events:
        if not out or out[-1]["outcome"] != event["outcome"]:
            out.append(event)
    return out


def bouncestat(binary, *argv):
    out = subprocess.run([binary] + list(argv), stdout=subprocess.PIPE,
                         env=dict(os.environ, LC_ALL="C.UTF-8"), check=True)
    return [json.loads(line) for line in out.stdout.splitlines()]


def split_history(binary, out, log):
    """Feeds the history twice, the log cut in the middle of a line."""
    db, part = out + "/history.db", out + "/part.log"
    for path in glob.glob(db + "*"):
        os.remove(path)
    with open(log, "rb") as f:
        data = f.read()
    for end in (len(data) // 2, len(data)):
        with open(part, "wb") as f:
            f.write(data[:end])
        subprocess.run([binary, "ingest", "--quiet", "--db", db, part],
                       check=True)
    return bouncestat(binary, "--db", db, "export", "recipients", "--format",
                      "ndjson")


def compare_events(comparison, facts, events):
    """Each recipient's events in order; none may be left over."""
    left = {}
    for event in events:
        # No attempts: whatever repeats an earlier cause, or goes on inside.
        if event["outcome"] not in ("suspended", "forwarded"):
            left.setdefault(key_of(event), []).append(event)
    for expected, _ in facts.lives():
        actual = left.pop(expected[0]["message_id"] if
                          expected[0]["direction"] == "local" else
                          truth.bare(expected[0]["recipient"]), [])
        if expected[0].get("unseen"):
            actual = collapse(actual)
        comparison.rows(expected[0]["recipient"], expected, actual,
                        EVENT_FIELDS, "event")
    by_key = {}
    for row in list(facts.notices()) + list(facts.taken()) + \
            list(facts.refusals()):
        by_key.setdefault(key_of(row), []).append(row)
    for key, expected in by_key.items():
        comparison.rows(key, expected, left.pop(key, []), EVENT_FIELDS,
                        "event")
    for key, actual in left.items():
        comparison.say("%s: not expected: %s" % (key, actual[0]))


def key_of(event):
    if event["direction"] == "inbound":
        return "inbound"	# one client after the other
    if (event.get("message_id") or "").startswith(("local-", "in-")):
        return event["message_id"]
    return truth.bare(event["recipient"])


def compare_lives(comparison, facts, lives):
    left = {}
    for life in lives:
        left.setdefault(key_of(life), []).append(life)
    for events, state in facts.lives():
        if all(e["outcome"] in ("delivered", "discarded") for e in events):
            continue
        tries = [e for e in events if e["outcome"] != "expired"]
        cause = (tries or events)[-1]
        if state == "delivered":
            cause = [e for e in tries if e["outcome"] == "deferred"][-1]
        expected = dict(cause, state=state, attempts=len(tries))
        if cause.get("unseen"):
            del expected["attempts"]
        actual = left.pop(cause["message_id"] if
                          cause["direction"] == "local" else
                          truth.bare(cause["recipient"]), [])
        comparison.rows(cause["recipient"], [expected], actual, LIFE_FIELDS,
                        "life")
    for key, actual in left.items():
        comparison.say("%s: life not expected: %s" % (key, actual[0]))


def main():
    mta, out, binary = sys.argv[1:]
    log = out + "/mail.log"
    with open(out + "/version", encoding="ascii") as f:
        version = f.read().strip()
    projection = Projection(mta, version)
    facts = truth.Truth(mta, out + "/record.ndjson", version,
                        projection.policy)
    comparison = Comparison(projection)
    unmatched = out + "/unmatched.log"
    compare_events(comparison, facts, bouncestat(
        binary, "parse", "--quiet", "--unmatched", unmatched, log))
    compare_lives(comparison, facts, split_history(binary, out, log))
    with open(unmatched, encoding="utf-8", errors="replace") as f:
        for line in f:
            comparison.say("not understood:", line.rstrip())
    for entry in projection.unneeded():
        comparison.say("projection.json: not needed:", entry)
    for difference in comparison.differences:
        print("e2e: %s: %s" % (mta, difference))
    print("e2e: %s %s: %d scenarios, %d comparisons, %d projections, "
          "%d differences" % (mta, version, len(facts.scenarios) +
                              len({r["scenario"] for r in facts.refusals()}),
                              comparison.count, len(projection.entries),
                              len(comparison.differences)))
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main())
