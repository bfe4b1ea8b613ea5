/*
 * JSON: one object.  Times are RFC 3339 with the zone's offset or null,
 * numbers are bare, counts are recipients unless they say otherwise.
 *
 * schema	1; keys are added without a new number, never taken away
 * program version generated
 * window	since, until, seconds (null where the logs hold no time),
 *		zone (abbreviation at until), exact (false = rounded outward
 *		to quarters of an hour)
 * hosts	[{host, mtas: [postfix, exim, sendmail]}]
 * lines	read, understood, irrelevant, not_understood
 * gaps		[{from, to, seconds, source}], the longest first
 * sources_without_mail	[name]
 * sources_skipped	[{name, copy_of}]: read already under another name
 * not_understood	[{lines, sample}], the most frequent masked lines
 * totals	recipients = delivered + waiting + bounced + expired +
 *		discarded + residual; late (of the delivered); accepted_but
 *		(of the delivered); refused_attempts, refused_clients
 * sections	[{section, lost, waiting, late, recipients, given_up,
 *		attempts, clients, reasons: [...]}], all seven, in order
 * reasons	[{reason, title, permanence, actor, fix, block_lists: [name],
 *		listed (our IP or domain), moved_to (address), retry_after_s
 *		(or null), pages: [{title, url}] (where to ask), lost ...
 *		clients, first_ts, last_ts, sample, groups: [...]}]; what is
 *		named is of the sample, but block_lists of the largest groups
 * groups	[{provider, domain, fix, lost ... clients, first_ts, last_ts,
 *		sample}]
 * sample	{code, enhanced, text, relay_host, local_ip, fingerprint}
 */
#include "reports/report_object.h"

static int
write_json(const struct report *r, FILE *f, struct err *err)
{
	const struct report_section *s;
	struct buf b = { 0 };
	size_t i, j;
	int id, rc;

	json_out_open(&b, '{');
	report_object_header(&b, r);
	json_out_key(&b, "sections");
	json_out_open(&b, '[');
	for (id = 0; id < REPORT_SECTIONS; id++) {
		s = &r->sections[id];
		json_out_open(&b, '{');
		json_out_str(&b, "section",
		    report_section_name((enum report_section_id)id));
		report_object_counts(&b, &s->n);
		json_out_key(&b, "reasons");
		json_out_open(&b, '[');
		for (i = 0; i < s->reason_count; i++) {
			json_out_open(&b, '{');
			report_object_reason(&b, r,
			    (enum report_section_id)id, &s->reasons[i]);
			json_out_key(&b, "groups");
			json_out_open(&b, '[');
			for (j = 0; j < s->reasons[i].group_count; j++) {
				json_out_open(&b, '{');
				report_object_group(&b, r,
				    &s->reasons[i].groups[j]);
				json_out_close(&b, '}');
			}
			json_out_close(&b, ']');
			json_out_close(&b, '}');
		}
		json_out_close(&b, ']');
		json_out_close(&b, '}');
	}
	json_out_close(&b, ']');
	json_out_close(&b, '}');
	buf_add_char(&b, '\n');
	rc = report_put(&b, f, err);
	buf_free(&b);
	return rc;
}

const struct report_format report_format_json = {
	"json", write_json
};
