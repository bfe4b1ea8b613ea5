/*
 * Runs the CUnit suites (all, or those named on the command line) and exits 0
 * only if at least one assertion ran and none failed.
 */
#include <CUnit/Basic.h>
#include <CUnit/CUnit.h>
#include <string.h>

extern void (*const suites[])(void);

int
main(int argc, char **argv)
{
	unsigned int asserts, failed;
	CU_pSuite s;
	int i;

	if (CU_initialize_registry() != CUE_SUCCESS)
		return 1;
	for (i = 0; suites[i] != NULL; i++)
		suites[i]();
	for (s = CU_get_registry()->pSuite; argc > 1 && s != NULL;
	    s = s->pNext) {
		CU_set_suite_active(s, CU_FALSE);
		for (i = 1; i < argc; i++)
			if (strcmp(argv[i], s->pName) == 0)
				CU_set_suite_active(s, CU_TRUE);
	}
	CU_set_fail_on_inactive(CU_FALSE);
	CU_basic_set_mode(CU_BRM_NORMAL);
	CU_basic_run_tests();
	asserts = CU_get_number_of_asserts();
	failed = CU_get_number_of_failures() +
	    CU_get_number_of_suites_failed();
	CU_cleanup_registry();
	return asserts == 0 || failed != 0;
}
