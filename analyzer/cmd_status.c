#include "analyzer/commands.h"
#include "analyzer/format.h"
#include "reports/status.h"
#include "schema/i18n.h"

static void
show_time(void *arg, int64_t ts, struct buf *out)
{
	struct zone_time t = zone_local(arg, ts);
	int off = t.offset_s / 60;

	buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", t.year,
	    t.month, t.day, t.hour, t.minute, t.second, off < 0 ? '-' : '+',
	    (off < 0 ? -off : off) / 60, (off < 0 ? -off : off) % 60);
}

int
cmd_status(struct setup *s, struct err *err)
{
	static const char *const names[] = { "text", "json", NULL };
	struct buf text = { 0 };
	struct db *db = NULL;
	FILE *out = NULL;
	int json, rc, end;

	if (s->opt->n_args > 0)
		return err_set(err, ERR_USAGE, "%s", _("status takes no "
		    "arguments"));
	rc = format_choose(s->opt, names, 0, &json, err);
	if (rc == 0)
		rc = db_open(s->db_path, DB_READ, &db, err);
	if (rc == 0)
		rc = json ? status_json(db, show_time, s->zone, &text, err) :
		    status_text(db, show_time, s->zone, &text, err);
	if (rc == 0)
		rc = setup_output(s, &out, err);
	if (rc == 0) {
		fwrite(text.data, 1, text.n, out);
		end = setup_close_output(s, out, err);
		rc = rc != 0 ? rc : end;
	}
	buf_free(&text);
	db_close(db);
	return rc;
}
