"""The other side: mail exchangers that answer as the scenarios say.

Each reply that ends something for a recipient is recorded as one JSON object:
what was answered, where, at which stage, for whom.  The record is the tests'
truth.
"""
import email
import json
import re
import socket
import threading
import time

import world

GOOD = {"banner": "220 %s ESMTP",
        "ehlo": "250-%s\n250-8BITMIME\n250 ENHANCEDSTATUSCODES",
        "helo": "250 %s", "mail": "250 2.1.0 Sender ok",
        "rcpt": "250 2.1.5 Recipient ok", "data": "354 Go on",
        "eod": "250 2.0.0 Taken as number 77", "rset": "250 2.0.0 Flushed",
        "quit": "221 2.0.0 Bye", "noop": "250 2.0.0 Ok",
        "starttls": "502 5.5.1 Not here"}
STALL_SECONDS = 8


class Hangup(Exception):
    """The scenario wants the connection to end here."""


class Record:
    """Appends objects to a file, one a line."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")
        self.lock = threading.Lock()

    def add(self, **fields):
        fields["ts"] = time.time()
        with self.lock:
            self.file.write(json.dumps(fields, sort_keys=True) + "\n")
            self.file.flush()


class Session:
    """One connection of the mail server under test."""

    def __init__(self, peer, conn, scenario):
        self.peer = peer
        self.conn = conn
        self.scenario = scenario
        self.sender = None
        self.accepted = []
        self.held = None	# a refused EHLO, until HELO has come or not

    def answer(self, stage, key="", rcpts=None):
        """Says what the scenario has for this stage; returns the class."""
        text = self.peer.next_reply(self.scenario, stage, key)
        says = text if text in ("drop", "stall") else None
        lines = [] if says else text.split("\n")
        if says or lines[-1][0] in "45" or stage == "eod":
            fields = dict(
                scenario=self.scenario.id, stage=stage, rcpts=rcpts,
                sender=self.sender, reply=lines, silent=says,
                ip=self.scenario.ip, host=self.scenario.host)
            if stage == "ehlo" and not says:
                self.held = fields
            else:
                self.peer.record.add(**fields)
        if says == "stall":
            time.sleep(STALL_SECONDS)
        if says:
            raise Hangup
        raw = "\r\n".join(lines) + "\r\n"
        self.conn.sendall(raw.encode("utf-8", "surrogateescape"))
        return lines[-1][0]

    def run(self):
        self.file = self.conn.makefile("rb")
        if self.answer("banner") != "2":
            # The server may say QUIT, or nothing at all.
            if self.file.readline():
                self.conn.sendall(b"221 2.0.0 Bye\r\n")
            return
        while True:
            line = self.file.readline()
            if not line:
                return
            line = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
            verb = line.split(" ")[0].split(":")[0].lower()
            if verb == "quit":
                self.answer("quit")
                return
            self.command(verb, line)

    def end(self):
        if self.held:
            self.peer.record.add(**self.held)

    def command(self, verb, line):
        if verb == "helo":
            self.held = None
        if verb == "mail":
            self.sender = path(line)
            self.accepted = []
            self.answer("mail")
        elif verb == "rcpt":
            rcpt = path(line)
            if self.answer("rcpt", rcpt, [rcpt]) == "2":
                self.accepted.append(rcpt)
        elif verb == "data":
            if self.answer("data", rcpts=self.accepted) == "3":
                self.message()
        elif verb in GOOD:
            self.answer(verb)
        else:
            self.conn.sendall(b"500 5.5.2 What?\r\n")

    def message(self):
        data = b""
        while True:
            line = self.file.readline()
            if not line or line == b".\r\n":
                break
            data += line
        self.answer("eod", rcpts=self.accepted)
        if self.scenario.id == "origin":
            self.peer.bounce(data)


class Peer:
    """All mail exchangers and the name server of the little world."""

    def __init__(self, scenarios, record):
        self.record = record
        self.counts = {}
        self.lock = threading.Lock()
        origin = world.Scenario(0, {"id": "origin", "domain": world.ORIGIN})
        origin.ip = world.ORIGIN_IP
        self.scenarios = scenarios + [origin]
        for scenario in self.scenarios:
            if scenario.listens:
                self.listen(scenario)

    def steps(self, scenario, stage, key):
        steps = scenario.steps.get(stage, GOOD[stage])
        if isinstance(steps, dict):
            steps = steps.get(key.rsplit("@", 1)[0], GOOD[stage])
        return [steps] if isinstance(steps, str) else steps

    def next_reply(self, scenario, stage, key):
        """The reply for this try; the last one is for all that follow."""
        steps = self.steps(scenario, stage, key)
        with self.lock:
            n = self.counts.get((scenario.id, stage, key), 0)
            self.counts[scenario.id, stage, key] = n + 1
        text = steps[min(n, len(steps) - 1)]
        return text % scenario.host if stage in ("banner", "ehlo", "helo") \
            and "%s" in text else text

    def listen(self, scenario):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((scenario.ip, 25))
        sock.listen(50)
        spawn(self.accept, sock, scenario)

    def accept(self, sock, scenario):
        while True:
            conn, _ = sock.accept()
            spawn(self.serve, conn, scenario)

    def serve(self, conn, scenario):
        session = Session(self, conn, scenario)
        try:
            session.run()
        except (Hangup, OSError):
            pass
        finally:
            session.end()
            try:
                conn.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            conn.close()

    def bounce(self, data):
        """Records what a delivery status notification says of whom."""
        for part in email.message_from_bytes(data).walk():
            if part.get_content_type() != "message/delivery-status":
                continue
            for block in part.get_payload():
                if "Final-Recipient" in block:
                    self.record.add(
                        scenario="dsn",
                        recipient=str(block["Final-Recipient"]),
                        original=str(block["Original-Recipient"]),
                        action=str(block["Action"]).split()[0].lower(),
                        status=str(block["Status"]),
                        diagnostic=str(block["Diagnostic-Code"]))


def spawn(function, *args):
    threading.Thread(target=function, args=args, daemon=True).start()


def path(line):
    """The address of "MAIL FROM:<a> SIZE=1"; quotes may hold anything."""
    match = re.search(r':\s*<((?:"(?:[^"\\]|\\.)*"|[^">])*)>', line)
    return match.group(1) if match else line


