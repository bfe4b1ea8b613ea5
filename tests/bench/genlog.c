/*
 * genlog MB: writes that many MB (10^6 bytes) of a Postfix log to standard
 * output: a busy host, one delivery in five fails.  Always the same bytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const replies[] = {
	"550 5.1.1 <%s>: Recipient address rejected: User unknown in table",
	"550-5.1.1 The email account that you tried to reach does not exist. "
	    "550 5.1.1 Check <%s> for typos. - gsmtp",
	"452 4.2.2 <%s>: The mailbox is over its quota, try again later",
	"451 4.7.1 <%s>: Greylisting in action, please come back in 00:05:00",
	"554 5.7.1 <%s>: Service unavailable; Client host [203.0.113.25] "
	    "blocked using zen.spamhaus.org",
	"421 4.7.0 <%s>: Try again later, too many connections from your IP"
};

/* A linear congruential generator: the same everywhere. */
static uint32_t
next(uint32_t *state, uint32_t below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

static uint64_t
message(uint64_t n, uint32_t *state)
{
	unsigned long long id = 0x100000000ULL + n * 7919;
	unsigned pid = 1000 + next(state, 30000);
	char stamp[64], rcpt[64], reply[256];
	uint32_t kind = next(state, 30);
	const char *status;
	uint64_t s = n / 8;		/* 8 messages a second */
	int out = 0;

	snprintf(stamp, sizeof(stamp), "2026-11-%02uT%02u:%02u:%02u.%06u+00:00",
	    (unsigned)(1 + s / 86400 % 30), (unsigned)(s / 3600 % 24),
	    (unsigned)(s / 60 % 60), (unsigned)(s % 60),
	    (unsigned)(n % 8 * 120000));
	snprintf(rcpt, sizeof(rcpt), "user%u@d%u.example",
	    next(state, 200000), next(state, 3000));
	out += printf("%s mx1 postfix/smtpd[%u]: %llX: client=app%u."
	    "example.net[198.51.100.%u]\n", stamp, pid, id, pid % 9, pid % 250);
	out += printf("%s mx1 postfix/cleanup[%u]: %llX: message-id=<%llx."
	    "%u@example.net>\n", stamp, pid + 1, id, id, pid);
	out += printf("%s mx1 postfix/qmgr[801]: %llX: from=<bounce-%u@"
	    "example.net>, size=%u, nrcpt=1 (queue active)\n", stamp, id,
	    pid % 100, 1000 + pid);
	if (kind < sizeof(replies) / sizeof(replies[0])) {
		status = replies[kind][0] == '5' ? "bounced" : "deferred";
/* The formats are those of the table above, each with one %s. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(reply, sizeof(reply), replies[kind], rcpt);
#pragma GCC diagnostic pop
		out += printf("%s mx1 postfix/smtp[%u]: %llX: to=<%s>, "
		    "relay=mx%u.example[192.0.2.%u]:25, delay=1.%u, delays="
		    "0.1/0/0.5/0.5, dsn=%c.0.0, status=%s (host mx%u.example"
		    "[192.0.2.%u] said: %s (in reply to RCPT TO command))\n",
		    stamp, pid + 2, id, rcpt, pid % 40, pid % 200, pid % 10,
		    replies[kind][0], status, pid % 40, pid % 200, reply);
	} else
		out += printf("%s mx1 postfix/smtp[%u]: %llX: to=<%s>, "
		    "relay=mx%u.example[192.0.2.%u]:25, delay=0.%u, delays="
		    "0.1/0/0.2/0.2, dsn=2.0.0, status=sent (250 2.0.0 Ok: "
		    "queued as %llX)\n", stamp, pid + 2, id, rcpt, pid % 40,
		    pid % 200, 1 + pid % 9, id * 31);
	out += printf("%s mx1 postfix/qmgr[801]: %llX: removed\n", stamp, id);
	return out > 0 ? (uint64_t)out : UINT64_MAX / 2;
}

int
main(int argc, char **argv)
{
	uint64_t n, total = 0, want = 0;
	uint32_t state = 1;

	if (argc == 2)
		want = strtoull(argv[1], NULL, 10) * 1000000;
	if (want == 0) {
		fprintf(stderr, "usage: genlog MB\n");
		return 64;
	}
	for (n = 0; total < want; n++)
		total += message(n, &state);
	return fflush(stdout) != 0;
}
