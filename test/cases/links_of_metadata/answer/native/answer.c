int native_answer(void) { return 42; }
