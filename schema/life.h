/*
 * life: the states of one recipient of one message (bouncestat(1),
 * "RECIPIENTS").
 */
#ifndef SCHEMA_LIFE_H
#define SCHEMA_LIFE_H

enum life_state {
	LIFE_WAITING, LIFE_DELIVERED, LIFE_BOUNCED, LIFE_EXPIRED,
	LIFE_DISCARDED,
	LIFE_MOVED,		/* goes on under another queue id */
	LIFE_COUNT
};

#endif
