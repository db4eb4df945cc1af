/* Starts a test in the directory of its package, as cargo does. Linked into the tests of cargo_package(), it runs before `main`.
 *
 * CRATE_UNIVERSE_PACKAGE, relative to where Bazel starts tests, says which directory that is. Without it, nothing happens: neither when
 * somebody runs the program by hand, nor in the programs that the test starts.
 */

#if defined(_WIN32)

#include <direct.h>
#include <stdio.h>
#include <stdlib.h>

static void __cdecl enter(void) {
  const char *package = getenv("CRATE_UNIVERSE_PACKAGE");
  char directory[4096];
  if (package == NULL || _chdir(package) != 0 || _getcwd(directory, sizeof directory) == NULL) {
    return;
  }
  _putenv_s("CRATE_UNIVERSE_PACKAGE", "");
  _putenv_s("CARGO_MANIFEST_DIR", directory);
}

#pragma section(".CRT$XCU", read)
__declspec(allocate(".CRT$XCU")) void(__cdecl *crate_universe_enter)(void) = enter;
#pragma comment(linker, "/include:crate_universe_enter")

#else

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "target_directory.h"

/* The descriptors behind env!("CARGO_BIN_EXE_...") and env!("CARGO_TARGET_TMPDIR"), as cargo_package.bzl writes them. */
enum { START_DIRECTORY = 199, TEMPORARY_DIRECTORY = 198 };

extern char **environ;

/* The programs that a test starts have it, too. */
static void keep_open(const char *directory, int descriptor) {
  int here = open(directory, O_RDONLY);
  if (here < 0 || here == descriptor) {
    return;
  }
  if (fcntl(descriptor, F_GETFD) != -1 || dup2(here, descriptor) < 0) {
    fprintf(stderr, "crate_universe: descriptor %d cannot be used, so env!(\"CARGO_BIN_EXE_...\") and env!(\"CARGO_TARGET_TMPDIR\") lead nowhere\n", descriptor);
  }
  close(here);
}

static const char *temporary_directory(void) {
  const char *directory = getenv("TEST_TMPDIR");
  directory = directory == NULL ? getenv("TMPDIR") : directory;
  return directory == NULL ? "/tmp" : directory;
}

/* Makes the variables of the programs that the test starts absolute. */
static void name_programs(const char *start) {
  static const char prefix[] = "CARGO_BIN_EXE_";
  char path[PATH_MAX];
  char name[256];
  for (size_t at = 0; environ[at] != NULL; at++) {
    const char *value = strchr(environ[at], '=');
    size_t length = value == NULL ? 0 : (size_t)(value - environ[at]);
    if (strncmp(environ[at], prefix, sizeof prefix - 1) != 0 || length == 0 || length >= sizeof name || value[1] == '/') {
      continue;
    }
    memcpy(name, environ[at], length);
    name[length] = '\0';
    if (snprintf(path, sizeof path, "%s/%s", start, value + 1) < (int)sizeof path) {
      setenv(name, path, 1);
    }
  }
}

/* env!("CARGO_MANIFEST_DIR") is the package's path from the root of the workspace, where rustc runs. A link makes the same path true
 * from within the package: in `a/b` it is `a`, and leads to `../../a`. If the package has a folder `a`, it is `a/b` there. */
static void link_to_root(const char *package) {
  char path[PATH_MAX];
  char target[PATH_MAX];
  size_t depth = 1;
  if (strcmp(package, ".") == 0 || strncmp(package, "../", 3) == 0) {
    return;
  }
  for (const char *at = package; *at != '\0'; at++) {
    depth += *at == '/';
  }
  for (const char *end = strchr(package, '/');; end = strchr(end + 1, '/'), depth++) {
    size_t length = end == NULL ? strlen(package) : (size_t)(end - package);
    if (3 * depth + length >= sizeof target) {
      return;
    }
    memcpy(path, package, length);
    path[length] = '\0';
    for (size_t step = 0; step < depth; step++) {
      memcpy(target + 3 * step, "../", 3);
    }
    memcpy(target + 3 * depth, path, length + 1);
    if (symlink(target, path) == 0 || errno != EEXIST || end == NULL) {
      return;
    }
  }
}

__attribute__((constructor)) static void enter(void) {
  const char *variable = getenv("CRATE_UNIVERSE_PACKAGE");
  char package[PATH_MAX];
  char start[PATH_MAX];
  char directory[PATH_MAX];
  char manifest[PATH_MAX + sizeof "/Cargo.toml"];
  if (variable == NULL || strlen(variable) >= sizeof package || getcwd(start, sizeof start) == NULL) {
    return;
  }
  strcpy(package, variable);
  unsetenv("CRATE_UNIVERSE_PACKAGE");
  keep_open(".", START_DIRECTORY);
  keep_open(temporary_directory(), TEMPORARY_DIRECTORY);
  name_programs(start);
  if (chdir(package) == 0 && getcwd(directory, sizeof directory) != NULL) {
    setenv("CARGO_MANIFEST_DIR", directory, 1);
    if (snprintf(manifest, sizeof manifest, "%s/Cargo.toml", directory) < (int)sizeof manifest) {
      setenv("CARGO_MANIFEST_PATH", manifest, 1);
    }
    link_to_root(package);
  }
  crate_universe_continue_in_target_directory();
}

#endif
