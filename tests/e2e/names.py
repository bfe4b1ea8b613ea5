"""A name server for the tests' little world: A, MX and PTR, over UDP."""
import socket
import struct
import threading

A, PTR, MX = 1, 12, 15
NXDOMAIN, SERVFAIL = 3, 2


def wire(name):
    """A name in wire form; "" is the root."""
    out = b""
    for label in name.split("."):
        if label:
            out += struct.pack("B", len(label)) + label.encode("latin-1")
    return out + b"\0"


class Names:
    """add() what there is to know, then start()."""

    def __init__(self):
        self.records = {}	# (name, type) -> list of wire data
        self.known = set()
        self.failing = set()

    def address(self, name, ip):
        self.put(name, A, socket.inet_aton(ip))
        reverse = ".".join(reversed(ip.split("."))) + ".in-addr.arpa"
        self.put(reverse, PTR, wire(name))

    def exchanger(self, name, host):
        """host "" says that the domain takes no mail (RFC 7505)."""
        self.put(name, MX, struct.pack("!H", 10 if host else 0) + wire(host))

    def put(self, name, kind, data):
        self.records.setdefault((name.lower(), kind), []).append(data)
        self.known.add(name.lower())

    def fails(self, name):
        self.failing.add(name.lower())

    def reply(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
            at += query[at] + 1
        question = query[12:at + 5]
        kind = struct.unpack("!H", query[at + 1:at + 3])[0]
        name = ".".join(labels).lower()
        found = self.records.get((name, kind), [])
        code = SERVFAIL if name in self.failing else \
            0 if name in self.known or any(
                k.endswith("." + name) for k in self.known) else NXDOMAIN
        out = query[:2] + struct.pack("!HHHHH", 0x8580 | code, 1,
                                      len(found), 0, 0) + question
        for data in found:
            out += struct.pack("!HHHIH", 0xc00c, kind, 1, 60, len(data)) + data
        return out

    def start(self, ip):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind((ip, 53))

        def loop():
            while True:
                query, client = sock.recvfrom(4096)
                sock.sendto(self.reply(query), client)

        threading.Thread(target=loop, daemon=True).start()
