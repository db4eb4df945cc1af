int carried(void) { return 42; }
