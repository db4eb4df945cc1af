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

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The descriptors behind env!("CARGO_BIN_EXE_...") and env!("CARGO_TARGET_TMPDIR"), as cargo_package.bzl writes them. */
enum { START_DIRECTORY = 199, TEMPORARY_DIRECTORY = 198 };

extern char **environ;

/* The programs that a test starts have it, too. */
static void keep_open(const char *directory, int descriptor) {
  int here = open(directory, O_RDONLY);
  if (here >= 0) {
    dup2(here, descriptor);
    close(here);
  }
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
 * from within the package: in `a/b` it is `a`, and leads to `../../a`. */
static void link_to_root(const char *package) {
  char first[256];
  char target[PATH_MAX] = "";
  size_t length = strcspn(package, "/");
  if (length == 0 || length >= sizeof first || package[0] == '.') {
    return;
  }
  memcpy(first, package, length);
  first[length] = '\0';
  for (const char *at = package; at != NULL && strlen(target) + sizeof first + 4 < sizeof target; at = strchr(at, '/')) {
    strcat(target, "../");
    at += *at == '/';
  }
  strcat(target, first);
  /* It may be there from an earlier run, or the package may have such a file. */
  if (symlink(target, first) != 0) {
    return;
  }
}

__attribute__((constructor)) static void enter(void) {
  const char *variable = getenv("CRATE_UNIVERSE_PACKAGE");
  char package[PATH_MAX];
  char start[PATH_MAX];
  char directory[PATH_MAX];
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
    link_to_root(package);
  }
}

#endif
