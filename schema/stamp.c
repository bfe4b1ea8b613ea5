#include "schema/stamp.h"

int64_t
stamp_days(int year, int month, int day)
{
	int64_t era, y = month <= 2 ? year - 1 : year;
	int64_t yoe, doy, doe;

	/* Years begin in March, so that the leap day is the last one. */
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

int64_t
stamp_utc_seconds(const struct stamp *s)
{
	return stamp_days(s->year, s->month, s->day) * 86400 +
	    s->hour * 3600 + s->minute * 60 + s->second;
}
