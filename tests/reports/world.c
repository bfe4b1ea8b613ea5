#include <stdarg.h>
#include <stdlib.h>

#include "schema/stamp.h"
#include "tests/reports/world.h"
#include "tests/test.h"

static void
must(int rc, const struct err *err)
{
	if (rc != 0)
		printf("\n  %s\n", err->msg);
	CU_ASSERT_FATAL(rc == 0);
}

void
world_sql(struct world *w, const char *fmt, ...)
{
	struct err err;
	va_list ap;
	char *sql;

	va_start(ap, fmt);
	sql = sqlite3_vmprintf(fmt, ap);
	va_end(ap);
	must(db_exec(w->db, sql, &err), &err);
	sqlite3_free(sql);
}

void
world_open(struct world *w)
{
	struct err err;

	*w = (struct world){ .seed = 88172645463325252 };
	must(db_open("", DB_PRIVATE, &w->db, &err), &err);
	must(knowledge_load(NULL, NULL, "en", &w->k, &err), &err);
	must(db_begin(w->db, &err), &err);
	world_sql(w, "INSERT INTO word VALUES (1, 'mx1'), (2, 'postfix'), "
	    "(3, 'smtp')");
	world_source(w, "/var/log/mail.log", 0, 0, 0, 0, 0);
}

void
world_close(struct world *w)
{
	db_rollback(w->db);
	db_close(w->db);
	knowledge_free(w->k);
}

uint32_t
world_random(struct world *w, uint32_t n)
{
	/* xorshift64 (Marsaglia 2003) */
	w->seed ^= w->seed << 13;
	w->seed ^= w->seed >> 7;
	w->seed ^= w->seed << 17;
	return (uint32_t)(w->seed >> 33) % n;
}

void
world_domain(struct world *w, int64_t id, const char *name)
{
	world_sql(w, "INSERT INTO domain VALUES (%lld, %Q)", (long long)id,
	    name);
}

void
world_peer(struct world *w, int64_t id, const char *host, const char *ip,
    int64_t domain_id)
{
	world_sql(w, "INSERT INTO peer VALUES (%lld, %Q, %Q, %lld)",
	    (long long)id, host, ip, (long long)domain_id);
}

void
world_cause(struct world *w, int64_t id, int code, struct enhanced e,
    const char *template)
{
	world_sql(w, "INSERT INTO cause VALUES (%lld, randomblob(16), 7, 1, "
	    "0, 1, %d, %d, %d, %d, %Q, '')", (long long)id, code, e.class,
	    e.subject, e.detail, template);
}

void
world_judge(struct world *w, int64_t cause_id, int64_t domain_id,
    enum outcome outcome, const char *reason, const char *permanence,
    const char *provider)
{
	world_sql(w, "INSERT INTO judgement (cause_id, domain_id, "
	    "outcome, vals, reason, permanence, suppress, fix, rule, "
	    "provider) VALUES (%lld, %lld, %d, '', %Q, %Q, 0, %Q, 'test', %Q)",
	    (long long)cause_id, (long long)domain_id, (int)outcome, reason,
	    permanence, reason, provider);
}

int64_t
world_life(struct world *w, int64_t domain_id, enum life_state state,
    int64_t first_ts, int64_t closed_ts, int64_t cause_event_id)
{
	long long id = ++w->lives;

	world_sql(w, "INSERT INTO address VALUES (%lld, %lld, 'u%lld', "
	    "0, 0)", id, (long long)domain_id, id);
	world_sql(w, "INSERT INTO message VALUES (%lld, 1, 2, 1, 'Q%lld', "
	    "%lld, NULL, '', 0, 0, NULL)", id, id, (long long)first_ts);
	world_sql(w, "INSERT INTO life VALUES (%lld, %lld, %lld, NULL, 0, "
	    "%d, %lld, %lld, nullif(%lld, 0), 1, 1, nullif(%lld, 0), 0)", id,
	    id, id, (int)state, (long long)first_ts, (long long)first_ts,
	    (long long)closed_ts, (long long)cause_event_id);
	return id;
}

int64_t
world_attempt(struct world *w, int64_t life_id, int64_t ts,
    enum outcome outcome, int64_t cause_id, int64_t peer_id)
{
	world_sql(w, "INSERT INTO event VALUES (%lld, %lld, %d, "
	    "nullif(%lld, 0), %lld, '', nullif(%lld, 0), 2, 3, 0, NULL, NULL, "
	    "1, 1)", (long long)++w->events, (long long)ts, (int)outcome,
	    (long long)life_id, (long long)cause_id, (long long)peer_id);
	return w->events;
}

void
world_refusal(struct world *w, int64_t ts, int64_t cause_id, int repeat,
    int64_t client_id)
{
	int64_t id = world_attempt(w, 0, ts, OUTCOME_REJECTED, cause_id, 0);

	world_sql(w, "UPDATE event SET repeat = %d WHERE id = %lld", repeat,
	    (long long)id);
	world_sql(w, "INSERT INTO refusal VALUES (%lld, 1, '', NULL, NULL, "
	    "NULL, '', nullif(%lld, 0))", (long long)id, (long long)client_id);
}

void
world_delivered(struct world *w, int64_t ts, int64_t domain_id,
    int recipients)
{
	world_sql(w, "INSERT INTO delivered VALUES (%lld, 1, 2, 1, 0, %lld, "
	    "0, %d, 0, 0, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT DO UPDATE SET "
	    "recipients = recipients + excluded.recipients",
	    (long long)(ts - ts % 900), (long long)domain_id, recipients);
}

void
world_source(struct world *w, const char *name, int lines, int understood,
    int unknown, int64_t first_ts, int64_t last_ts)
{
	world_sql(w, "INSERT INTO source (name, head_len, head_hash, offset, "
	    "pending, size, lines, understood, irrelevant, unknown, first_ts, "
	    "last_ts, host, tz, clock, last_line, read_ts, "
	    "cursor) VALUES (%Q, 0, x'', 0, 0, 0, %d, %d, %d, %d, "
	    "nullif(%lld, 0), nullif(%lld, 0), '', '', '', '', 0, '')",
	    name, lines, understood,
	    lines - understood - unknown, unknown, (long long)first_ts,
	    (long long)last_ts);
}

/* UTC, for any year a test uses. */
static void
utc(void *arg, int64_t ts, struct report_time *t)
{
	int64_t days = ts / 86400, s = ts % 86400;
	int year = 1970, month = 1;

	(void)arg;
	*t = (struct report_time){ .abbr = "UTC" };
	if (s < 0) {
		s += 86400;
		days--;
	}
	while (stamp_days(year + 1, 1, 1) <= days)
		year++;
	while (month < 12 && stamp_days(year, month + 1, 1) <= days)
		month++;
	t->year = year;
	t->month = month;
	t->day = (int)(days - stamp_days(year, month, 1)) + 1;
	t->hour = (int)(s / 3600);
	t->minute = (int)(s / 60 % 60);
	t->second = (int)(s % 60);
}

struct report_query
world_query(void)
{
	return (struct report_query){ .since = INT64_MIN, .until = INT64_MAX,
	    .exact = true, .now = 1700000000, .top = 3,
	    .term = { 80, false }, .version = "1.2.3", .local_time = utc };
}

struct report *
world_report(struct world *w, const struct report_query *q)
{
	struct report *r;
	struct err err;

	must(report_build(w->db, w->k, q, &r, &err), &err);
	return r;
}

char *
world_write(const struct report *r, const char *format, size_t *n)
{
	struct err err;
	char *text = NULL;
	FILE *f = open_memstream(&text, n);

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	must(report_write(r, report_format_find(format), f, &err), &err);
	fclose(f);
	return text;
}
