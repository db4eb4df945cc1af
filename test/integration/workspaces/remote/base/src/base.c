#include <base.h>

int base_number(void) { return 21; }
