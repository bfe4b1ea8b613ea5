"""drive.py MTA ROOT OUT: runs one mail server through all its scenarios.

Runs inside the namespaces that run.sh made; ROOT is a scratch copy.  Leaves
in OUT: mail.log, record.ndjson (what the peers and clients saw), version.
"""
import glob
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import client
import names
import peer
import world

ALL_SECONDS = 240
QUEUE_SECONDS = 90
LATE_SECONDS = 3


class Server:
    """A mail server in its root; the subclasses know the differences."""

    log = "/var/log/mail.log"

    def __init__(self, name, root):
        self.name = name
        self.root = root

    def run(self, *argv):
        subprocess.run(["chroot", self.root] + list(argv), check=True,
                       stdin=subprocess.DEVNULL)

    def install(self, source, target):
        shutil.copyfile(os.path.join(world.HERE, self.name, source),
                        self.root + target)
        os.chmod(self.root + target, 0o644)

    def version(self):
        out = subprocess.run(
            ["chroot", self.root, "dpkg-query", "-W", "-f", "${Version}",
             self.package], check=True, stdout=subprocess.PIPE, text=True)
        return out.stdout.split(":")[-1]

    def queue(self):
        return sum(len(glob.glob(self.root + p, recursive=True))
                   for p in self.queues)


class Postfix(Server):
    package = "postfix"

    def queue(self):
        return sum(len(files) for q in ("incoming", "active", "deferred")
                   for _, _, files in
                   os.walk(self.root + "/var/spool/postfix/" + q))

    def start(self):
        for name in os.listdir(os.path.join(world.HERE, "postfix")):
            self.install(name, "/etc/postfix/" + name)
        self.run("postconf", "-F", "*/*/chroot = n")
        self.run("postfix", "start")

    def stop(self):
        self.run("postfix", "stop")


class Exim(Server):
    package = "exim4-daemon-heavy"
    log = "/var/log/exim4/mainlog"
    queues = ["/var/spool/exim4/input/*-H"]

    def start(self):
        self.install("exim4.conf", "/etc/exim4/exim4.conf")
        self.install("filter", "/etc/exim4/filter")
        self.install("aliases", "/etc/aliases")
        self.run("exim4", "-bd", "-q1s")

    def stop(self):
        with open(self.root + "/run/exim4/exim.pid", encoding="ascii") as f:
            os.kill(int(f.read()), 15)


class Sendmail(Server):
    package = "sendmail-bin"
    queues = ["/var/spool/mqueue/qf*"]

    def start(self):
        self.syslog()
        for name in ("sendmail.mc", "access", "aliases"):
            self.install(name, "/etc/mail/" + name)
        self.run("sh", "-euc",
                 "cd /etc/mail; rm -f *.db; m4 sendmail.mc >sendmail.cf;"
                 "makemap hash access <access; newaliases")
        self.run("sendmail", "-L", "sm-mta", "-bd", "-q1s")

    def stop(self):
        path = glob.glob(self.root + "/run/sendmail/mta/sendmail.pid")[0]
        with open(path, encoding="ascii") as f:
            os.kill(int(f.readline()), 15)

    def syslog(self):
        """Listens where syslog would, and writes the traditional file."""
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        sock.bind(self.root + "/dev/log")
        os.chmod(self.root + "/dev/log", 0o666)

        def loop():
            with open(self.root + self.log, "ab", buffering=0) as out:
                while True:
                    # <PRI>Mmm dd hh:mm:ss TAG: text
                    data = sock.recv(65536).split(b">", 1)[1].rstrip(b"\0\n")
                    out.write(data[:16] + b"mail " +
                              data[16:].replace(b"\n", b"#012") + b"\n")

        threading.Thread(target=loop, daemon=True).start()


SERVERS = {"postfix": Postfix, "exim": Exim, "sendmail": Sendmail}


def network(scenarios):
    """The loopback, all addresses on it, and what the name server tells."""
    def ip(*argv):
        subprocess.run(("ip",) + argv, check=True)

    ip("link", "set", "lo", "up")
    ip("addr", "add", world.SERVER + "/32", "dev", "lo")
    # Local, but on no interface: no server takes a peer's address for its own.
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/25"):
        ip("route", "add", "local", net, "dev", "lo")
    ip("route", "add", "unreachable", world.UNREACHABLE)
    zone = names.Names()
    zone.address(world.SERVER_NAME, world.SERVER)
    zone.exchanger(world.LOCAL_DOMAIN, world.SERVER_NAME)
    zone.address("mx." + world.ORIGIN, world.ORIGIN_IP)
    zone.exchanger(world.ORIGIN, "mx." + world.ORIGIN)
    zone.exchanger("bad.example", "mx." + world.ORIGIN)
    for scenario in scenarios:
        if scenario.dns == "fail":
            zone.fails(scenario.domain)
        elif scenario.dns == "null":
            zone.exchanger(scenario.domain, "")
        elif scenario.dns == "mx" and not scenario.local:
            zone.exchanger(scenario.domain, scenario.host)
            zone.address(scenario.host, scenario.ip)
    zone.start("127.0.0.1")


def wait_for_port():
    for _ in range(100):
        try:
            socket.create_connection((world.SERVER, 25), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("e2e: the server does not answer")


def main():
    name, root, out = sys.argv[1:]
    signal.alarm(ALL_SECONDS)
    server = SERVERS[name](name, root)
    version = server.version()
    scenarios, refused = world.load(name, version)
    network(scenarios)
    with open(root + "/etc/resolv.conf", "w", encoding="ascii") as f:
        f.write("nameserver 127.0.0.1\n")
    with open(root + "/etc/hosts", "w", encoding="ascii") as f:
        f.write("127.0.0.1 localhost\n%s %s\n" %
                (world.SERVER, world.SERVER_NAME))
    with open(out + "/version", "w", encoding="ascii") as f:
        f.write(version + "\n")
    subprocess.run(["chroot", root, "useradd", "-m", "alice"], check=True)
    record = peer.Record(out + "/record.ndjson")
    peer.Peer(scenarios, record)
    try:
        server.start()
        play(server, scenarios, refused, record)
        server.stop()
        time.sleep(1)
    finally:
        if os.path.exists(root + server.log):
            shutil.copyfile(root + server.log, out + "/mail.log")


def play(server, scenarios, refused, record):
    """All that clients do; returns when the log can be read."""
    wait_for_port()
    for entry in refused:
        client.knock(entry, record)
    for scenario in scenarios:
        if not scenario.late:
            client.submit(scenario, record)
    end = time.monotonic() + QUEUE_SECONDS
    while server.queue() and time.monotonic() < end:
        time.sleep(0.5)
    if server.queue():
        raise SystemExit("e2e: the queue does not get empty")
    for scenario in scenarios:
        if scenario.late:
            client.submit(scenario, record)
    time.sleep(LATE_SECONDS)


if __name__ == "__main__":
    main()
