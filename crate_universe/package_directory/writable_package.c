/* Lets a build script write into its package, as cargo does. Linked into the build scripts of cargo_package(), it runs before `main`.
 *
 * rules_rust runs a build script in a directory that it makes for this run, with links to the sources. What a sandbox protects, and what
 * is the user's without one, are the sources, so the links become copies.
 */

#if !defined(_WIN32)

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What build scripts write is text. Larger files stay links, as copies of them would cost time in every build. */
enum { LARGEST = 1 << 20 };

/* The directories of single runs. In any other, the links are Bazel's. */
static const char OF_ONE_RUN[] = ".cargo_runfiles/";

static void copy_in_place(const char *link, const struct stat *status) {
  char path[PATH_MAX];
  char buffer[1 << 16];
  ssize_t length = -1;
  if (snprintf(path, sizeof path, "%s.crate_universe", link) >= (int)sizeof path) {
    return;
  }
  int source = open(link, O_RDONLY | O_CLOEXEC);
  int copy = source < 0 ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (status->st_mode & 0777) | S_IWUSR);
  while (copy >= 0 && (length = read(source, buffer, sizeof buffer)) > 0) {
    if (write(copy, buffer, (size_t)length) != length) {
      break;
    }
  }
  if (copy >= 0) {
    close(copy);
    if (length != 0 || rename(path, link) != 0) {
      unlink(path);
    }
  }
  if (source >= 0) {
    close(source);
  }
}

static void copy_below(const char *directory) {
  char path[PATH_MAX];
  struct stat status;
  DIR *entries = opendir(directory);
  for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name) >= (int)sizeof path || lstat(path, &status) != 0) {
      continue;
    }
    if (S_ISDIR(status.st_mode)) {
      copy_below(path);
    } else if (S_ISLNK(status.st_mode) && stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= LARGEST) {
      copy_in_place(path, &status);
    }
  }
  if (entries != NULL) {
    closedir(entries);
  }
}

__attribute__((constructor)) static void make_package_writable(void) {
  const char *package = getenv("CARGO_MANIFEST_DIR");
  if (package != NULL && strstr(package, OF_ONE_RUN) != NULL) {
    copy_below(package);
  }
}

#endif
