/*
 * CSV: one record a group (reason, provider, recipient domain), the largest
 * first within its reason, after a record of names:
 *
 * section	permanent, conditional, temporary, gave_up, unclassified,
 *		accepted_but, refused
 * reason	id of the reason; 251 or 252 in accepted_but
 * permanence	permanent, temporary, conditional, final, unknown; "" in
 *		accepted_but and refused
 * actor	id of who has to act
 * provider	id, "" = none known
 * domain	recipient domain, "" in refused
 * lost waiting late recipients	recipients (recipients = the sum of the
 *		three; in accepted_but those who got the mail)
 * given_up	of the lost: given up after retries
 * attempts clients	refused only: attempts and distinct addresses
 * code enhanced sample fingerprint	one reply and the id of its cause
 * fix		what to do
 * first_ts last_ts	RFC 3339: the first and last such failure in the window
 */
#include "reports/csv.h"
#include "reports/report.h"

static const char *const columns[] = {
	"section", "reason", "permanence", "actor", "provider", "domain",
	"lost", "waiting", "late", "recipients", "given_up", "attempts",
	"clients", "code", "enhanced", "sample", "fingerprint", "fix",
	"first_ts", "last_ts"
};

static void
add_group(struct buf *b, const struct report *r, enum report_section_id id,
    const struct report_reason *reason, const struct report_group *g)
{
	char enhanced[ENHANCED_BUFSIZE], ts[40];

	csv_str(b, report_section_name(id));
	csv_str(b, reason->id);
	csv_str(b, report_permanence(id));
	csv_str(b, reason->actor);
	csv_text(b, g->provider);
	csv_text(b, g->domain);
	csv_number(b, g->n.lost);
	csv_number(b, g->n.waiting);
	csv_number(b, g->n.late);
	csv_number(b, report_recipients(&g->n));
	csv_number(b, g->n.given_up);
	csv_number(b, g->n.attempts);
	csv_number(b, g->n.clients);
	csv_number(b, g->sample.code);
	csv_str(b, enhanced_format(g->sample.enhanced, enhanced));
	csv_text(b, g->sample.text);
	csv_str(b, g->sample.fingerprint);
	csv_str(b, g->fix);
	csv_text(b, report_rfc3339(r, g->first_ts, ts));
	csv_text(b, report_rfc3339(r, g->last_ts, ts));
	csv_end(b);
}

static int
write_csv(const struct report *r, FILE *f, struct err *err)
{
	const struct report_reason *reason;
	struct buf b = { 0 };
	size_t i, j;
	int id, rc;

	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		csv_str(&b, columns[i]);
	csv_end(&b);
	for (id = 0; id < REPORT_SECTIONS; id++)
		for (i = 0; i < r->sections[id].reason_count; i++) {
			reason = &r->sections[id].reasons[i];
			for (j = 0; j < reason->group_count; j++)
				add_group(&b, r, (enum report_section_id)id,
				    reason, &reason->groups[j]);
		}
	rc = report_put(&b, f, err);
	buf_free(&b);
	return rc;
}

const struct report_format report_format_csv = { "csv", write_csv };
