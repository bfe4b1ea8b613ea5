"""The near side: clients that hand mail to the server under test."""
import socket
import time

import world


class Client:
    """One SMTP session, command by command."""

    def __init__(self, source):
        self.sock = socket.create_connection((world.SERVER, 25), 20,
                                             (source, 0))
        self.file = self.sock.makefile("rb")

    def reply(self):
        lines = []
        while True:
            line = self.file.readline().decode("utf-8", "replace")
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                return lines

    def say(self, text):
        self.sock.sendall((text + "\r\n").encode("utf-8"))
        return self.reply()

    def close(self):
        try:
            self.sock.sendall(b"QUIT\r\n")
            self.file.readline()
        except OSError:
            pass
        self.file.close()
        self.sock.close()


def letter(sender, message_id, headers, body):
    lines = ["From: <%s>" % sender, "To: undisclosed-recipients:;",
             "Message-ID: <%s>" % message_id,
             "Date: " + time.strftime("%a, %d %b %Y %H:%M:%S +0000",
                                      time.gmtime()),
             "Subject: A test"]
    return "\r\n".join(lines + headers) + "\r\n\r\n" + body + "."


def submit(scenario, record):
    """Hands over a scenario's mail, which the server must take."""
    client = Client(world.FRIEND)
    message_id = scenario.id + "@" + world.ORIGIN
    client.reply()
    client.say("EHLO friend.origin.example")
    replies = [client.say("MAIL FROM:<%s>" % scenario.sender)]
    for rcpt in scenario.recipients():
        replies.append(client.say("RCPT TO:<%s>" % rcpt))
    replies.append(client.say("DATA"))
    last = client.say(letter(scenario.sender, message_id, [],
                             scenario.body))
    client.close()
    for lines in replies[:-1] + [last]:
        if lines[-1][:1] != "2":
            raise SystemExit("e2e: %s: the server would not take it: %s" %
                             (scenario.id, " ".join(lines)))
    record.add(scenario=scenario.id, stage="submitted", reply=last,
               message_id=message_id, recipients=scenario.recipients(),
               sender=scenario.sender)


def knock(entry, record):
    """A client that is to be refused; its refusals are recorded."""
    sender = entry.get("from", "%s@%s" % (entry["id"], world.ORIGIN))
    fields = {"scenario": entry["id"], "client_ip": entry["ip"],
              "sender": None, "refused": True}

    def ask(stage, lines, rcpt=""):
        good = lines[-1][:1] in ("2", "3")
        if not good:
            record.add(stage=stage, reply=lines, recipient=rcpt, **fields)
        return good

    client = Client(entry["ip"])
    try:
        if not ask("connect", client.reply()):
            return
        helo = entry.get("helo", "client.example")
        if not ask("helo", client.say("EHLO " + helo)) and \
           entry.get("helo"):
            return
        fields["sender"] = sender
        if not ask("mail", client.say("MAIL FROM:<%s>" % sender)):
            return
        taken = [rcpt for rcpt in entry["to"] if
                 ask("rcpt", client.say("RCPT TO:<%s>" % rcpt), rcpt)]
        if taken and ask("data", client.say("DATA")):
            message_id = entry["id"] + "@" + world.ORIGIN
            if ask("eod", client.say(letter(
                    sender, message_id, entry.get("headers", []),
                    "Text.\r\n")), taken[0]):
                record.add(scenario=entry["id"], stage="taken",
                           message_id=message_id, recipients=taken,
                           sender=sender)
    finally:
        client.close()
