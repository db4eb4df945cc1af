#!/usr/bin/env bash
# The example, the hub and the self-test once more with what Bazel 8 and 9 do: bazel9.bazelrc. Bazel 8 and 9 themselves are
# not to be had where these tests run.
FOLDER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export CRATE_UNIVERSE_TEST_BAZELRC=$FOLDER/bazel9.bazelrc
status=0
for suite in self example hub; do
  "$FOLDER/$suite.sh" || status=1
done
exit "$status"
