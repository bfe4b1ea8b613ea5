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
		return _("temporary: it passes, and a later attempt succeeds");
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
