#ifndef CRATE_UNIVERSE_TARGET_DIRECTORY_H
#define CRATE_UNIVERSE_TARGET_DIRECTORY_H

/* If the environment names programs of the package, starts this process again from `target/debug/deps` in TEST_TMPDIR. */
void crate_universe_continue_in_target_directory(void);

#endif
