/*
 * NDJSON: first an object {"type":"report", ...} with the keys of the JSON
 * format (report_json.c) but sections, then one object {"type":"group",
 * "section", "reason", "permanence", "actor", ...} a group.
 */
#include "reports/report_object.h"

static void
add_group(struct buf *b, const struct report *r, enum report_section_id id,
    const struct report_reason *reason, const struct report_group *g)
{
	json_out_open(b, '{');
	json_out_str(b, "type", "group");
	json_out_str(b, "section", report_section_name(id));
	json_out_str(b, "reason", reason->id);
	json_out_str(b, "permanence", report_permanence(id));
	json_out_str(b, "actor", reason->actor);
	report_object_group(b, r, g);
	json_out_close(b, '}');
	buf_add_char(b, '\n');
}

static int
write_ndjson(const struct report *r, FILE *f, struct err *err)
{
	const struct report_reason *reason;
	struct buf b = { 0 };
	size_t i, j;
	int id, rc;

	json_out_open(&b, '{');
	json_out_str(&b, "type", "report");
	report_object_header(&b, r);
	json_out_close(&b, '}');
	buf_add_char(&b, '\n');
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

const struct report_format report_format_ndjson = {
	"ndjson", write_ndjson
};
