# shellcheck shell=bash
# Provisions Bazel and rules_rust from Debian's packages; read by tools/bazel, which chose it because it found no Bazel.
#
# Takes: why one is needed. A caller that needs more Debian packages beside Bazel adds them to ROOT_PACKAGES before.
# Gives: ROOT, RUST, CONFIG, TRUST and BUILDTOOLS, folders of the user's cache that are complete and never change again; view.sh runs
#        commands in them. A folder's name holds the key of all it was made from, so a call with nothing to make only looks.
# Never: installs a package on the machine, runs a maintainer script, or leaves anything mounted.

PROVISION=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for noun in host cache root rust rules_rust buildtools trust config view; do
  # shellcheck source=/dev/null
  . "$PROVISION/$noun.sh"
done
unset noun

# What is missing is named before anything is fetched.
# shellcheck disable=SC2034 # other files read what is set here
provision() {
  PROVISION_REASON=$1
  host_is_debian
  host_requires_tools
  host_unshare
  rust_find
  buildtools_find
  root_provision
  buildtools_provision
  trust_provision
  rust_provision
  config_provision
}
