int base_number(void);
