# shellcheck shell=bash
# The view: a mount namespace in which the provisioned root is /usr and /etc, and all else is the machine's own, at its own path.
#
# Takes: ROOT, CONFIG, TRUST and BUILDTOOLS; a command.
# Gives: what the command gives. Every call has a namespace of its own; a Bazel server stays in that of the call that started
#        it, and the clients of later calls reach it.
# Never: leaves a mount on the machine, or changes the root directory: in a chroot the kernel would refuse the namespaces that
#        Bazel's sandbox is made of.
# shellcheck disable=SC2153 # other files set what is read here

# The user's own PATH: what the command sees must not depend on where provisioning looked for its tools.
VIEW_PATH=$PATH

# Ends this script as Bazel, or after --sh as another command, in the view.
view_enter() {
  if [ "${1:-}" = --sh ]; then
    shift
    [ $# -gt 0 ] || die '--sh wants a command'
  else
    set -- /usr/bin/bazel "$@"
  fi
  exec unshare "$UNSHARE" --propagation private -- bash "$PROVISION/inside.sh" \
    "$ROOT" "$CONFIG" "$TRUST" "$BUILDTOOLS" "$VIEW_PATH" "$PWD" "$@"
}

# Runs a command in a view that has no configuration of Bazel yet; $1 stands for TRUST.
view_run() {
  local trust=$1
  shift
  unshare "$UNSHARE" --propagation private -- bash "$PROVISION/inside.sh" \
    "$ROOT" '' "$trust" "$BUILDTOOLS" /usr/bin:/bin "$PWD" "$@"
}
