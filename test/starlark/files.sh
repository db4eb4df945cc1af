#!/bin/bash
# Laws of the Starlark files that can be read off their text. Takes nothing, prints one line a law and a closing line, and
# ends with 1 if a law is broken. It starts no Bazel and writes nothing.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

passed=0 failed=0
result() { # NAME TEXT: the text is what is wrong, empty if nothing is
  if [ -z "$2" ]; then
    echo "ok $1"
    passed=$((passed + 1))
  else
    echo "FAILED $1"
    printf '%s\n' "$2" | sed 's/^/  /'
    failed=$((failed + 1))
  fi
}

loads() { # FILE: the labels that it loads, of one-line and of many-line loads
  tr '\n' ' ' <"$1" | grep -o 'load( *"[^"]*"' | sed 's/.*"\(.*\)"/\1/'
}

path_of() { # FILE LABEL: the path of a label of this repository, as FILE writes it
  case "$2" in
    //*) local label=${2#//}; echo "${label%%:*}/${label##*:}" ;;
    :*) echo "$(dirname "$1")/${2#:}" ;;
  esac
}

# Labels of a .bzl file that WORKSPACE loads are looked up among the root module's names, so it must name no other module.
closure_loads_only_own_files() {
  local pending=("$@") seen=" " file label
  while [ ${#pending[@]} -gt 0 ]; do
    file=${pending[0]}
    pending=("${pending[@]:1}")
    case "$seen" in *" $file "*) continue ;; esac
    seen+="$file "
    [ -f "$file" ] || { echo "$file does not exist"; continue; }
    while read -r label; do
      case "$label" in
        @bazel_tools//*) ;;
        @*) echo "$file loads $label" ;;
        *) pending+=("$(path_of "$file" "$label")") ;;
      esac
    done < <(loads "$file")
    grep -Hn 'Label("@[a-z]\|default = "@[a-z]' "$file" | grep -v '"@bazel_tools//'
  done
}

# Bazel 9 has no rules and providers of languages of its own, and rules_rust's were never any: each is loaded where it is
# used. Prints those of a file that are not.
not_loaded() { # FILE
  local code imported name
  code=$(sed 's/^ *#.*//' "$1")
  imported=$(tr '\n' ' ' <<<"$code" | grep -o 'load([^)]*)')
  while read -r name; do
    grep -qw "$name" <<<"$imported" || grep -q "^def $name(" <<<"$code" || echo "$1 uses $name, which it does not load"
  done < <(grep -oE "$LANGUAGE_SYMBOLS" <<<"$code" | tr -d '(' | sort -u)
}
LANGUAGE_SYMBOLS='^ *(cargo|cc|java|license|objc|proto|py|rust|sh)_[a-z_]+\(|\b(Cc|Java|Proto|Py|Objc)[A-Z][A-Za-z]*Info\b|\b(CcInfo|JavaInfo|ProtoInfo|PyInfo|ObjcProvider|apple_common|cc_common|java_common|proto_common)\b|\bnative\.(cc|java|objc|proto|py|sh)_[a-z_]+|\bnative\.(bind|local_repository|new_local_repository)\b'

workspace_files=(crate_universe/defs.bzl crate_universe/hub.bzl crate_universe/repositories.bzl private/configuration.bzl private/hub_repository.bzl private/repositories.bzl private/tool.bzl)
all_files=(crate_universe/*.bzl private/*.bzl 3rdparty/own.bzl)

result "what WORKSPACE loads names only own files and bazel_tools" "$(closure_loads_only_own_files "${workspace_files[@]}")"
result "hub.bzl loads nothing" "$(loads crate_universe/hub.bzl)"
result "two files load rules_rust" "$(for file in "${all_files[@]}"; do
  loads "$file" | grep -q '^@rules_rust//' && [[ "$file" != private/rules_rust@(|_rules).bzl ]] && echo "$file"
done)"
result "private files say so" "$(grep -L '^visibility(\["//\.\.\."\])$' private/*.bzl)"
result "what mends 3rdparty/crates does not load it" "$(grep -Hn '3rdparty/crates[:/]' crate_universe/BUILD.bazel 3rdparty/BUILD.bazel private/BUILD.bazel BUILD.bazel | grep 'load(')"
result "every code is in the table" "$(grep -ho 'CU09[0-9][0-9]' "${all_files[@]}" | sort -u | while read -r code; do
  grep -q "^    \"$code\": " private/errors.bzl || echo "$code"
done)"
result "every code of the table is used" "$(grep -o '^    "CU09[0-9][0-9]": ' private/errors.bzl | grep -o 'CU09[0-9][0-9]' | while read -r code; do
  grep -q "$code" $(printf '%s\n' "${all_files[@]}" | grep -v errors.bzl) || echo "$code"
done)"
result "every file opens with what it is for" "$(for file in "${all_files[@]}"; do
  [ "$(head -c 3 "$file")" = '"""' ] || echo "$file"
done)"
result "every public file has a bzl_library" "$(for file in crate_universe/*.bzl; do
  grep -q "^ *\(name = \)\?\"$(basename "$file" .bzl)\",\$" crate_universe/BUILD.bazel || echo "$file"
done)"
all_loaded() { # FILES
  local file
  for file; do
    not_loaded "$file"
  done
}
mapfile -t starlark_files < <(git ls-files --cached --others --exclude-standard -- '*.bzl' '*.bazel' '*.BUILD' ':!3rdparty/crates/BUILD*')
result "every rule of a language is loaded" "$(all_loaded "${starlark_files[@]}")"
# Bazel 7 has `~` in the names of repositories, Bazel 8 `+`. Cases, golden tests and those of Starlark have such names as data.
result "no canonical name is written down" "$(git grep -nE --untracked '@@[A-Za-z0-9_.-]+[~+]' -- \
  '*.bzl' '*.bazel' '*.bzlmod' '*.sh' .bazelrc '*/.bazelrc' ':!test/cases' ':!test/golden' ':!test/starlark')"
result "files are under 400 lines" "$(wc -l "${all_files[@]}" test/starlark/*.* | awk '$1 >= 400 && $2 != "total"')"

echo "starlark: $passed passed, $failed failed"
[ "$failed" = 0 ]
