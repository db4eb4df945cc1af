#include <base.h>

int middle_number(void) { return 2 * base_number(); }
