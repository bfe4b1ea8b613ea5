#include <string.h>

#include "reports/guide_words.h"
#include "schema/i18n.h"

const char *
guide_class_text(int class)
{
	switch (class) {
	case 2:
		return _("2xx: success");
	case 3:
		return _("3xx: accepted so far, the server waits for more");
	case 4:
		return _("4xx: temporary failure, the sender tries again");
	case 5:
		return _("5xx: permanent failure, the sender gives up");
	default:
		return "";
	}
}

const char *
guide_status_text(const char *status)
{
	static const struct {
		const char *status, *text;
	} rows[] = {
		{ "standard", N_("standard") },
		{ "extension", N_("of an extension") },
		{ "iana", N_("in the IANA registry only") },
		{ "de-facto", N_("no standard, but in use") },
		{ "not-smtp", N_("not an SMTP code") },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].status, status) == 0)
			return _(rows[i].text);
	return status;
}

const char *
guide_permanence_text(enum permanence p)
{
	switch (p) {
	case PERMANENCE_PERMANENT:
		return _("permanent: it will not succeed for this address");
	case PERMANENCE_TEMPORARY:
		return _("temporary: the queue's retries will do");
	case PERMANENCE_CONDITIONAL:
		return _("conditional: it succeeds only after somebody "
		    "changes something");
	case PERMANENCE_FINAL:
		return _("final: the retries are used up");
	default:
		return _("depends on the cause");
	}
}

const char *
guide_cause(const struct knowledge *k, int reason, enum permanence p)
{
	if (reason < 0)
		return "-";
	return p == PERMANENCE_UNKNOWN ? _("many: the text decides") :
	    knowledge_reason(k, (size_t)reason)->title;
}

void
guide_classes(struct buf *b, int code, int other, bool translate)
{
	static const struct {
		int low, high;
		const char *text;
	} rows[] = {
		{ 2, 2, N_("Both %1$d and %2$d report success: no mail is "
		    "lost with either.") },
		{ 2, 3, N_("%1$d completes a step, %2$d asks the client for "
		    "the next piece; neither is a failure.") },
		{ 2, 4, N_("%1$d is a success; with %2$d the message stays "
		    "in the sender's queue, which tries again.") },
		{ 2, 5, N_("%1$d is a success; with %2$d the sender gives "
		    "up at once and the message bounces.") },
		{ 3, 3, N_("Both %1$d and %2$d ask the client for more; "
		    "neither is a failure.") },
		{ 3, 4, N_("%1$d asks the client for more; with %2$d the "
		    "step failed, and the sender tries again later.") },
		{ 3, 5, N_("%1$d asks the client for more; with %2$d the "
		    "step failed for good and the sender gives up.") },
		{ 4, 4, N_("Both %1$d and %2$d leave the message in the "
		    "queue, which tries again; they differ in the cause.") },
		{ 4, 5, N_("With %1$d the message stays in the queue and is "
		    "tried again; with %2$d the sender gives up at once and "
		    "the message bounces.") },
		{ 5, 5, N_("Both %1$d and %2$d make the sender give up at "
		    "once; they differ in the cause.") },
	};
	int low = code < other ? code : other;
	int high = code < other ? other : code;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].low == low / 100 && rows[i].high == high / 100)
			buf_printf(b, translate ? _(rows[i].text) :
			    rows[i].text, low, high);
}
