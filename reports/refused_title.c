#include <string.h>

#include "reports/refused_title.h"
#include "schema/i18n.h"

static const struct {
	const char	*reason, *title;
} titles[] = {
	{ "user_unknown", N_("To mailboxes that do not exist here") },
	{ "mailbox_disabled", N_("To mailboxes that are closed") },
	{ "mailbox_full", N_("To mailboxes that are full") },
	{ "recipient_moved", N_("To people who have moved") },
	{ "recipient_refused", N_("To people who do not take it") },
	{ "domain_unknown", N_("A domain that does not exist") },
	{ "domain_no_mail", N_("A domain that takes no mail") },
	{ "dns_failure", N_("DNS did not answer about the client") },
	{ "relay_denied", N_("Tried to relay through us") },
	{ "connection_failed", N_("The client broke the connection") },
	{ "remote_error", N_("Trouble at our side") },
	{ "greylisted", N_("Greylisted by us") },
	{ "rate_limited", N_("Too much, too fast") },
	{ "blocklisted", N_("Client is on a block list") },
	{ "reputation_block", N_("Client has a poor reputation") },
	{ "policy_block", N_("Refused by our policy") },
	{ "sender_rejected", N_("Sender address not acceptable") },
	{ "bad_ptr_helo", N_("Client's reverse DNS or HELO is wrong") },
	{ "tls_failure", N_("TLS demanded or failed") },
	{ "smtp_auth_required", N_("Login demanded or failed") },
	{ "protocol_error", N_("Client broke the SMTP dialogue") },
	{ "local_config", N_("Our configuration failed") },
};

const char *
refused_title(const char *reason, const char *title)
{
	size_t i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (strcmp(titles[i].reason, reason) == 0)
			return gettext(titles[i].title);
	return title;
}
