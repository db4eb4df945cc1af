# shellcheck shell=bash
# The certificate authorities that the machine trusts, as the programs of the provisioned root read them.
#
# Takes: the machine's bundle, or where it has none the list of the Debian package.
# Gives: TRUST, a folder with the bundle and, for the JVM, the same as a key store; a new one when the bundle changes.
# Never: trusts an authority that the machine does not.
# shellcheck disable=SC2034 # other files read what is set here

readonly TRUST_BUNDLE=/etc/ssl/certs/ca-certificates.crt

trust_provision() {
  local key
  if [ -s "$TRUST_BUNDLE" ]; then
    key=$(cache_key < "$TRUST_BUNDLE")-${ROOT##*-}
  else
    key=debian-${ROOT##*-}
  fi
  TRUST=$CACHE/trust-$key
  cache_make "trust-$key" trust_fill
}

trust_fill() {
  local new=$1
  say 'making the key store of trusted authorities'
  if [ -s "$TRUST_BUNDLE" ]; then
    cp "$TRUST_BUNDLE" "$new/ca-certificates.crt"
  else
    cat "$ROOT"/usr/share/ca-certificates/mozilla/*.crt > "$new/ca-certificates.crt"
  fi
  mkdir "$new/java" "$new/each"
  awk -v folder="$new/each" '/BEGIN CERT/ { count++ } count { print > (folder "/" count ".crt") }' "$new/ca-certificates.crt"
  # Debian's own tool reads "+FILE" lines and writes /etc/ssl/certs/java/cacerts, which the view puts into this folder.
  find "$new/each" -name '*.crt' | sed 's/^/+/' > "$new/list"
  if ! (cd "$new" && view_run "$new" sh -c \
    'exec java -Xmx64m -jar /usr/share/ca-certificates-java/ca-certificates-java.jar -storepass changeit < list' > "$new/log" 2>&1) ||
    [ ! -s "$new/java/cacerts" ]; then
    tail -n 5 "$new/log" >&2
    die "the key store of trusted authorities could not be made from $TRUST_BUNDLE"
  fi
  rm -rf "$new/each" "$new/list" "$new/log"
}
