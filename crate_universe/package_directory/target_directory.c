/* Gives a test the path that it has under cargo: `target/debug/deps/NAME`, with the programs of its package in `target/debug`. Code from
 * before Cargo 1.43, and libraries such as assert_cmd, look for programs from std::env::current_exe(), and tests write files there.
 *
 * What current_exe() says is the file that was started, so this is a copy in TEST_TMPDIR. If anything of it cannot be made, the test goes on
 * where Bazel has put it.
 */

#include "target_directory.h"

#if defined(__linux__)

#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

/* Nothing in a program that is linked statically. */
extern ElfW(Dyn) _DYNAMIC[] __attribute__((weak, visibility("hidden")));

/* A copy of such a program does not find its shared libraries. */
static int has_library_path(void) {
  for (const ElfW(Dyn) *entry = _DYNAMIC; entry != NULL && entry->d_tag != DT_NULL; entry++) {
    if (entry->d_tag == DT_RPATH || entry->d_tag == DT_RUNPATH) {
      return 1;
    }
  }
  return 0;
}

/* Links the programs that variables name into a directory. Gives how many there are. */
static int link_programs(const char *directory) {
  static const char prefix[] = "CARGO_BIN_EXE_";
  char path[PATH_MAX];
  int count = 0;
  for (size_t at = 0; environ[at] != NULL; at++) {
    const char *name = environ[at] + sizeof prefix - 1;
    const char *value = strchr(environ[at], '=');
    if (strncmp(environ[at], prefix, sizeof prefix - 1) != 0 || value == NULL || value[1] != '/') {
      continue;
    }
    if (snprintf(path, sizeof path, "%s/%.*s", directory, (int)(value - name), name) < (int)sizeof path) {
      unlink(path);
      count += symlink(value + 1, path) == 0;
    }
  }
  return count;
}

static int copy_program(const char *from, const char *to) {
  struct stat status;
  int copied = 0;
  int source = open(from, O_RDONLY | O_CLOEXEC);
  int copy = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
  if (source >= 0 && copy >= 0 && fstat(source, &status) == 0) {
    off_t left = status.st_size;
    for (ssize_t sent = 1; left > 0 && sent > 0; left -= sent) {
      sent = sendfile(copy, source, NULL, (size_t)left);
    }
    copied = left == 0;
  }
  close(source);
  /* While it is open, it cannot be started. */
  return close(copy) == 0 && copied;
}

/* The arguments of this process: not all C libraries tell them before `main`. */
static char **arguments(void) {
  size_t size = 0, room = 0, count = 0;
  char *text = NULL;
  char **list = NULL;
  int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  for (ssize_t length = 1; file >= 0 && length > 0; size += length > 0 ? (size_t)length : 0) {
    if (size == room) {
      char *grown = realloc(text, room += 4096);
      if (grown == NULL) {
        close(file);
        return NULL;
      }
      text = grown;
    }
    length = read(file, text + size, room - size);
  }
  close(file);
  for (size_t at = 0; at < size; at++) {
    count += text[at] == '\0';
  }
  list = count == 0 ? NULL : calloc(count + 1, sizeof *list);
  for (size_t at = 0, number = 0; list != NULL && number < count; at += strlen(text + at) + 1) {
    list[number++] = text + at;
  }
  return list;
}

void crate_universe_continue_in_target_directory(void) {
  static const char *const levels[] = {"/target", "/target/debug", "/target/debug/deps"};
  const char *temporary = getenv("TEST_TMPDIR");
  char program[PATH_MAX];
  char path[PATH_MAX];
  char **list;
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (temporary == NULL || temporary[0] != '/' || length <= 0 || has_library_path()) {
    return;
  }
  program[length] = '\0';
  for (size_t level = 0; level < sizeof levels / sizeof *levels; level++) {
    if (snprintf(path, sizeof path, "%s%s", temporary, levels[level]) >= (int)sizeof path) {
      return;
    }
    mkdir(path, 0755);
  }
  snprintf(path, sizeof path, "%s%s", temporary, levels[1]);
  if (link_programs(path) == 0) {
    return;
  }
  length = snprintf(path, sizeof path, "%s%s%s", temporary, levels[2], strrchr(program, '/'));
  if (length >= (ssize_t)sizeof path || (list = arguments()) == NULL) {
    return;
  }
  /* `bazel run` may leave one. */
  unlink(path);
  /* A link costs nothing, but leads out of most sandboxes. */
  if (link(program, path) == 0 || copy_program(program, path)) {
    list[0] = path;
    execv(path, list);
  }
}

#else

void crate_universe_continue_in_target_directory(void) {}

#endif
